import type { ComparisonName } from '../../model/surgeryProtocol';
import { descending, inputMeans } from '../causal/rankings';
import type { Layer, Parameters } from '../network/parameters';
import { RandomStream } from '../network/random';
import { countBelow } from './ascending';

/** How many sets of each kind a selection is held against, each of as many parameters of the same tensors. */
export const COMPARISON_DRAWS = {
  /** Same inputs, other neurons: each neuron's parameters become the next one's in a random cycle of all of its layer. */
  'neurons-shuffled': 5,
  /**
   * Knows which inputs are selected and nothing else: of each layer as many weights, of the inputs with the largest mean
   * of selected ones; equals, and biases, at random.
   */
  'pixel-means': 1,
  /** Any parameters. */
  random: 20,
} as const satisfies Readonly<Record<ComparisonName, number>>;

/**
 * Makes the sets that selections are held against. What is random is drawn once for the network: as a selection grows by
 * a few parameters, so do its random sets.
 */
export class ComparisonSets {
  private readonly drawn = new Map<string, Uint32Array>();

  /** @param shape any set of the network's parameters, of which only the layers' sizes are looked at */
  constructor(
    private readonly shape: Parameters,
    private readonly seed: number,
  ) {}

  /**
   * @param members positions in `Parameters.values`, ascending
   * @param draw from 0 to below `COMPARISONS[name]`
   * @returns as many positions of the same tensors, ascending; null when that is the selection itself
   */
  of(name: ComparisonName, members: Uint32Array, draw: number): Uint32Array | null {
    const made = new Uint32Array(members.length);
    let [first, from] = [0, 0];
    for (const [index, layer] of this.shape.layers.entries()) {
      const biases = first + layer.weight.length;
      const end = biases + layer.bias.length;
      const [middle, until] = [countBelow(members, biases), countBelow(members, end)];
      const weights = members.subarray(from, middle).map((member) => member - first);
      const ofBias = members.subarray(middle, until).map((member) => member - biases);
      made.set(
        this.weights(name, layer, index, weights, draw).map((position) => position + first),
        from,
      );
      made.set(
        this.biases(name, layer, index, ofBias, draw).map((position) => position + biases),
        middle,
      );
      [first, from] = [end, until];
    }
    made.sort();
    return made.every((member, at) => member === members[at]) ? null : made;
  }

  private weights(name: ComparisonName, layer: Layer, index: number, weights: Uint32Array, draw: number): Uint32Array {
    if (weights.length === 0) return weights;
    const count = layer.weight.length;
    switch (name) {
      case 'neurons-shuffled': {
        const partner = this.partners(index, layer.outputs, draw);
        return weights.map((position) => {
          const j = Math.floor(position / layer.inputs);
          return (partner[j] as number) * layer.inputs + (position % layer.inputs);
        });
      }
      case 'pixel-means': {
        const selected = new Float64Array(count);
        for (const position of weights) selected[position] = 1;
        const scores = inputMeans({ ...layer, weight: selected });
        return descending(scores, this.order(name, index, count, draw)).subarray(0, weights.length);
      }
      case 'random':
        return this.order(name, index, count, draw).subarray(0, weights.length);
    }
  }

  private biases(name: ComparisonName, layer: Layer, index: number, biases: Uint32Array, draw: number): Uint32Array {
    if (biases.length === 0) return biases;
    if (name !== 'neurons-shuffled')
      return this.order(`${name} biases`, index, layer.outputs, draw).subarray(0, biases.length);
    const partner = this.partners(index, layer.outputs, draw);
    return biases.map((j) => partner[j] as number);
  }

  /** A random cycle of all neurons, so that none is its own partner (but where there is only one). */
  private partners(index: number, outputs: number, draw: number): Uint32Array {
    const order = this.order('neurons-shuffled', index, outputs, draw);
    const partner = new Uint32Array(outputs);
    for (const [place, j] of order.entries()) partner[j] = order[(place + 1) % outputs] as number;
    return partner;
  }

  private order(name: string, index: number, count: number, draw: number): Uint32Array {
    const key = `${name} ${index} ${draw}`;
    const order = this.drawn.get(key) ?? new RandomStream(this.seed, 'surgery', name, index, draw).permutation(count);
    this.drawn.set(key, order);
    return order;
  }
}
