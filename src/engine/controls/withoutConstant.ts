import { atOnce } from '../cancellation';
import type { Layer } from '../network/parameters';
import { type Correlation, correlateInStretches } from '../statistics/correlation';

/** The headline over the weights whose input is not constant: those of constant ones repeat the biases. */
export type WithoutConstantFinding = Pick<Correlation, 'n' | 'r' | 'r2'>;

/** @param constant one flag an input */
export function withoutConstantInputs(...given: Parameters<typeof withoutConstantInStretches>): WithoutConstantFinding {
  return atOnce(withoutConstantInStretches(...given));
}

export function* withoutConstantInStretches(
  x: Layer,
  y: Layer,
  constant: Uint8Array,
): Generator<void, WithoutConstantFinding> {
  const varying = varyingWeights(x, constant);
  yield;
  const { n, r, r2 } = yield* correlateInStretches(varying, y.weight);
  return { n, r, r2 };
}

/** A layer's weights, NaN where the input is constant. */
export function varyingWeights({ inputs, weight }: Layer, constant: Uint8Array): Float64Array {
  return weight.map((value, index) => (constant[index % inputs] === 1 ? Number.NaN : value));
}
