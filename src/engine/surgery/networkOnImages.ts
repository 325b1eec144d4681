import { activated, type LayerInputs } from '../causal/columns';
import { type Base, baseOf } from '../causal/interventions';
import type { Parameters } from '../network/parameters';
import type { TrainingRule } from '../training/kernel';

/** A network on some images: of every layer what it reads and its pre-activations. */
export interface NetworkOnImages {
  readonly parameters: Parameters;
  readonly layers: readonly Base[];
  /** z_A − z_B of each image. */
  readonly lead: Float64Array;
}

/** @param images what the first layer reads */
export function networkOnImages(
  { activation }: Pick<TrainingRule, 'activation'>,
  parameters: Parameters,
  images: LayerInputs,
): NetworkOnImages {
  const { examples } = images;
  const layers: Base[] = [];
  let read = images;
  for (const index of parameters.layers.keys()) {
    const base = baseOf(parameters, index, read);
    layers.push(base);
    if (index < parameters.layers.length - 1) read = activated(base.z, examples, activation);
  }
  const output = (layers.at(-1) as Base).z;
  return { parameters, layers, lead: leadOf(output.subarray(0, examples), output.subarray(examples)) };
}

/** @param a, b pre-activations of the two outputs */
export function leadOf(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, n) => value - (b[n] as number));
}
