import { type ExampleStore, INPUT_UNIT } from '../data/examples';
import { ACTIVATIONS } from '../network/activations';
import type { Layer, Parameters } from '../network/parameters';
import type { TrainingRule } from '../training/kernel';

/** One input of a layer over all examples: `background`, and what lies above it where it does. */
export interface InputColumn {
  readonly examples: Uint32Array;
  readonly above: Float64Array;
}

/** What a layer reads on all examples, input by input. */
export interface LayerInputs {
  readonly examples: number;
  /** 1/256 for images, whose pixels are mostly 0; 0 behind the first layer. */
  readonly background: number;
  readonly columns: readonly InputColumn[];
}

/** The images of a store, pixel by pixel. */
export function imageInputs({ inputs, pixels, rows }: ExampleStore): LayerInputs {
  const counts = new Uint32Array(inputs);
  for (let n = 0; n < rows.length; n++) {
    for (let input = 0; input < inputs; input++)
      if ((pixels[n * inputs + input] as number) > 0) counts[input] = (counts[input] as number) + 1;
  }
  const columns = Array.from(counts, (count) => ({ examples: new Uint32Array(count), above: new Float64Array(count) }));
  counts.fill(0);
  for (let n = 0; n < rows.length; n++) {
    for (let input = 0; input < inputs; input++) {
      const pixel = pixels[n * inputs + input] as number;
      if (pixel === 0) continue;
      const column = columns[input] as (typeof columns)[number];
      const at = counts[input] as number;
      column.examples[at] = n;
      column.above[at] = pixel * INPUT_UNIT;
      counts[input] = at + 1;
    }
  }
  return { examples: rows.length, background: INPUT_UNIT, columns };
}

/** Mean of each input over the examples. */
export function meanInputs({ examples, background, columns }: LayerInputs): Float64Array {
  return Float64Array.from(
    columns,
    ({ above }) => background + above.reduce((sum, value) => sum + value, 0) / examples,
  );
}

/** Pre-activations of a layer, neuron by neuron: `[j · examples + n]`. */
export function preactivations({ inputs, outputs, weight, bias }: Layer, read: LayerInputs): Float64Array {
  const { examples } = read;
  const z = new Float64Array(outputs * examples);
  for (let j = 0; j < outputs; j++) {
    const row = z.subarray(j * examples, (j + 1) * examples);
    let constant = bias[j] as number;
    for (let i = 0; i < inputs; i++) {
      const w = weight[j * inputs + i] as number;
      constant += w * read.background;
      addColumn(row, read.columns[i] as InputColumn, w);
    }
    for (let n = 0; n < examples; n++) row[n] = (row[n] as number) + constant;
  }
  return z;
}

/** row[n] += w · above, for the examples that lie above the background. */
export function addColumn(row: Float64Array, { examples, above }: InputColumn, w: number): void {
  for (let entry = 0; entry < examples.length; entry++) {
    const n = examples[entry] as number;
    row[n] = (row[n] as number) + w * (above[entry] as number);
  }
}

/** What layer `index` of a network reads on the images of a store. */
export function inputsOf(
  rule: Pick<TrainingRule, 'activation'>,
  { layers }: Parameters,
  index: number,
  store: ExampleStore,
): LayerInputs {
  let read = imageInputs(store);
  for (const layer of layers.slice(0, index))
    read = activated(preactivations(layer, read), read.examples, rule.activation);
  return read;
}

/** φ(z) as what the next layer reads. */
export function activated(z: Float64Array, examples: number, activation: TrainingRule['activation']): LayerInputs {
  const { value } = ACTIVATIONS[activation];
  const all = Uint32Array.from({ length: examples }, (_, n) => n);
  const columns = Array.from({ length: z.length / examples }, (_, j) => ({
    examples: all,
    above: z.subarray(j * examples, (j + 1) * examples).map(value),
  }));
  return { examples, background: 0, columns };
}
