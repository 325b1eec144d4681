import { correlate } from '../../../src/engine/statistics/correlation';
import { spearman } from '../../../src/engine/statistics/spearman';
import type { ParameterOrder } from '../../../src/model/parameterOrder';
import type { ParameterSet } from '../../../src/model/parameterSet';
import type { RunView } from '../../../src/model/runView';

/** What is in a selection, neuron by neuron and input by input. */
export interface SelectionSummary {
  readonly weights: number;
  readonly biases: number;
  /** How many of the weights and biases of each neuron are selected, of neurons with any, the fullest first. */
  readonly neurons: readonly { readonly layer: number; readonly neuron: number; readonly selected: number }[];
  /** Of each input of layer 1, how many of the weights that leave it are selected. */
  readonly perInput: Uint32Array;
}

export function summariseSelection(set: ParameterSet, order: ParameterOrder): SelectionSummary {
  const perInput = new Uint32Array(order.layers[0]?.inputs ?? 0);
  const neurons: { layer: number; neuron: number; selected: number }[] = [];
  let biases = 0;
  for (const [index, shape] of order.layers.entries()) {
    const perNeuron = new Uint32Array(shape.outputs);
    forEachIn(set, shape.weights, shape.biases, (weight) => {
      const place = weight - shape.weights;
      const neuron = Math.floor(place / shape.inputs);
      perNeuron[neuron] = (perNeuron[neuron] as number) + 1;
      if (index === 0) perInput[place % shape.inputs] = (perInput[place % shape.inputs] as number) + 1;
    });
    forEachIn(set, shape.biases, shape.end, (bias) => {
      perNeuron[bias - shape.biases] = (perNeuron[bias - shape.biases] as number) + 1;
      biases++;
    });
    for (const [neuron, selected] of perNeuron.entries()) {
      if (selected > 0) neurons.push({ layer: index + 1, neuron, selected });
    }
  }
  neurons.sort((one, other) => other.selected - one.selected || one.layer - other.layer || one.neuron - other.neuron);
  return { weights: set.size - biases, biases, neurons, perInput };
}

/**
 * r and the like of the selected weights of one layer: a description, since they were chosen by their x and y.
 * @param ranked whether Spearman's ρ is wanted too, which takes longer than all the rest
 */
export function describeWeights(
  set: ParameterSet,
  order: ParameterOrder,
  { layers }: Pick<RunView, 'layers'>,
  layer: number,
  ranked: boolean,
) {
  const shape = order.layers[layer - 1];
  const view = layers[layer - 1];
  if (shape === undefined || view === undefined) throw new RangeError(`There is no layer ${layer}.`);
  const { weightX, weightY, clusterOf, multiplicity } = view;
  let n = 0;
  forEachIn(set, shape.weights, shape.biases, () => n++);
  const [x, y] = [new Float64Array(n), new Float64Array(n)];
  const seen = new Uint8Array(multiplicity.length);
  let distinctPoints = 0;
  let next = 0;
  forEachIn(set, shape.weights, shape.biases, (weight) => {
    const place = weight - shape.weights;
    x[next] = weightX[place] as number;
    y[next] = weightY[place] as number;
    next++;
    const cluster = clusterOf[place] as number;
    if (cluster < 0 || seen[cluster] === 1) return;
    seen[cluster] = 1;
    distinctPoints++;
  });
  return { ...correlate(x, y), spearman: ranked ? spearman(x, y) : null, distinctPoints };
}

/** Calls back for every member of a range, in ascending order. */
export function forEachIn(
  { bits }: ParameterSet,
  from: number,
  until: number,
  call: (parameter: number) => void,
): void {
  for (let byte = from >> 3; 8 * byte < until; byte++) {
    for (let rest = bits[byte] as number; rest !== 0; rest &= rest - 1) {
      const parameter = 8 * byte + 31 - Math.clz32(rest & -rest);
      if (parameter >= from && parameter < until) call(parameter);
    }
  }
}
