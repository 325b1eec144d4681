import type { InterventionName } from '../../model/interventions';
import type { Layer, Parameters } from '../network/parameters';
import { type AddColumns, addEach } from '../surgery/columnAdder';
import type { TrainingRule } from '../training/kernel';
import { activateAll } from '../training/simd/activateAll';
import { type LayerInputs, preactivations } from './columns';

/** What is added to a weight; with `mean`, what it adds to its neuron on average is kept besides. */
export function changeOf(name: InterventionName, trained: number, initial: number): number {
  switch (name) {
    case 'reset':
      return initial - trained;
    case 'zero':
    case 'mean':
      return -trained;
    case 'graft':
      return trained - initial;
  }
}

/** The two networks of an intervention, and which weights of which layer it is about. */
export interface Networks {
  readonly rule: Pick<TrainingRule, 'activation'>;
  readonly initial: Parameters;
  readonly trained: Parameters;
  /** Index of the layer. */
  readonly layer: number;
}

/** What an intervention starts from: a network, what the layer reads in it, and the layer's pre-activations. */
export interface Base {
  readonly parameters: Parameters;
  readonly read: LayerInputs;
  readonly z: Float64Array;
}

export function baseOf(parameters: Parameters, layer: number, read: LayerInputs): Base {
  return { parameters, read, z: preactivations(parameters.layers[layer] as Layer, read) };
}

/**
 * A network that is changed weight by weight. Only what a weight adds to its neuron's pre-activation is computed anew,
 * so that a dose costs what it changes.
 */
export class Intervened {
  private readonly z: Float64Array;
  /** φ(z), or z itself in the output layer, of the neurons that are not in `changed`. */
  private readonly h: Float64Array;
  private readonly changed: Set<number>;
  /** What has been added to each neuron's pre-activation on every example alike. */
  private readonly constant: Float64Array;

  /**
   * @param means of the layer's inputs, for `mean`
   * @param add adds up columns of what the layer reads
   */
  constructor(
    private readonly name: InterventionName,
    private readonly networks: Networks,
    private readonly base: Base,
    private readonly means: Float64Array,
    private readonly add: AddColumns = addEach(base.read),
  ) {
    const { outputs } = networks.trained.layers[networks.layer] as Layer;
    this.z = base.z.slice();
    this.h = new Float64Array(base.z.length);
    this.changed = new Set(Array(outputs).keys());
    this.constant = new Float64Array(outputs);
  }

  /** @param weights positions in the layer's weight that have not been changed yet, ascending */
  change(weights: Uint32Array): void {
    const { inputs } = this.networks.trained.layers[this.networks.layer] as Layer;
    for (let from = 0, to = 0; from < weights.length; from = to) {
      const j = Math.floor((weights[from] as number) / inputs);
      while (to < weights.length && (weights[to] as number) < (j + 1) * inputs) to++;
      this.changeNeuron(j, weights.subarray(from, to));
    }
  }

  private changeNeuron(j: number, weights: Uint32Array): void {
    const { background, examples } = this.base.read;
    const initial = (this.networks.initial.layers[this.networks.layer] as Layer).weight;
    const { weight: trained, inputs } = this.networks.trained.layers[this.networks.layer] as Layer;
    const columns = weights.map((position) => position - j * inputs);
    const times = new Float64Array(weights.length);
    let constant = this.constant[j] as number;
    for (const [place, position] of weights.entries()) {
      const w = trained[position] as number;
      const change = changeOf(this.name, w, initial[position] as number);
      const kept = this.name === 'mean' ? w * (this.means[columns[place] as number] as number) : 0;
      constant += change * background + kept;
      times[place] = change;
    }
    this.constant[j] = constant;
    this.changed.add(j);
    const row = this.z.subarray(j * examples, (j + 1) * examples);
    this.add(row, row, columns, times);
  }

  /** z_A − z_B of each example, as the network is now. */
  lead(): Float64Array {
    const { layer, rule } = this.networks;
    const { examples } = this.base.read;
    const above = this.base.parameters.layers.slice(layer + 1);
    for (const j of this.changed) {
      const constant = this.constant[j] as number;
      for (let index = j * examples; index < (j + 1) * examples; index++)
        this.h[index] = (this.z[index] as number) + constant;
      if (above.length > 0) activateAll(this.h.subarray(j * examples, (j + 1) * examples), rule.activation);
    }
    this.changed.clear();
    const output = above.at(-1);
    if (output === undefined) return this.h.subarray(0, examples).map((a, n) => a - (this.h[examples + n] as number));
    let z = this.h;
    for (const next of above.slice(0, -1)) {
      z = forward(next, z, examples);
      activateAll(z, rule.activation);
    }
    return leadThrough(output, z, examples);
  }
}

/** z_A − z_B from what the output layer reads: its two rows, one less the other, are gone through once. */
function leadThrough({ inputs, weight, bias }: Layer, h: Float64Array, examples: number): Float64Array {
  const lead = new Float64Array(examples).fill((bias[0] as number) - (bias[1] as number));
  for (let i = 0; i < inputs; i++) {
    const w = (weight[i] as number) - (weight[inputs + i] as number);
    const row = h.subarray(i * examples, (i + 1) * examples);
    for (let n = 0; n < examples; n++) lead[n] = (lead[n] as number) + w * (row[n] as number);
  }
  return lead;
}

/** Pre-activations of a layer from what it reads, both neuron by neuron. */
function forward({ inputs, outputs, weight, bias }: Layer, h: Float64Array, examples: number): Float64Array {
  const z = new Float64Array(outputs * examples);
  for (let j = 0; j < outputs; j++) {
    const row = z.subarray(j * examples, (j + 1) * examples).fill(bias[j] as number);
    for (let i = 0; i < inputs; i++) {
      const w = weight[j * inputs + i] as number;
      for (let n = 0; n < examples; n++) row[n] = (row[n] as number) + w * (h[i * examples + n] as number);
    }
  }
  return z;
}
