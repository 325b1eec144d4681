import erf from '@stdlib/math-base-special-erf';
import exp from '@stdlib/math-base-special-exp';
import log1p from '@stdlib/math-base-special-log1p';
import tanh from '@stdlib/math-base-special-tanh';

/** An activation function φ of a pre-activation z, and its derivative φ′. */
export interface Activation {
  value(z: number): number;
  derivative(z: number): number;
}

/** σ(z) = 1 / (1 + e⁻ᶻ), written so that neither tail overflows. */
function logistic(z: number): number {
  if (z >= 0) return 1 / (1 + exp(-z));
  const e = exp(z);
  return e / (1 + e);
}

const LEAK = 0.01;
const INVERSE_SQRT_2 = Math.SQRT1_2;
/** 1 / √(2π), the height of the standard normal density at 0. */
const NORMAL_PEAK = 0.3989422804014327;

/** Φ(z), the standard normal distribution function. */
function normalCdf(z: number): number {
  return 0.5 * (1 + erf(z * INVERSE_SQRT_2));
}

/**
 * Every activation a config may name. A new one is one entry here.
 * Where φ has a kink (relu, leaky relu) φ′(0) is the left-hand value, as in PyTorch.
 */
export const ACTIVATIONS = {
  /** log(1 + eᶻ), as max(z, 0) + log1p(e^−|z|). */
  softplus: { value: (z) => Math.max(z, 0) + log1p(exp(-Math.abs(z))), derivative: logistic },
  relu: { value: (z) => Math.max(z, 0), derivative: (z) => (z > 0 ? 1 : 0) },
  /** Slope 0.01 below 0, PyTorch's default. */
  'leaky relu': { value: (z) => (z > 0 ? z : LEAK * z), derivative: (z) => (z > 0 ? 1 : LEAK) },
  /** z Φ(z), exact, by the error function (Hendrycks and Gimpel 2016). */
  gelu: {
    value: (z) => z * normalCdf(z),
    derivative: (z) => normalCdf(z) + z * NORMAL_PEAK * exp(-0.5 * z * z),
  },
  /** z σ(z). */
  silu: {
    value: (z) => z * logistic(z),
    derivative: (z) => {
      const s = logistic(z);
      return s * (1 + z * (1 - s));
    },
  },
  tanh: {
    value: tanh,
    derivative: (z) => {
      const t = tanh(z);
      return 1 - t * t;
    },
  },
  sigmoid: {
    value: logistic,
    derivative: (z) => {
      const s = logistic(z);
      return s * (1 - s);
    },
  },
  identity: { value: (z) => z, derivative: () => 1 },
} satisfies Record<string, Activation>;

export type ActivationName = keyof typeof ACTIVATIONS;

export const ACTIVATION_NAMES = Object.keys(ACTIVATIONS) as [ActivationName, ...ActivationName[]];
