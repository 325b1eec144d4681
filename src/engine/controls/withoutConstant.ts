import type { Layer } from '../network/parameters';
import { type Correlation, correlate } from '../statistics/correlation';

/** The headline over the weights whose input is not constant: those of constant ones repeat the biases. */
export type WithoutConstantFinding = Pick<Correlation, 'n' | 'r' | 'r2'>;

/** @param constant one flag an input */
export function withoutConstantInputs(x: Layer, y: Layer, constant: Uint8Array): WithoutConstantFinding {
  const { n, r, r2 } = correlate(varyingWeights(x, constant), y.weight);
  return { n, r, r2 };
}

/** A layer's weights, NaN where the input is constant. */
export function varyingWeights({ inputs, weight }: Layer, constant: Uint8Array): Float64Array {
  return weight.map((value, index) => (constant[index % inputs] === 1 ? Number.NaN : value));
}
