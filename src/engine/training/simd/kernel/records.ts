import { JobField, OptimiserCode, RecordIndex } from '../layout';

/**
 * What is added up beside |Δ|, in passes of its own, so that a training that records nothing costs nothing. Momentum and
 * Adam add up what depends on their Δ where they make it (optimisers.ts).
 */

/** 1 / 256. */
@inline const UNIT: f64 = 0.00390625;

/** The set of a record of a group, or 0 where it is not kept. */
@inline export function recordOf(job: usize, record: i32, group: i32): usize {
  return <usize>load<i32>(job + ((record * 2 + group) << 3), JobField.records);
}

/** The first layer's offset of a record of a group. */
@inline export function recordOffsetOf(job: usize, record: i32, group: i32): usize {
  return <usize>load<i32>(job + ((record * 2 + group) << 3), JobField.records + 4);
}

/** Records of rows of weights before their update: g = vector · factor, one factor a row. */
export function recordRows(job: usize, set: usize, group: i32, vector: usize, bytes: usize, factors: usize, rows: i32): void {
  const w = <usize>load<i32>(job, JobField.parameters) + set;
  const rate = load<f64>(job, JobField.learningRate);
  const squares = recordOf(job, RecordIndex.squares, group);
  const movement = recordOf(job, RecordIndex.movement, group);
  if (squares !== 0) addSquares(squares + set, vector, bytes, factors, rows, 1);
  if (movement !== 0) addProducts(movement + set, w, vector, bytes, factors, rows);
  if (load<i32>(job, JobField.optimiser) !== OptimiserCode.sgd) return;
  const gain = recordOf(job, RecordIndex.gain, group);
  const displacement = recordOf(job, RecordIndex.displacement, group);
  if (gain !== 0) addSquares(gain + set, vector, bytes, factors, rows, rate);
  if (displacement !== 0) addSteps(displacement + set, vector, bytes, factors, rows, rate);
}

/** Σ += scale · g². */
function addSquares(sums: usize, vector: usize, bytes: usize, factors: usize, rows: i32, scale: f64): void {
  const end = vector + bytes;
  const by = f64x2.splat(scale);
  for (let row = 0; row < rows; row++, factors += 8) {
    const factor = v128.load64_splat(factors);
    for (let q = vector; q < end; q += 16, sums += 16) {
      const g = f64x2.mul(v128.load(q), factor);
      v128.store(sums, f64x2.add(v128.load(sums), f64x2.mul(by, f64x2.mul(g, g))));
    }
  }
}

/** Σ −= η g. */
function addSteps(sums: usize, vector: usize, bytes: usize, factors: usize, rows: i32, rate: f64): void {
  const end = vector + bytes;
  const by = f64x2.splat(rate);
  for (let row = 0; row < rows; row++, factors += 8) {
    const factor = v128.load64_splat(factors);
    for (let q = vector; q < end; q += 16, sums += 16) {
      const g = f64x2.mul(v128.load(q), factor);
      v128.store(sums, f64x2.sub(v128.load(sums), f64x2.mul(by, g)));
    }
  }
}

/** Σ −= w g. */
function addProducts(sums: usize, w: usize, vector: usize, bytes: usize, factors: usize, rows: i32): void {
  const end = vector + bytes;
  for (let row = 0; row < rows; row++, factors += 8) {
    const factor = v128.load64_splat(factors);
    for (let q = vector; q < end; q += 16, sums += 16, w += 16) {
      const g = f64x2.mul(v128.load(q), factor);
      v128.store(sums, f64x2.sub(v128.load(sums), f64x2.mul(v128.load(w), g)));
    }
  }
}

/**
 * Records of the first layer's weights in the split form, before their update: with x = κ + r, κ = 1/256,
 *   x² = κ² + r (r + 2κ), so that Σ g² = F + f, F += δ² r (r + 2κ) over the entries, f += δ² κ²;
 *   Σ Δ = D + d, D −= e r over the entries, d −= e κ;
 *   Σ −w g, w = v + s, does not split: all rows are gone through.
 */
export function recordSparse(
  job: usize,
  set: usize,
  group: i32,
  delta: usize,
  bytes: usize,
  entry: usize,
  end: usize,
): void {
  const rate = load<f64>(job, JobField.learningRate);
  const vector = <usize>load<i32>(job, JobField.step);
  for (let record: i32 = RecordIndex.squares; record <= RecordIndex.displacement; record++) {
    const sums = recordOf(job, record, group);
    if (sums === 0) continue;
    const squared = record !== RecordIndex.displacement;
    const scale = f64x2.splat(record === RecordIndex.squares ? 1 : record === RecordIndex.gain ? rate : -rate);
    const constant = f64x2.splat(squared ? UNIT * UNIT : UNIT);
    const offset = recordOffsetOf(job, record, group);
    for (let q: usize = 0; q < bytes; q += 16) {
      const d = v128.load(delta + q);
      const part = f64x2.mul(scale, squared ? f64x2.mul(d, d) : d);
      v128.store(vector + q, part);
      v128.store(offset + q, f64x2.add(v128.load(offset + q), f64x2.mul(part, constant)));
    }
    addEntries(sums + set, vector, bytes, entry, end, squared);
  }
  const movement = recordOf(job, RecordIndex.movement, group);
  if (movement !== 0) addSparseProducts(job, movement + set, set, delta, bytes, entry, end);
}

/** Σ += vector · r, or vector · r (r + 2κ), over the entries; two rows at a time. */
function addEntries(sums: usize, vector: usize, bytes: usize, entry: usize, end: usize, squared: bool): void {
  const last = vector + bytes;
  for (; entry + 8 <= end; entry += 8) {
    const first = load<u32>(entry);
    const second = load<u32>(entry, 4);
    const fa = factorOf(first, squared);
    const fb = factorOf(second, squared);
    let a = sums + <usize>(first >> 8) * bytes;
    let b = sums + <usize>(second >> 8) * bytes;
    let q = vector;
    for (; q + 32 <= last; q += 32, a += 32, b += 32) {
      const even = v128.load(q);
      const odd = v128.load(q, 16);
      v128.store(a, f64x2.add(v128.load(a), f64x2.mul(even, fa)));
      v128.store(b, f64x2.add(v128.load(b), f64x2.mul(even, fb)));
      v128.store(a, f64x2.add(v128.load(a, 16), f64x2.mul(odd, fa)), 16);
      v128.store(b, f64x2.add(v128.load(b, 16), f64x2.mul(odd, fb)), 16);
    }
    if (q < last) {
      const even = v128.load(q);
      v128.store(a, f64x2.add(v128.load(a), f64x2.mul(even, fa)));
      v128.store(b, f64x2.add(v128.load(b), f64x2.mul(even, fb)));
    }
  }
  if (entry < end) {
    const f = factorOf(load<u32>(entry), squared);
    let a = sums + <usize>(load<u32>(entry) >> 8) * bytes;
    for (let q = vector; q < last; q += 16, a += 16)
      v128.store(a, f64x2.add(v128.load(a), f64x2.mul(v128.load(q), f)));
  }
}

/** r, or r (r + 2κ); both exact. */
@inline function factorOf(entry: u32, squared: bool): v128 {
  const r = <f64>(entry & 255) * UNIT;
  return f64x2.splat(squared ? r * (r + 2 * UNIT) : r);
}

/** Σ −= (v + s) δ κ over all rows, and (v + s) δ r over the entries. */
function addSparseProducts(
  job: usize,
  sums: usize,
  set: usize,
  delta: usize,
  bytes: usize,
  entry: usize,
  end: usize,
): void {
  const weights = <usize>load<i32>(job, JobField.parameters) + set;
  const offset = <usize>load<i32>(job, JobField.offset);
  const rows = load<i32>(job, JobField.inputs);
  for (let row = 0; row < rows; row++) subtractRow(sums, weights, offset, delta, bytes, <usize>row, UNIT);
  for (; entry < end; entry += 4) {
    const pixel = load<u32>(entry);
    subtractRow(sums, weights, offset, delta, bytes, <usize>(pixel >> 8), <f64>(pixel & 255) * UNIT);
  }
}

@inline function subtractRow(
  sums: usize,
  weights: usize,
  offset: usize,
  delta: usize,
  bytes: usize,
  row: usize,
  by: f64,
): void {
  const factor = f64x2.splat(by);
  const at = row * bytes;
  for (let q: usize = 0; q < bytes; q += 16) {
    const w = f64x2.add(v128.load(weights + at + q), v128.load(offset + q));
    const product = f64x2.mul(w, f64x2.mul(v128.load(delta + q), factor));
    v128.store(sums + at + q, f64x2.sub(v128.load(sums + at + q), product));
  }
}
