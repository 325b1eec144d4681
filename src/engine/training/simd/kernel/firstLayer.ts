/**
 * The loops over the rows of the first layer's weights, which are kept pixel after pixel: a row holds the weights that
 * leave one pixel, one a neuron. Four rows at a time on running pointers, five vectors unrolled with their offsets
 * written out, because that is what reaches the machine's speed. Every sum goes in the order of the pixels, whatever
 * the unrolling, so that its bits do not depend on it.
 *
 * An entry is (pixel << 8 | value) for one pixel of one image whose value is not 0; its input lies value / 256 above the
 * background.
 */

/** Bytes of five vectors. */
@inline const BLOCK: usize = 80;

@inline function above(entry: u32): v128 {
  return f64x2.splat(<f64>(entry & 255) * 0.00390625);
}

@inline function rowOf(base: usize, entry: u32, bytes: usize): usize {
  return base + <usize>(entry >> 8) * bytes;
}

@inline function plus(sum: v128, row: v128, factor: v128): v128 {
  return f64x2.add(sum, f64x2.mul(row, factor));
}

@inline function minus(row: v128, step: v128, factor: v128): v128 {
  return f64x2.sub(row, f64x2.mul(step, factor));
}

/** z += Σ v · r over the entries, for a row of `bytes` / 8 neurons. */
export function accumulate(z: usize, base: usize, bytes: usize, entry: usize, end: usize): void {
  const zEnd = z + bytes;
  let sum: v128;
  for (; entry + 16 <= end; entry += 16) {
    const first = load<u32>(entry);
    const second = load<u32>(entry, 4);
    const third = load<u32>(entry, 8);
    const fourth = load<u32>(entry, 12);
    const ra = above(first);
    const rb = above(second);
    const rc = above(third);
    const rd = above(fourth);
    let a = rowOf(base, first, bytes);
    let b = rowOf(base, second, bytes);
    let c = rowOf(base, third, bytes);
    let d = rowOf(base, fourth, bytes);
    let q = z;
    for (; q + BLOCK <= zEnd; q += BLOCK, a += BLOCK, b += BLOCK, c += BLOCK, d += BLOCK) {
      sum = plus(v128.load(q), v128.load(a), ra);
      sum = plus(sum, v128.load(b), rb);
      sum = plus(sum, v128.load(c), rc);
      sum = plus(sum, v128.load(d), rd);
      v128.store(q, sum);
      sum = plus(v128.load(q, 16), v128.load(a, 16), ra);
      sum = plus(sum, v128.load(b, 16), rb);
      sum = plus(sum, v128.load(c, 16), rc);
      sum = plus(sum, v128.load(d, 16), rd);
      v128.store(q, sum, 16);
      sum = plus(v128.load(q, 32), v128.load(a, 32), ra);
      sum = plus(sum, v128.load(b, 32), rb);
      sum = plus(sum, v128.load(c, 32), rc);
      sum = plus(sum, v128.load(d, 32), rd);
      v128.store(q, sum, 32);
      sum = plus(v128.load(q, 48), v128.load(a, 48), ra);
      sum = plus(sum, v128.load(b, 48), rb);
      sum = plus(sum, v128.load(c, 48), rc);
      sum = plus(sum, v128.load(d, 48), rd);
      v128.store(q, sum, 48);
      sum = plus(v128.load(q, 64), v128.load(a, 64), ra);
      sum = plus(sum, v128.load(b, 64), rb);
      sum = plus(sum, v128.load(c, 64), rc);
      sum = plus(sum, v128.load(d, 64), rd);
      v128.store(q, sum, 64);
    }
    for (; q < zEnd; q += 16, a += 16, b += 16, c += 16, d += 16) {
      sum = plus(v128.load(q), v128.load(a), ra);
      sum = plus(sum, v128.load(b), rb);
      sum = plus(sum, v128.load(c), rc);
      sum = plus(sum, v128.load(d), rd);
      v128.store(q, sum);
    }
  }
  for (; entry < end; entry += 4) {
    const r = above(load<u32>(entry));
    let a = rowOf(base, load<u32>(entry), bytes);
    for (let q = z; q < zEnd; q += 16, a += 16) v128.store(q, plus(v128.load(q), v128.load(a), r));
  }
}

/** v −= e · r over the entries. */
export function update(step: usize, base: usize, bytes: usize, entry: usize, end: usize): void {
  const stepEnd = step + bytes;
  let e: v128;
  for (; entry + 16 <= end; entry += 16) {
    const first = load<u32>(entry);
    const second = load<u32>(entry, 4);
    const third = load<u32>(entry, 8);
    const fourth = load<u32>(entry, 12);
    const ra = above(first);
    const rb = above(second);
    const rc = above(third);
    const rd = above(fourth);
    let a = rowOf(base, first, bytes);
    let b = rowOf(base, second, bytes);
    let c = rowOf(base, third, bytes);
    let d = rowOf(base, fourth, bytes);
    let q = step;
    for (; q + BLOCK <= stepEnd; q += BLOCK, a += BLOCK, b += BLOCK, c += BLOCK, d += BLOCK) {
      e = v128.load(q);
      v128.store(a, minus(v128.load(a), e, ra));
      v128.store(b, minus(v128.load(b), e, rb));
      v128.store(c, minus(v128.load(c), e, rc));
      v128.store(d, minus(v128.load(d), e, rd));
      e = v128.load(q, 16);
      v128.store(a, minus(v128.load(a, 16), e, ra), 16);
      v128.store(b, minus(v128.load(b, 16), e, rb), 16);
      v128.store(c, minus(v128.load(c, 16), e, rc), 16);
      v128.store(d, minus(v128.load(d, 16), e, rd), 16);
      e = v128.load(q, 32);
      v128.store(a, minus(v128.load(a, 32), e, ra), 32);
      v128.store(b, minus(v128.load(b, 32), e, rb), 32);
      v128.store(c, minus(v128.load(c, 32), e, rc), 32);
      v128.store(d, minus(v128.load(d, 32), e, rd), 32);
      e = v128.load(q, 48);
      v128.store(a, minus(v128.load(a, 48), e, ra), 48);
      v128.store(b, minus(v128.load(b, 48), e, rb), 48);
      v128.store(c, minus(v128.load(c, 48), e, rc), 48);
      v128.store(d, minus(v128.load(d, 48), e, rd), 48);
      e = v128.load(q, 64);
      v128.store(a, minus(v128.load(a, 64), e, ra), 64);
      v128.store(b, minus(v128.load(b, 64), e, rb), 64);
      v128.store(c, minus(v128.load(c, 64), e, rc), 64);
      v128.store(d, minus(v128.load(d, 64), e, rd), 64);
    }
    for (; q < stepEnd; q += 16, a += 16, b += 16, c += 16, d += 16) {
      e = v128.load(q);
      v128.store(a, minus(v128.load(a), e, ra));
      v128.store(b, minus(v128.load(b), e, rb));
      v128.store(c, minus(v128.load(c), e, rc));
      v128.store(d, minus(v128.load(d), e, rd));
    }
  }
  for (; entry < end; entry += 4) {
    const r = above(load<u32>(entry));
    let a = rowOf(base, load<u32>(entry), bytes);
    for (let q = step; q < stepEnd; q += 16, a += 16) {
      e = v128.load(q);
      v128.store(a, minus(v128.load(a), e, r));
    }
  }
}

/**
 * v −= e · r over the entries, and Σ|Δ| += |e| · r in the set of sums that lies `sums` bytes behind the weights.
 */
export function updateAndTally(
  step: usize,
  base: usize,
  sums: usize,
  bytes: usize,
  entry: usize,
  end: usize,
): void {
  const stepEnd = step + bytes;
  let e: v128;
  let size: v128;
  for (; entry + 16 <= end; entry += 16) {
    const first = load<u32>(entry);
    const second = load<u32>(entry, 4);
    const third = load<u32>(entry, 8);
    const fourth = load<u32>(entry, 12);
    const ra = above(first);
    const rb = above(second);
    const rc = above(third);
    const rd = above(fourth);
    let a = rowOf(base, first, bytes);
    let b = rowOf(base, second, bytes);
    let c = rowOf(base, third, bytes);
    let d = rowOf(base, fourth, bytes);
    let q = step;
    let ta = a + sums;
    let tb = b + sums;
    let tc = c + sums;
    let td = d + sums;
    for (; q + BLOCK <= stepEnd; q += BLOCK, a += BLOCK, b += BLOCK, c += BLOCK, d += BLOCK, ta += BLOCK, tb += BLOCK, tc += BLOCK, td += BLOCK) {
      e = v128.load(q);
      size = f64x2.abs(e);
      v128.store(a, minus(v128.load(a), e, ra));
      v128.store(ta, plus(v128.load(ta), size, ra));
      v128.store(b, minus(v128.load(b), e, rb));
      v128.store(tb, plus(v128.load(tb), size, rb));
      v128.store(c, minus(v128.load(c), e, rc));
      v128.store(tc, plus(v128.load(tc), size, rc));
      v128.store(d, minus(v128.load(d), e, rd));
      v128.store(td, plus(v128.load(td), size, rd));
      e = v128.load(q, 16);
      size = f64x2.abs(e);
      v128.store(a, minus(v128.load(a, 16), e, ra), 16);
      v128.store(ta, plus(v128.load(ta, 16), size, ra), 16);
      v128.store(b, minus(v128.load(b, 16), e, rb), 16);
      v128.store(tb, plus(v128.load(tb, 16), size, rb), 16);
      v128.store(c, minus(v128.load(c, 16), e, rc), 16);
      v128.store(tc, plus(v128.load(tc, 16), size, rc), 16);
      v128.store(d, minus(v128.load(d, 16), e, rd), 16);
      v128.store(td, plus(v128.load(td, 16), size, rd), 16);
      e = v128.load(q, 32);
      size = f64x2.abs(e);
      v128.store(a, minus(v128.load(a, 32), e, ra), 32);
      v128.store(ta, plus(v128.load(ta, 32), size, ra), 32);
      v128.store(b, minus(v128.load(b, 32), e, rb), 32);
      v128.store(tb, plus(v128.load(tb, 32), size, rb), 32);
      v128.store(c, minus(v128.load(c, 32), e, rc), 32);
      v128.store(tc, plus(v128.load(tc, 32), size, rc), 32);
      v128.store(d, minus(v128.load(d, 32), e, rd), 32);
      v128.store(td, plus(v128.load(td, 32), size, rd), 32);
      e = v128.load(q, 48);
      size = f64x2.abs(e);
      v128.store(a, minus(v128.load(a, 48), e, ra), 48);
      v128.store(ta, plus(v128.load(ta, 48), size, ra), 48);
      v128.store(b, minus(v128.load(b, 48), e, rb), 48);
      v128.store(tb, plus(v128.load(tb, 48), size, rb), 48);
      v128.store(c, minus(v128.load(c, 48), e, rc), 48);
      v128.store(tc, plus(v128.load(tc, 48), size, rc), 48);
      v128.store(d, minus(v128.load(d, 48), e, rd), 48);
      v128.store(td, plus(v128.load(td, 48), size, rd), 48);
      e = v128.load(q, 64);
      size = f64x2.abs(e);
      v128.store(a, minus(v128.load(a, 64), e, ra), 64);
      v128.store(ta, plus(v128.load(ta, 64), size, ra), 64);
      v128.store(b, minus(v128.load(b, 64), e, rb), 64);
      v128.store(tb, plus(v128.load(tb, 64), size, rb), 64);
      v128.store(c, minus(v128.load(c, 64), e, rc), 64);
      v128.store(tc, plus(v128.load(tc, 64), size, rc), 64);
      v128.store(d, minus(v128.load(d, 64), e, rd), 64);
      v128.store(td, plus(v128.load(td, 64), size, rd), 64);
    }
    for (; q < stepEnd; q += 16, a += 16, b += 16, c += 16, d += 16, ta += 16, tb += 16, tc += 16, td += 16) {
      e = v128.load(q);
      size = f64x2.abs(e);
      v128.store(a, minus(v128.load(a), e, ra));
      v128.store(ta, plus(v128.load(ta), size, ra));
      v128.store(b, minus(v128.load(b), e, rb));
      v128.store(tb, plus(v128.load(tb), size, rb));
      v128.store(c, minus(v128.load(c), e, rc));
      v128.store(tc, plus(v128.load(tc), size, rc));
      v128.store(d, minus(v128.load(d), e, rd));
      v128.store(td, plus(v128.load(td), size, rd));
    }
  }
  for (; entry < end; entry += 4) {
    const r = above(load<u32>(entry));
    let a = rowOf(base, load<u32>(entry), bytes);
    for (let q = step; q < stepEnd; q += 16, a += 16) {
      e = v128.load(q);
      v128.store(a, minus(v128.load(a), e, r));
      v128.store(a + sums, plus(v128.load(a + sums), f64x2.abs(e), r));
    }
  }
}

/**
 * v −= Σ e · r over the entries of some examples, each with the step of its own.
 * @param steps a row of `bytes` for each example
 * @param examples which of them (u32), so many
 * @param starts for each example the address of its first entry, and one more (u32)
 */
export function updateBySteps(
  base: usize,
  bytes: usize,
  steps: usize,
  examples: usize,
  count: i32,
  starts: usize,
): void {
  for (let index = 0; index < count; index++) {
    const example = <usize>load<u32>(examples + (<usize>index << 2));
    const start = starts + (example << 2);
    update(steps + example * bytes, base, bytes, <usize>load<u32>(start), <usize>load<u32>(start, 4));
  }
}
