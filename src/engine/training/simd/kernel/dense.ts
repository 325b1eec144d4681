/**
 * Layers behind the first, and the first one where every input counts: dense loops over rows of weights. In the first
 * layer a row belongs to a pixel and its vector to the neurons; behind it a row belongs to a neuron and its vector to
 * the neurons that it reads.
 */

@inline function plus(sum: v128, row: v128, factor: v128): v128 {
  return f64x2.add(sum, f64x2.mul(row, factor));
}

@inline function minus(row: v128, step: v128, factor: v128): v128 {
  return f64x2.sub(row, f64x2.mul(step, factor));
}

/** Σ of four lanes, in the one order that all code keeps: even and odd vectors first, then the two lanes. */
@inline function total(even: v128, odd: v128): f64 {
  const sum = f64x2.add(even, odd);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** The input of a raw pixel, (p + 1) / 256, in both lanes. */
@inline function input(pixel: usize): v128 {
  return f64x2.splat((<f64>load<u8>(pixel) + 1) * 0.00390625);
}

/** zⱼ = bⱼ + Σᵢ wⱼᵢ hᵢ, for rows of `bytes` / 8 inputs. */
export function forward(w: usize, bias: usize, h: usize, z: usize, bytes: usize, outputs: i32): void {
  const hEnd = h + bytes;
  let j = 0;
  for (; j + 4 <= outputs; j += 4, z += 32, bias += 32) {
    let a = w;
    let b = a + bytes;
    let c = b + bytes;
    let d = c + bytes;
    w = d + bytes;
    let aEven = f64x2.splat(0);
    let aOdd = f64x2.splat(0);
    let bEven = f64x2.splat(0);
    let bOdd = f64x2.splat(0);
    let cEven = f64x2.splat(0);
    let cOdd = f64x2.splat(0);
    let dEven = f64x2.splat(0);
    let dOdd = f64x2.splat(0);
    let q = h;
    for (; q + 32 <= hEnd; q += 32, a += 32, b += 32, c += 32, d += 32) {
      const even = v128.load(q);
      const odd = v128.load(q, 16);
      aEven = plus(aEven, v128.load(a), even);
      aOdd = plus(aOdd, v128.load(a, 16), odd);
      bEven = plus(bEven, v128.load(b), even);
      bOdd = plus(bOdd, v128.load(b, 16), odd);
      cEven = plus(cEven, v128.load(c), even);
      cOdd = plus(cOdd, v128.load(c, 16), odd);
      dEven = plus(dEven, v128.load(d), even);
      dOdd = plus(dOdd, v128.load(d, 16), odd);
    }
    if (q < hEnd) {
      const even = v128.load(q);
      aEven = plus(aEven, v128.load(a), even);
      bEven = plus(bEven, v128.load(b), even);
      cEven = plus(cEven, v128.load(c), even);
      dEven = plus(dEven, v128.load(d), even);
    }
    store<f64>(z, load<f64>(bias) + total(aEven, aOdd));
    store<f64>(z, load<f64>(bias, 8) + total(bEven, bOdd), 8);
    store<f64>(z, load<f64>(bias, 16) + total(cEven, cOdd), 16);
    store<f64>(z, load<f64>(bias, 24) + total(dEven, dOdd), 24);
  }
  for (; j < outputs; j++, z += 8, bias += 8) {
    let even = f64x2.splat(0);
    let odd = f64x2.splat(0);
    let q = h;
    for (; q + 32 <= hEnd; q += 32, w += 32) {
      even = plus(even, v128.load(w), v128.load(q));
      odd = plus(odd, v128.load(w, 16), v128.load(q, 16));
    }
    if (q < hEnd) {
      even = plus(even, v128.load(w), v128.load(q));
      w += 16;
    }
    store<f64>(z, load<f64>(bias) + total(even, odd));
  }
}

/** belowᵢ = Σⱼ wⱼᵢ δⱼ, in the order of j. */
export function backward(w: usize, delta: usize, below: usize, bytes: usize, outputs: i32): void {
  const end = below + bytes;
  memory.fill(below, 0, bytes);
  let j = 0;
  for (; j + 4 <= outputs; j += 4, delta += 32) {
    const da = v128.load64_splat(delta);
    const db = v128.load64_splat(delta, 8);
    const dc = v128.load64_splat(delta, 16);
    const dd = v128.load64_splat(delta, 24);
    let a = w;
    let b = a + bytes;
    let c = b + bytes;
    let d = c + bytes;
    w = d + bytes;
    for (let q = below; q < end; q += 16, a += 16, b += 16, c += 16, d += 16) {
      let sum = plus(v128.load(q), v128.load(a), da);
      sum = plus(sum, v128.load(b), db);
      sum = plus(sum, v128.load(c), dc);
      v128.store(q, plus(sum, v128.load(d), dd));
    }
  }
  for (; j < outputs; j++, delta += 8) {
    const d = v128.load64_splat(delta);
    for (let q = below; q < end; q += 16, w += 16) v128.store(q, plus(v128.load(q), v128.load(w), d));
  }
}

/** belowᵢ = Σⱼ wⱼᵢ δⱼ, in the order of j, and wⱼᵢ −= hᵢ eⱼ in the same pass. */
export function backwardAndUpdate(
  w: usize,
  delta: usize,
  step: usize,
  below: usize,
  h: usize,
  bytes: usize,
  outputs: i32,
): void {
  const end = below + bytes;
  memory.fill(below, 0, bytes);
  let j = 0;
  for (; j + 4 <= outputs; j += 4, delta += 32, step += 32) {
    const da = v128.load64_splat(delta);
    const db = v128.load64_splat(delta, 8);
    const dc = v128.load64_splat(delta, 16);
    const dd = v128.load64_splat(delta, 24);
    const ea = v128.load64_splat(step);
    const eb = v128.load64_splat(step, 8);
    const ec = v128.load64_splat(step, 16);
    const ed = v128.load64_splat(step, 24);
    let a = w;
    let b = a + bytes;
    let c = b + bytes;
    let d = c + bytes;
    w = d + bytes;
    let p = h;
    for (let q = below; q < end; q += 16, p += 16, a += 16, b += 16, c += 16, d += 16) {
      const read = v128.load(p);
      const wa = v128.load(a);
      const wb = v128.load(b);
      const wc = v128.load(c);
      const wd = v128.load(d);
      v128.store(q, plus(plus(plus(plus(v128.load(q), wa, da), wb, db), wc, dc), wd, dd));
      v128.store(a, minus(wa, read, ea));
      v128.store(b, minus(wb, read, eb));
      v128.store(c, minus(wc, read, ec));
      v128.store(d, minus(wd, read, ed));
    }
  }
  for (; j < outputs; j++, delta += 8, step += 8) {
    const d = v128.load64_splat(delta);
    const e = v128.load64_splat(step);
    let p = h;
    for (let q = below; q < end; q += 16, p += 16, w += 16) {
      const row = v128.load(w);
      v128.store(q, plus(v128.load(q), row, d));
      v128.store(w, minus(row, v128.load(p), e));
    }
  }
}

/** Σ|Δ| += |vector · factor| over rows, one factor a row. */
export function tallyRows(sums: usize, vector: usize, bytes: usize, factors: usize, rows: i32): void {
  const end = vector + bytes;
  for (let row = 0; row < rows; row++, factors += 8) {
    const factor = v128.load64_splat(factors);
    for (let q = vector; q < end; q += 16, sums += 16)
      v128.store(sums, f64x2.add(v128.load(sums), f64x2.abs(f64x2.mul(v128.load(q), factor))));
  }
}

/** z += Σᵢ vᵢ xᵢ over all pixels of an image. */
export function accumulateAll(z: usize, row: usize, bytes: usize, pixel: usize, inputs: i32): void {
  const zEnd = z + bytes;
  const end = pixel + inputs;
  for (; pixel + 4 <= end; pixel += 4) {
    const xa = input(pixel);
    const xb = input(pixel + 1);
    const xc = input(pixel + 2);
    const xd = input(pixel + 3);
    let a = row;
    let b = a + bytes;
    let c = b + bytes;
    let d = c + bytes;
    row = d + bytes;
    let q = z;
    for (; q + 32 <= zEnd; q += 32, a += 32, b += 32, c += 32, d += 32) {
      let sum = plus(v128.load(q), v128.load(a), xa);
      sum = plus(sum, v128.load(b), xb);
      sum = plus(sum, v128.load(c), xc);
      v128.store(q, plus(sum, v128.load(d), xd));
      sum = plus(v128.load(q, 16), v128.load(a, 16), xa);
      sum = plus(sum, v128.load(b, 16), xb);
      sum = plus(sum, v128.load(c, 16), xc);
      v128.store(q, plus(sum, v128.load(d, 16), xd), 16);
    }
    if (q < zEnd) {
      let sum = plus(v128.load(q), v128.load(a), xa);
      sum = plus(sum, v128.load(b), xb);
      sum = plus(sum, v128.load(c), xc);
      v128.store(q, plus(sum, v128.load(d), xd));
    }
  }
  for (; pixel < end; pixel++) {
    const x = input(pixel);
    for (let q = z; q < zEnd; q += 16, row += 16) v128.store(q, plus(v128.load(q), v128.load(row), x));
  }
}

/** A factor a row: xᵢ of all pixels of an image. */
export function inputsOf(factors: usize, pixel: usize, inputs: i32): void {
  for (const end = pixel + inputs; pixel < end; pixel++, factors += 8)
    store<f64>(factors, (<f64>load<u8>(pixel) + 1) * 0.00390625);
}
