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

interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
  /** Numbers of its first weight and of its first bias. */
  readonly weights: number;
  readonly biases: number;
}

export class ParameterOrder {
  /** All parameters of the network. */
  readonly count: number;
  readonly layers: readonly LayerShape[];

  /** @param sizes neurons of each layer, the inputs first: [784, 100, 2] */
  constructor(readonly sizes: readonly number[]) {
    let next = 0;
    this.layers = sizes.slice(1).map((outputs, index) => {
      const inputs = sizes[index] as number;
      const weights = next;
      const biases = weights + inputs * outputs;
      next = biases + outputs;
      return { inputs, outputs, weights, biases };
    });
    this.count = next;
  }

  /** @throws RangeError when the network has no such parameter */
  numberOf({ layer, neuron, input }: ParameterPlace): number {
    const shape = this.layers[layer - 1];
    const known =
      shape !== undefined && isBelow(neuron, shape.outputs) && (input === null || isBelow(input, shape.inputs));
    if (!known)
      throw new RangeError(
        `A network ${this.sizes.join('–')} has no parameter ${JSON.stringify({ layer, neuron, input })}.`,
      );
    return input === null ? shape.biases + neuron : shape.weights + neuron * shape.inputs + input;
  }

  /** @throws RangeError when the network has fewer parameters */
  placeOf(parameter: number): ParameterPlace {
    if (isBelow(parameter, this.count)) {
      for (const [index, { inputs, outputs, weights, biases }] of this.layers.entries()) {
        const layer = index + 1;
        if (parameter < biases) {
          const weight = parameter - weights;
          return { layer, neuron: Math.floor(weight / inputs), input: weight % inputs };
        }
        if (parameter < biases + outputs) return { layer, neuron: parameter - biases, input: null };
      }
    }
    throw new RangeError(`A network ${this.sizes.join('–')} has no parameter number ${parameter}.`);
  }
}

function isBelow(value: number, limit: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < limit;
}
