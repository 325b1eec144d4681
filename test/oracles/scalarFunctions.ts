import type { ActivationName } from '../../src/engine/network/activations';

/** The functions of kernel/functions.ts, erf.ts and activations.ts for one number, operation by operation the same. */

const { LOG2E } = Math;
const LN2_HIGH = 6.9314718036912382e-1;
const LN2_LOW = 1.9082149292705877e-10;
const ROUND = 6755399441055744;
const TAYLOR = [
  1.6059043836821613e-10, 2.08767569878681e-9, 2.505210838544172e-8, 2.755731922398589e-7, 2.7557319223985893e-6,
  2.48015873015873e-5, 1.984126984126984e-4, 1.388888888888889e-3, 8.333333333333333e-3, 4.1666666666666664e-2,
  1.6666666666666666e-1, 0.5, 1, 1,
];

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);
/** Which of the two words holds sign and exponent. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** eˣ. */
export function exp(value: number): number {
  const x = Math.max(Math.min(value, 709), -708);
  const k = x * LOG2E + ROUND - ROUND;
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  float[0] = polynomial(TAYLOR, r);
  words[HIGH] = (words[HIGH] as number) + (k << 20);
  return float[0] as number;
}

const LOG = [
  0.14798198605106586, 0.15313837699209373, 0.1818357216161805, 0.22222198432149784, 0.2857142874366239,
  0.3999999999940942, 0.6666666666666735,
];

/** ln(1 + e) for 0 ≤ e ≤ 1. */
export function log1p(e: number): number {
  const large = e > 0.41421356237309503;
  const f = large ? (e - 1) * 0.5 : e;
  const s = f / (f + 2);
  const z = s * s;
  const r = polynomial(LOG, z) * z;
  const half = 0.5 * f * f;
  return f - (half - s * (half + r)) + (large ? Math.LN2 : 0);
}

/** The highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0] as number;
  for (let index = 1; index < coefficients.length; index++) sum = sum * x + (coefficients[index] as number);
  return sum;
}

/** The lowest power first, each power multiplied out from the inside. */
function nested(x: number, ...coefficients: readonly number[]): number {
  let sum = coefficients[coefficients.length - 1] as number;
  for (let index = coefficients.length - 2; index >= 0; index--) sum = (coefficients[index] as number) + x * sum;
  return sum;
}

/** The error function. */
export function erf(value: number): number {
  const x = Math.abs(value);
  if (x < 0.84375) {
    const z = value * value;
    const p = nested(
      z,
      0.12837916709551256,
      -0.3250421072470015,
      -0.02848174957559851,
      -0.005770270296489442,
      -0.000023763016656650163,
    );
    const q = nested(
      z,
      1,
      0.39791722395915535,
      0.0650222499887673,
      0.005081306281875766,
      0.00013249473800432164,
      -0.000003960228278775368,
    );
    return value + value * (p / q);
  }
  let result: number;
  if (x < 1.25) {
    const s = x - 1;
    const p = nested(
      s,
      -0.0023621185607526594,
      0.41485611868374833,
      -0.3722078760357013,
      0.31834661990116175,
      -0.11089469428239668,
      0.035478304325618236,
      -0.002166375594868791,
    );
    const q = nested(
      s,
      1,
      0.10642088040084423,
      0.540397917702171,
      0.07182865441419627,
      0.12617121980876164,
      0.01363708391202905,
      0.011984499846799107,
    );
    result = 0.8450629115104675 + p / q;
  } else if (x < 6) {
    const s = 1 / (x * x);
    const near = x < 1 / 0.35;
    const r = near
      ? nested(
          s,
          -0.009864944034847148,
          -0.6938585727071818,
          -10.558626225323291,
          -62.375332450326006,
          -162.39666946257347,
          -184.60509290671104,
          -81.2874355063066,
          -9.814329344169145,
        )
      : nested(
          s,
          -0.0098649429247001,
          -0.799283237680523,
          -17.757954917754752,
          -160.63638485582192,
          -637.5664433683896,
          -1025.0951316110772,
          -483.5191916086514,
        );
    const q = near
      ? nested(
          s,
          1,
          19.651271667439257,
          137.65775414351904,
          434.56587747522923,
          645.3872717332679,
          429.00814002756783,
          108.63500554177944,
          6.570249770319282,
          -0.0604244152148581,
        )
      : nested(
          s,
          1,
          30.33806074348246,
          325.7925129965739,
          1536.729586084437,
          3199.8582195085955,
          2553.0504064331644,
          474.52854120695537,
          -22.44095244658582,
        );
    float[0] = x;
    words[1 - HIGH] = 0;
    const z = float[0] as number;
    result = 1 - (exp(-z * z - 0.5625) * exp((z - x) * (z + x) + r / q)) / x;
  } else {
    result = 1 + 0 * x;
  }
  return value < 0 ? -result : result;
}

/** φ(x), and φ′(x) into `derivative[0]`. */
type Both = (x: number, derivative: Float64Array) => number;

const logisticOf = (x: number, e: number) => {
  const upper = 1 / (1 + e);
  return x >= 0 ? upper : e * upper;
};
const logistic = (x: number) => logisticOf(x, exp(-Math.abs(x)));

export const SCALAR_ACTIVATIONS: Record<ActivationName, Both> = {
  softplus: (x, derivative) => {
    const e = exp(-Math.abs(x));
    derivative[0] = logisticOf(x, e);
    return Math.max(x, 0) + log1p(e);
  },
  relu: (x, derivative) => {
    derivative[0] = x > 0 ? 1 : 0;
    return Math.max(x, 0);
  },
  'leaky relu': (x, derivative) => {
    const slope = x > 0 ? 1 : 0.01;
    derivative[0] = slope;
    return slope * x;
  },
  gelu: (x, derivative) => {
    const below = 0.5 * (1 + erf(x * Math.SQRT1_2));
    derivative[0] = below + x * (0.3989422804014327 * exp(-0.5 * x * x));
    return x * below;
  },
  silu: (x, derivative) => {
    const s = logistic(x);
    derivative[0] = s * (1 + x * (1 - s));
    return x * s;
  },
  tanh: (x, derivative) => {
    const e = exp(-2 * Math.abs(x));
    const size = (1 - e) / (1 + e);
    const t = x < 0 ? -size : size;
    derivative[0] = 1 - t * t;
    return t;
  },
  sigmoid: (x, derivative) => {
    const s = logistic(x);
    derivative[0] = s * (1 - s);
    return s;
  },
  identity: (x, derivative) => {
    derivative[0] = 1;
    return x;
  },
};
