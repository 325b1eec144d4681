import type { Loss } from '../../src/engine/config';
import type { ActivationName } from '../../src/engine/network/activations';
import { add } from './scalarArrays';
import { exp, log1p, SCALAR_ACTIVATIONS } from './scalarFunctions';

/** What the scalar kernel does with a layer by itself, or with it and the one below. */

export interface ScalarLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** The first layer's weights pixel after pixel; behind it neuron after neuron. */
  readonly weight: Float64Array;
  readonly bias: Float64Array;
  readonly z: Float64Array;
  readonly h: Float64Array;
  readonly derivative: Float64Array;
  readonly delta: Float64Array;
  /** e = η δ. */
  readonly step: Float64Array;
}

export function layerOf<Layer>(layers: readonly Layer[], index: number): Layer {
  return layers[index] as Layer;
}

/** z of a layer behind the first. Sums in four lanes, as two vectors of two would have them. */
export function forwardLayer({ inputs, outputs, weight, bias, z }: ScalarLayer, { h }: ScalarLayer): void {
  const lanes = new Float64Array(4);
  for (let j = 0; j < outputs; j++) {
    lanes.fill(0);
    const row = j * inputs;
    for (let i = 0; i < inputs; i++) add(lanes, i & 3, (weight[row + i] as number) * (h[i] as number));
    const [evenLow, evenHigh, oddLow, oddHigh] = lanes as unknown as [number, number, number, number];
    z[j] = (bias[j] as number) + (evenLow + oddLow + (evenHigh + oddHigh));
  }
}

/** Where an activation leaves its derivative. */
const slope = new Float64Array(1);

/** φ(z) and φ′(z). */
export function activate({ z, h, derivative }: ScalarLayer, activation: ActivationName): void {
  const both = SCALAR_ACTIVATIONS[activation];
  for (let j = 0; j < z.length; j++) {
    h[j] = both(z[j] as number, slope);
    derivative[j] = slope[0] as number;
  }
}

/** Loss of the outputs, and their δ. */
export function lossAndDelta({ z, h, derivative, delta }: ScalarLayer, kind: Loss, target: number): number {
  if (kind === 'cross-entropy') {
    const largest = Math.max(z[0] as number, z[1] as number);
    const e = [exp((z[0] as number) - largest), exp((z[1] as number) - largest)] as const;
    const sum = e[0] + e[1];
    for (const k of [0, 1] as const) delta[k] = e[k] / sum - (k === target ? 1 : 0);
    return log1p(Math.min(e[0], e[1])) + largest - (z[target] as number);
  }
  let loss = 0;
  for (let k = 0; k < 2; k++) {
    const error = (h[k] as number) - (k === target ? 1 : 0);
    delta[k] = error * (derivative[k] as number);
    loss += 0.5 * error * error;
  }
  return loss;
}

/** Σⱼ wⱼᵢ δⱼ into δ of the layer below, from the weights before their update. */
export function propagateBack({ inputs, outputs, weight, delta }: ScalarLayer, { delta: below }: ScalarLayer): void {
  below.fill(0);
  for (let j = 0; j < outputs; j++) {
    const d = delta[j] as number;
    const row = j * inputs;
    for (let i = 0; i < inputs; i++) add(below, i, (weight[row + i] as number) * d);
  }
}

/** δ ← δ φ′(z). */
export function throughActivation({ delta, derivative }: ScalarLayer): void {
  for (let j = 0; j < delta.length; j++) delta[j] = (delta[j] as number) * (derivative[j] as number);
}
