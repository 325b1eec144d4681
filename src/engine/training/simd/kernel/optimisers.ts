import { JobField, OptimiserCode } from '../layout';

/**
 * How gradients become updates, over whole rows of weights: gradient = vector · factor, one factor a row. `sums` is the
 * address of the row's Σ|Δ|, or 0 where none is kept. The formulas are those of training/optimisers.ts.
 */
export function updateRows(
  job: usize,
  set: usize,
  sums: usize,
  vector: usize,
  bytes: usize,
  factors: usize,
  rows: i32,
): void {
  switch (load<i32>(job, JobField.optimiser)) {
    case OptimiserCode.sgd:
      sgd(load<f64>(job, JobField.learningRate), <usize>load<i32>(job, JobField.parameters) + set, sums, vector, bytes, factors, rows);
      break;
    case OptimiserCode.momentum:
      momentum(job, set, sums, vector, bytes, factors, rows);
      break;
    default:
      adam(job, set, sums, vector, bytes, factors, rows);
  }
}

/** Where a record of the example's group has the row that begins at `set`; 0 where it is not kept. */
@inline function recordAt(job: usize, field: usize, set: usize): usize {
  const at = <usize>load<i32>(job + field);
  return at === 0 ? 0 : at + set;
}

/** Δ = −η g. */
function sgd(rate: f64, w: usize, sums: usize, vector: usize, bytes: usize, factors: usize, rows: i32): void {
  const end = vector + bytes;
  for (let row = 0; row < rows; row++, factors += 8) {
    const e = f64x2.splat(rate * load<f64>(factors));
    for (let q = vector; q < end; q += 16, w += 16) {
      const change = f64x2.mul(v128.load(q), e);
      v128.store(w, f64x2.sub(v128.load(w), change));
      if (sums !== 0) {
        v128.store(sums, f64x2.add(v128.load(sums), f64x2.abs(change)));
        sums += 16;
      }
    }
  }
}

/** v ← μ v + g; Δ = −η v. */
function momentum(job: usize, set: usize, sums: usize, vector: usize, bytes: usize, factors: usize, rows: i32): void {
  const end = vector + bytes;
  const mu = f64x2.splat(load<f64>(job, JobField.beta1));
  const rate = f64x2.splat(load<f64>(job, JobField.learningRate));
  let w: usize = <usize>load<i32>(job, JobField.parameters) + set;
  let m: usize = <usize>load<i32>(job, JobField.moment1) + set;
  let gain = recordAt(job, JobField.gain, set);
  let moved = recordAt(job, JobField.displacement, set);
  for (let row = 0; row < rows; row++, factors += 8) {
    const factor = v128.load64_splat(factors);
    for (let q = vector; q < end; q += 16, w += 16, m += 16) {
      const gradient = f64x2.mul(v128.load(q), factor);
      const velocity = f64x2.add(f64x2.mul(mu, v128.load(m)), gradient);
      v128.store(m, velocity);
      const change = f64x2.mul(rate, velocity);
      v128.store(w, f64x2.sub(v128.load(w), change));
      if (sums !== 0) {
        v128.store(sums, f64x2.add(v128.load(sums), f64x2.abs(change)));
        sums += 16;
      }
      if (gain !== 0) {
        v128.store(gain, f64x2.add(v128.load(gain), f64x2.mul(gradient, change)));
        gain += 16;
      }
      if (moved !== 0) {
        v128.store(moved, f64x2.sub(v128.load(moved), change));
        moved += 16;
      }
    }
  }
}

/** m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; Δ = −η m̂ / (√v̂ + ε). */
function adam(job: usize, set: usize, sums: usize, vector: usize, bytes: usize, factors: usize, rows: i32): void {
  const end = vector + bytes;
  const beta1 = f64x2.splat(load<f64>(job, JobField.beta1));
  const beta2 = f64x2.splat(load<f64>(job, JobField.beta2));
  const rest1 = f64x2.splat(1 - load<f64>(job, JobField.beta1));
  const rest2 = f64x2.splat(1 - load<f64>(job, JobField.beta2));
  const correction1 = f64x2.splat(1 - load<f64>(job, JobField.power1));
  const correction2 = f64x2.splat(1 - load<f64>(job, JobField.power2));
  const rate = f64x2.splat(load<f64>(job, JobField.learningRate));
  const epsilon = f64x2.splat(load<f64>(job, JobField.epsilon));
  let w: usize = <usize>load<i32>(job, JobField.parameters) + set;
  let m: usize = <usize>load<i32>(job, JobField.moment1) + set;
  let v: usize = <usize>load<i32>(job, JobField.moment2) + set;
  let gain = recordAt(job, JobField.gain, set);
  let moved = recordAt(job, JobField.displacement, set);
  for (let row = 0; row < rows; row++, factors += 8) {
    const factor = v128.load64_splat(factors);
    for (let q = vector; q < end; q += 16, w += 16, m += 16, v += 16) {
      const gradient = f64x2.mul(v128.load(q), factor);
      const first = f64x2.add(f64x2.mul(beta1, v128.load(m)), f64x2.mul(rest1, gradient));
      const second = f64x2.add(f64x2.mul(beta2, v128.load(v)), f64x2.mul(f64x2.mul(rest2, gradient), gradient));
      v128.store(m, first);
      v128.store(v, second);
      const size = f64x2.add(f64x2.sqrt(f64x2.div(second, correction2)), epsilon);
      const change = f64x2.div(f64x2.mul(rate, f64x2.div(first, correction1)), size);
      v128.store(w, f64x2.sub(v128.load(w), change));
      if (sums !== 0) {
        v128.store(sums, f64x2.add(v128.load(sums), f64x2.abs(change)));
        sums += 16;
      }
      if (gain !== 0) {
        v128.store(gain, f64x2.add(v128.load(gain), f64x2.mul(gradient, change)));
        gain += 16;
      }
      if (moved !== 0) {
        v128.store(moved, f64x2.sub(v128.load(moved), change));
        moved += 16;
      }
    }
  }
}
