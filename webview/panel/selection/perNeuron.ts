import type { ParameterOrder } from '../../../src/model/parameterOrder';
import type { ParameterSet } from '../../../src/model/parameterSet';
import { forEachIn } from './summary';

/** Of each neuron of a layer, how many of its incoming weights and its bias are in a set. */
export function selectedPerNeuron(set: ParameterSet, order: ParameterOrder, layer: number): Uint32Array {
  const shape = order.layers[layer - 1];
  if (shape === undefined) throw new RangeError(`There is no layer ${layer}.`);
  const { weights, biases, end, inputs, outputs } = shape;
  const selected = new Uint32Array(outputs);
  const add = (neuron: number) => {
    selected[neuron] = (selected[neuron] as number) + 1;
  };
  forEachIn(set, weights, biases, (weight) => add(Math.floor((weight - weights) / inputs)));
  forEachIn(set, biases, end, (bias) => add(bias - biases));
  return selected;
}
