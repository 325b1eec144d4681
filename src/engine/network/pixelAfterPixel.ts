import type { Layer } from './parameters';

/**
 * The weights of a layer in the order of its inputs, of each those of all neurons: a row an input, as loops over the active
 * pixels of an image want them.
 * @param stride numbers from one row to the next, of which those beyond the neurons are 0
 */
export function pixelAfterPixel({ inputs, outputs, weight }: Layer, stride = outputs): Float64Array {
  const turned = new Float64Array(inputs * stride);
  for (let j = 0; j < outputs; j++)
    for (let i = 0; i < inputs; i++) turned[i * stride + j] = weight[j * inputs + i] as number;
  return turned;
}
