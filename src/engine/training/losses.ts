import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import type { Loss } from '../config';
import type { Activation } from '../network/activations';

/**
 * A loss over the two outputs, with its gradient at the output pre-activations.
 * @param z output pre-activations
 * @param target index of the output whose target is 1 (the others' is 0)
 * @param activation of the output layer
 * @param delta receives ∂L/∂z, one number an output
 * @returns the loss of this example
 */
export type LossFunction = (z: Float64Array, target: number, activation: Activation, delta: Float64Array) => number;

/** Every loss a config may name. */
export const LOSSES: Record<Loss, LossFunction> = {
  /** L = ½ Σ (y − t)², y = φ(z); ∂L/∂z = (y − t) φ′(z). */
  squared: (z, target, activation, delta) => {
    let loss = 0;
    for (let k = 0; k < z.length; k++) {
      const pre = z[k] as number;
      const error = activation.value(pre) - (k === target ? 1 : 0);
      loss += 0.5 * error * error;
      delta[k] = error * activation.derivative(pre);
    }
    return loss;
  },
  /** L = −log softmax(z)ₜ; ∂L/∂z = softmax(z) − t. The largest z is taken off first, so that nothing overflows. */
  'cross-entropy': (z, target, _identity, delta) => {
    let largest = Number.NEGATIVE_INFINITY;
    for (const pre of z) largest = Math.max(largest, pre);
    let sum = 0;
    for (let k = 0; k < z.length; k++) {
      const e = exp((z[k] as number) - largest);
      delta[k] = e;
      sum += e;
    }
    for (let k = 0; k < z.length; k++) delta[k] = (delta[k] as number) / sum - (k === target ? 1 : 0);
    return ln(sum) + largest - (z[target] as number);
  },
};
