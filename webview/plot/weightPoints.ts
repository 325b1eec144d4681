import type { LayerView } from '../../src/shared/panelProtocol';
import { interleaved } from './geometry';
import { firstOfClusters, HitIndex, membersOf } from './hitIndex';
import { type ArrowKey, stepWithin } from './pointing';

/** The weights of one layer as points: drawn all together, found one by one, known by the first of their cluster. */
export class WeightPoints {
  /** x and y by turns, for drawing. */
  readonly pairs: Float32Array;
  private readonly index: HitIndex;
  private readonly firstOf: Int32Array;

  constructor(readonly layer: LayerView) {
    this.pairs = interleaved(layer.weightX, layer.weightY);
    this.index = new HitIndex(layer.weightX, layer.weightY);
    this.firstOf = firstOfClusters(layer.clusterOf, layer.multiplicity.length);
  }

  /**
   * The first weight of the cluster nearest to (x, y).
   * @param radius how near it must be, in units of the axes
   * @returns −1 when there is none
   */
  nearest(x: number, y: number, radius: number): number {
    const weight = this.index.nearest(x, y, radius);
    return weight < 0 ? -1 : this.representative(weight);
  }

  /** The neuron of a weight, and the inputs of all weights on its point. */
  clusterAt(weight: number): { readonly neuron: number; readonly inputs: readonly number[] } {
    const { clusterOf, inputs } = this.layer;
    const neuron = Math.floor(weight / inputs);
    const start = neuron * inputs;
    const members = membersOf(clusterOf, clusterOf[weight] as number, start, start + inputs);
    return { neuron, inputs: members.map((member) => member - start) };
  }

  /** Up and down go through the neurons, left and right through the distinct points of one. */
  step(from: number, key: ArrowKey): number {
    const { inputs, outputs, clusterOf } = this.layer;
    if (from < 0) return this.firstOf[0] ?? -1;
    const neuron = Math.floor(from / inputs);
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      const weight = stepWithin(neuron, key === 'ArrowDown' ? 1 : -1, outputs) * inputs + (from % inputs);
      return (clusterOf[weight] as number) < 0 ? from : this.representative(weight);
    }
    const by = key === 'ArrowRight' ? 1 : -1;
    for (let weight = from + by; Math.floor(weight / inputs) === neuron; weight += by) {
      if (this.firstOf[clusterOf[weight] as number] === weight) return weight;
    }
    return from;
  }

  /** The weights that are meant: all of a neuron, or, without one, all that leave the inputs. */
  meant({ neuron, inputs }: { readonly neuron: number | null; readonly inputs: readonly number[] }): number[] {
    const { layer } = this;
    if (neuron !== null) return Array.from({ length: layer.inputs }, (_, input) => neuron * layer.inputs + input);
    return inputs.flatMap((input) =>
      Array.from({ length: layer.outputs }, (_, output) => output * layer.inputs + input),
    );
  }

  private representative(weight: number): number {
    return this.firstOf[this.layer.clusterOf[weight] as number] ?? weight;
  }
}
