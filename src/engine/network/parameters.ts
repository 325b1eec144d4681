/** The parameters of one layer, as views. `weight` is out × in, row-major (PyTorch's convention): `weight[j * inputs + i]`. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

/** `layer1.weight`, `layer1.bias`, `layer2.weight`, … */
export type TensorName = `layer${number}.${'weight' | 'bias'}`;

/** One named tensor of a set of parameters. */
export interface Tensor {
  readonly name: TensorName;
  /** [out, in] of a weight, [out] of a bias. */
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/**
 * One float64 number for each parameter of a fully connected network: weights, or tallies, or differences, or x, or y.
 * A single buffer in shared memory, layer after layer, each its weight and then its bias; everything else is a view.
 */
export class Parameters {
  readonly values: Float64Array<SharedArrayBuffer>;
  readonly layers: readonly Layer[];

  /**
   * @param sizes neurons of each layer, the inputs first: [784, 100, 2]
   * @param memory an existing buffer of the right length, to see the same numbers from another thread
   */
  constructor(
    readonly sizes: readonly number[],
    memory = new SharedArrayBuffer(8 * Parameters.count(sizes)),
  ) {
    this.values = new Float64Array(memory);
    const layers: Layer[] = [];
    let offset = 0;
    for (const [inputs, outputs] of pairs(sizes)) {
      const weight = this.values.subarray(offset, offset + inputs * outputs);
      const bias = this.values.subarray(offset + inputs * outputs, offset + inputs * outputs + outputs);
      offset += inputs * outputs + outputs;
      layers.push({ inputs, outputs, weight, bias });
    }
    this.layers = layers;
  }

  /** The number of parameters of a network of these sizes. */
  static count(sizes: readonly number[]): number {
    let count = 0;
    for (const [inputs, outputs] of pairs(sizes)) count += (inputs + 1) * outputs;
    return count;
  }

  /** Names and shapes of the tensors of a network of these sizes, in the order of the buffer. */
  static shapes(sizes: readonly number[]): Pick<Tensor, 'name' | 'shape'>[] {
    return pairs(sizes).flatMap(([inputs, outputs], index) => [
      { name: `layer${index + 1}.weight` as const, shape: [outputs, inputs] },
      { name: `layer${index + 1}.bias` as const, shape: [outputs] },
    ]);
  }

  get memory(): SharedArrayBuffer {
    return this.values.buffer;
  }

  copy(): Parameters {
    const copy = new Parameters(this.sizes);
    copy.values.set(this.values);
    return copy;
  }

  /** Every tensor with its name and shape, in the order of the buffer. */
  tensors(): Tensor[] {
    const values = this.layers.flatMap(({ weight, bias }) => [weight, bias]);
    return Parameters.shapes(this.sizes).map((tensor, index) => ({ ...tensor, values: values[index] as Float64Array }));
  }
}

function pairs(sizes: readonly number[]): [number, number][] {
  return sizes.slice(1).map((outputs, index) => [sizes[index] as number, outputs]);
}
