/**
 * The order of a network's parameters, by which each has one number: layer after layer, of each its weights (out × in,
 * row after row) and then its biases. Layers count from 1; neurons and inputs from 0.
 */
export interface ParameterPlace {
  readonly layer: number;
  /** The neuron whose incoming weight or whose bias it is. */
  readonly neuron: number;
  /** The input of the layer that the weight reads; null for a bias. */
  readonly input: number | null;
}

/** A neuron of a layer. */
export interface NeuronPlace {
  readonly layer: number;
  readonly neuron: number;
}

/** What a layer looks like. */
export interface LayerSize {
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: boolean;
}

interface LayerPlace extends LayerSize {
  /** Numbers of its first weight and of its first bias, and one past its last parameter. */
  readonly weights: number;
  readonly biases: number;
  readonly end: number;
}

export class ParameterOrder {
  /** All parameters of the network. */
  readonly count: number;
  readonly layers: readonly LayerPlace[];

  /** @param layers in the order of the network; of a fully connected one the neurons of each, the inputs first: [784, 100, 2] */
  constructor(layers: readonly LayerSize[] | readonly number[]) {
    let next = 0;
    this.layers = sizesOf(layers).map(({ inputs, outputs, bias }) => {
      const weights = next;
      const biases = weights + inputs * outputs;
      next = bias ? biases + outputs : biases;
      return { inputs, outputs, bias, weights, biases, end: next };
    });
    this.count = next;
  }

  /** @throws RangeError when the network has no such parameter */
  numberOf({ layer, neuron, input }: ParameterPlace): number {
    const shape = this.layers[layer - 1];
    const known =
      shape !== undefined &&
      isBelow(neuron, shape.outputs) &&
      (input === null ? shape.bias : isBelow(input, shape.inputs));
    if (!known)
      throw new RangeError(`A network ${this.words} has no parameter ${JSON.stringify({ layer, neuron, input })}.`);
    return input === null ? shape.biases + neuron : shape.weights + neuron * shape.inputs + input;
  }

  /** @throws RangeError when the network has fewer parameters */
  placeOf(parameter: number): ParameterPlace {
    if (isBelow(parameter, this.count)) {
      for (const [index, { inputs, weights, biases, end }] of this.layers.entries()) {
        const layer = index + 1;
        if (parameter < biases) {
          const weight = parameter - weights;
          return { layer, neuron: Math.floor(weight / inputs), input: weight % inputs };
        }
        if (parameter < end) return { layer, neuron: parameter - biases, input: null };
      }
    }
    throw new RangeError(`A network ${this.words} has no parameter number ${parameter}.`);
  }

  private get words(): string {
    return this.layers.map(({ inputs, outputs }) => `${outputs} × ${inputs}`).join(', ');
  }
}

function sizesOf(layers: readonly LayerSize[] | readonly number[]): readonly LayerSize[] {
  const isSizes = (list: typeof layers): list is readonly number[] => typeof list[0] === 'number';
  if (!isSizes(layers)) return layers;
  return layers.slice(1).map((outputs, index) => ({ inputs: layers[index] as number, outputs, bias: true }));
}

function isBelow(value: number, limit: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < limit;
}
