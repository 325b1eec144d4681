import type { ControlFinding } from '../../model/metrics';
import { runSync } from '../cancellation';
import type { Layer } from '../network/parameters';
import { correlateInChunks } from '../statistics/correlation';

/**
 * The headline over the weights whose input is not constant.
 * @param constant one flag an input
 */
export function withoutConstantInputs(
  ...given: Parameters<typeof withoutConstantInChunks>
): ControlFinding<'withoutConstant'> {
  return runSync(withoutConstantInChunks(...given));
}

export function* withoutConstantInChunks(
  x: Layer,
  y: Layer,
  constant: Uint8Array,
): Generator<void, ControlFinding<'withoutConstant'>> {
  const varying = new Float64Array(x.weight.length);
  for (let neuron = 0; neuron < x.outputs; neuron++) {
    copyVarying(varying, neuron * x.inputs, x.weight, constant);
    if (neuron % STRIDE === 0) yield;
  }
  const { n, r, r2 } = yield* correlateInChunks(varying, y.weight);
  return { n, r, r2 };
}

/** Neurons between two places where the work may be interrupted. */
const STRIDE = 64;

/** The weights of one neuron, NaN where the input is constant. */
function copyVarying(into: Float64Array, start: number, weights: Float64Array, constant: Uint8Array): void {
  for (let input = 0; input < constant.length; input++)
    into[start + input] = constant[input] === 1 ? Number.NaN : (weights[start + input] as number);
}
