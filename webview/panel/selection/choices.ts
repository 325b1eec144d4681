import { type NeuronPlace, ParameterOrder } from '../../../src/model/parameterOrder';
import { ParameterSet } from '../../../src/model/parameterSet';
import type { RunView } from '../../../src/model/runView';

/** The sets of parameters that a person chooses at one stroke. */
export class Choices {
  readonly order: ParameterOrder;

  constructor({ layers }: Pick<RunView, 'layers'>) {
    this.order = new ParameterOrder(layers);
  }

  /** All weights of a layer. */
  layerWeights(layer: number): ParameterSet {
    const { weights, biases } = this.shape(layer);
    return this.range(weights, biases);
  }

  /** Everything that a neuron reads by: its incoming weights and its bias. */
  neuron({ layer, neuron }: NeuronPlace): ParameterSet {
    const { weights, biases, inputs, bias } = this.shape(layer);
    const start = weights + neuron * inputs;
    return this.of([...numbers(start, start + inputs), ...(bias ? [biases + neuron] : [])]);
  }

  /** The weights of a layer by their places in its out × in order. */
  weights(layer: number, places: Iterable<number>): ParameterSet {
    const { weights } = this.shape(layer);
    return this.of(Array.from(places, (place) => weights + place));
  }

  biases(layer: number, neurons: Iterable<number>): ParameterSet {
    const { biases, bias } = this.shape(layer);
    if (!bias) return this.of([]);
    return this.of(Array.from(neurons, (neuron) => biases + neuron));
  }

  /** The weights of layer 1 that leave some inputs. */
  inputs(inputs: Iterable<number>): ParameterSet {
    const shape = this.shape(1);
    const list = [...inputs];
    const chosen = numbers(0, shape.outputs).flatMap((neuron) =>
      list.map((input) => shape.weights + neuron * shape.inputs + input),
    );
    return this.of(chosen);
  }

  of(parameters: Iterable<number>): ParameterSet {
    return ParameterSet.of(this.order.count, parameters);
  }

  private range(from: number, until: number): ParameterSet {
    return this.of(numbers(from, until));
  }

  private shape(layer: number) {
    const shape = this.order.layers[layer - 1];
    if (shape === undefined) throw new RangeError(`There is no layer ${layer}.`);
    return shape;
  }
}

function numbers(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, index) => from + index);
}
