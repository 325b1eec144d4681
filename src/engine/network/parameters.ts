import type { TensorName } from '../../model/metrics';

/** What a layer of any network looks like: its weight is seen as out × in, whatever further axes a neuron's inputs have. */
export interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: boolean;
}

/** The layers of a network; of a fully connected one the neurons of each layer, the inputs first: [784, 100, 2]. */
export type NetworkShape = readonly LayerShape[] | readonly number[];

/**
 * The parameters of one layer, as views. `weight` is out × in, row-major (PyTorch's convention): `weight[j * inputs + i]`;
 * `bias` is empty where the layer has none.
 */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

/** One named tensor of a set of parameters. */
export interface Tensor {
  readonly name: TensorName;
  /** [out, in] of a weight, [out] of a bias. */
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/**
 * One float64 number for each parameter of a network: weights, or tallies, or differences, or x, or y.
 * A single buffer in shared memory, layer after layer, each its weight and then its bias; everything else is a view.
 */
export class Parameters {
  readonly values: Float64Array<SharedArrayBuffer>;
  readonly layers: readonly Layer[];

  /** @param memory an existing buffer of the right length, to see the same numbers from another thread */
  constructor(shape: NetworkShape, memory = new SharedArrayBuffer(8 * Parameters.count(shape))) {
    this.values = new Float64Array(memory);
    const layers: Layer[] = [];
    let offset = 0;
    for (const { inputs, outputs, bias } of layersOf(shape)) {
      const biases = offset + inputs * outputs;
      const end = bias ? biases + outputs : biases;
      const [weight, ofBias] = [this.values.subarray(offset, biases), this.values.subarray(biases, end)];
      layers.push({ inputs, outputs, weight, bias: ofBias });
      offset = end;
    }
    this.layers = layers;
  }

  /** The number of parameters of a network. */
  static count(shape: NetworkShape): number {
    let count = 0;
    for (const { inputs, outputs, bias } of layersOf(shape)) count += (bias ? inputs + 1 : inputs) * outputs;
    return count;
  }

  /** Names and shapes of the tensors of a network, in the order of the buffer. */
  static shapes(shape: NetworkShape): Pick<Tensor, 'name' | 'shape'>[] {
    return layersOf(shape).flatMap(({ inputs, outputs, bias }, index) => [
      { name: `layer${index + 1}.weight` as const, shape: [outputs, inputs] },
      ...(bias ? [{ name: `layer${index + 1}.bias` as const, shape: [outputs] }] : []),
    ]);
  }

  get shape(): readonly LayerShape[] {
    return this.layers.map(({ inputs, outputs, bias }) => ({ inputs, outputs, bias: bias.length > 0 }));
  }

  /** Neurons of each layer, the inputs first. Says all only of a fully connected network. */
  get sizes(): readonly number[] {
    return [this.layers[0]?.inputs ?? 0, ...this.layers.map(({ outputs }) => outputs)];
  }

  get memory(): SharedArrayBuffer {
    return this.values.buffer;
  }

  copy(): Parameters {
    const copy = new Parameters(this.shape);
    copy.values.set(this.values);
    return copy;
  }

  /** Every tensor with its name and shape, in the order of the buffer. */
  tensors(): Tensor[] {
    const values = this.layers.flatMap(({ weight, bias }) => (bias.length === 0 ? [weight] : [weight, bias]));
    return Parameters.shapes(this.shape).map((tensor, index) => ({ ...tensor, values: values[index] as Float64Array }));
  }
}

function layersOf(shape: NetworkShape): readonly LayerShape[] {
  return isSizes(shape)
    ? shape.slice(1).map((outputs, index) => ({ inputs: shape[index] as number, outputs, bias: true }))
    : shape;
}

function isSizes(shape: NetworkShape): shape is readonly number[] {
  return typeof shape[0] === 'number';
}
