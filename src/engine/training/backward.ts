import type { Parameters } from '../network/parameters';
import type { ForwardPass } from './forward';

/**
 * δ of the layer below, from δ of layer `index` and its weights: δ⁽ˡ⁻¹⁾ᵢ = φ′(z⁽ˡ⁻¹⁾ᵢ) Σⱼ w⁽ˡ⁾ⱼᵢ δ⁽ˡ⁾ⱼ.
 * @param forward of the example
 * @param deltas one vector a layer; that of layer `index` − 1 is written
 */
export function propagateBack(
  forward: ForwardPass,
  { layers }: Parameters,
  deltas: readonly Float64Array[],
  index: number,
): void {
  const { inputs, outputs, weight } = layers[index] as (typeof layers)[number];
  const delta = deltas[index] as Float64Array;
  const below = deltas[index - 1] as Float64Array;
  const z = forward.preactivations[index - 1] as Float64Array;
  below.fill(0);
  for (let j = 0; j < outputs; j++) {
    const d = delta[j] as number;
    const row = j * inputs;
    for (let i = 0; i < inputs; i++) below[i] = (below[i] as number) + (weight[row + i] as number) * d;
  }
  for (let i = 0; i < inputs; i++)
    below[i] = (below[i] as number) * forward.hiddenActivation.derivative(z[i] as number);
}
