import { erf } from './erf';
import { exp, log1p, select, splat } from './functions';
import { ActivationCode } from '../layout';

/** φ(z) and φ′(z) of `bytes` / 8 numbers, two at a time. */
export function activate(kind: i32, z: usize, h: usize, derivative: usize, bytes: usize): void {
  const end = z + bytes;
  switch (kind) {
    case ActivationCode.softplus: {
      for (; z < end; z += 16, h += 16, derivative += 16) {
        const x = v128.load(z);
        const e = exp(f64x2.neg(f64x2.abs(x)));
        v128.store(h, f64x2.add(f64x2.max(x, splat(0)), log1p(e)));
        v128.store(derivative, logisticOf(x, e));
      }
      break;
    }
    case ActivationCode.relu: {
      for (; z < end; z += 16, h += 16, derivative += 16) {
        const x = v128.load(z);
        v128.store(h, f64x2.max(x, splat(0)));
        v128.store(derivative, v128.and(f64x2.gt(x, splat(0)), splat(1)));
      }
      break;
    }
    case ActivationCode.leakyRelu: {
      for (; z < end; z += 16, h += 16, derivative += 16) {
        const x = v128.load(z);
        const slope = select(f64x2.gt(x, splat(0)), splat(1), splat(0.01));
        v128.store(h, f64x2.mul(slope, x));
        v128.store(derivative, slope);
      }
      break;
    }
    case ActivationCode.gelu: {
      for (; z < end; z += 16, h += 16, derivative += 16) {
        const x = v128.load(z);
        const scaled = f64x2.mul(x, splat(0.7071067811865476));
        let ofBoth = f64x2.splat(erf(f64x2.extract_lane(scaled, 0)));
        ofBoth = f64x2.replace_lane(ofBoth, 1, erf(f64x2.extract_lane(scaled, 1)));
        const below = f64x2.mul(splat(0.5), f64x2.add(splat(1), ofBoth));
        const density = f64x2.mul(splat(0.3989422804014327), exp(f64x2.mul(f64x2.mul(splat(-0.5), x), x)));
        v128.store(h, f64x2.mul(x, below));
        v128.store(derivative, f64x2.add(below, f64x2.mul(x, density)));
      }
      break;
    }
    case ActivationCode.silu: {
      for (; z < end; z += 16, h += 16, derivative += 16) {
        const x = v128.load(z);
        const s = logistic(x);
        v128.store(h, f64x2.mul(x, s));
        const rest = f64x2.mul(x, f64x2.sub(splat(1), s));
        v128.store(derivative, f64x2.mul(s, f64x2.add(splat(1), rest)));
      }
      break;
    }
    case ActivationCode.tanh: {
      for (; z < end; z += 16, h += 16, derivative += 16) {
        const x = v128.load(z);
        const e = exp(f64x2.mul(splat(-2), f64x2.abs(x)));
        const size = f64x2.div(f64x2.sub(splat(1), e), f64x2.add(splat(1), e));
        const t = select(f64x2.lt(x, splat(0)), f64x2.neg(size), size);
        v128.store(h, t);
        v128.store(derivative, f64x2.sub(splat(1), f64x2.mul(t, t)));
      }
      break;
    }
    case ActivationCode.sigmoid: {
      for (; z < end; z += 16, h += 16, derivative += 16) {
        const s = logistic(v128.load(z));
        v128.store(h, s);
        v128.store(derivative, f64x2.mul(s, f64x2.sub(splat(1), s)));
      }
      break;
    }
    default: {
      for (; z < end; z += 16, h += 16, derivative += 16) {
        v128.store(h, v128.load(z));
        v128.store(derivative, splat(1));
      }
    }
  }
}

@inline function logistic(x: v128): v128 {
  return logisticOf(x, exp(f64x2.neg(f64x2.abs(x))));
}

/** σ(x) from e = e^−|x|: 1 / (1 + e) above 0, e / (1 + e) below. */
@inline function logisticOf(x: v128, e: v128): v128 {
  const upper = f64x2.div(splat(1), f64x2.add(splat(1), e));
  return select(f64x2.ge(x, splat(0)), upper, f64x2.mul(e, upper));
}
