import type { InterventionName } from '../../model/interventions';
import { type InputColumn, type LayerInputs, preactivations } from '../causal/columns';
import { type Base, changeOf } from '../causal/interventions';
import type { Layer } from '../network/parameters';
import type { TrainingRule } from '../training/kernel';
import { activateAll } from '../training/simd/activateAll';
import { complement, countBelow } from './ascending';
import { type AddColumns, addEach } from './columnAdder';
import { leadOf, type NetworkOnImages } from './networkOnImages';

/** What an operation is done to. */
export interface Patient {
  readonly rule: Pick<TrainingRule, 'activation'>;
  readonly initial: NetworkOnImages;
  readonly trained: NetworkOnImages;
  /** Mean of what a layer reads over the forks' examples, in the trained network; asked for by `mean` alone. */
  readonly means: (layer: number) => Float64Array;
  /** Adds columns of the images, which both networks read. */
  readonly addImages: AddColumns;
}

/** An input of a layer that is not what it was in the untouched network. */
interface Changed {
  readonly input: number;
  /** What it is and what it was, one number an image. */
  readonly now: Float64Array;
  readonly before: Float64Array;
}

/**
 * One intervention on any set of parameters, weights and biases of all layers. Computes what changes and nothing else: of
 * the first layer the pixels above the background under changed weights, of later ones what the changed neurons below
 * add. Where most weights of a neuron change, it starts from all of them changed and takes back the others.
 *
 * To a bias, `mean` does nothing: what it adds is its mean already.
 */
export class Operation {
  private readonly base: NetworkOnImages;
  private readonly other: NetworkOnImages;
  private readonly examples: number;
  /** By layer: adds columns of what it reads. */
  private readonly adders: readonly AddColumns[];
  /** By layer: its pre-activations with every weight changed and every bias as it was. */
  private readonly allChanged: (Float64Array | undefined)[] = [];
  /** By layer: where its changed outputs are put, neuron by neuron. */
  private readonly room: readonly Float64Array[];

  constructor(
    readonly name: InterventionName,
    private readonly patient: Patient,
  ) {
    const { initial, trained } = patient;
    [this.base, this.other] = name === 'graft' ? [initial, trained] : [trained, initial];
    this.examples = this.base.lead.length;
    this.adders = this.base.layers.map(({ read }, index) => (index === 0 ? patient.addImages : addEach(read)));
    this.room = this.base.layers.map(({ z }) => new Float64Array(z.length));
  }

  /** z_A − z_B of each image in the network that is operated on. */
  get before(): Float64Array {
    return this.base.lead;
  }

  /**
   * z_A − z_B of each image with a set of parameters changed.
   * @param members positions in `Parameters.values`, ascending
   */
  lead(members: Uint32Array): Float64Array {
    const { layers } = this.base.parameters;
    let changed: readonly Changed[] = [];
    let first = 0;
    let from = 0;
    for (const [index, layer] of layers.entries()) {
      const biases = first + layer.weight.length;
      const end = biases + layer.bias.length;
      const [middle, until] = [countBelow(members, biases), countBelow(members, end)];
      const weights = members.subarray(from, middle).map((member) => member - first);
      const ofBias = members.subarray(middle, until).map((member) => member - biases);
      changed = this.through(index, weights, ofBias, changed);
      [first, from] = [end, until];
    }
    const { z } = this.base.layers[layers.length - 1] as Base;
    const output = [0, 1].map((k) => {
      const before = z.subarray(k * this.examples, (k + 1) * this.examples);
      return changed.find(({ input }) => input === k)?.now ?? before;
    });
    return leadOf(...(output as [Float64Array, Float64Array]));
  }

  /**
   * One layer.
   * @param weights positions in its weight, ascending
   * @param biases positions in its bias
   * @returns its changed outputs: behind the activation, but for the last layer
   */
  private through(
    index: number,
    weights: Uint32Array,
    biases: Uint32Array,
    below: readonly Changed[],
  ): readonly Changed[] {
    const layer = this.base.parameters.layers[index] as Layer;
    const result: Changed[] = [];
    let from = 0;
    for (let j = 0; j < layer.outputs; j++) {
      const until = countBelow(weights, (j + 1) * layer.inputs, from);
      const own = weights.subarray(from, until);
      from = until;
      const ofBias = biases.includes(j);
      if (own.length === 0 && !ofBias && below.length === 0) continue;
      const now = this.roomOf(index, j);
      const bias = ofBias ? this.biasChange(index, j) : 0;
      // Where nothing below is as it was, from nothing: then rounding leaves images apart that have become equal.
      if (below.length === layer.inputs) this.sum(now, index, j, own, below, bias);
      else this.add(now, index, j, own, below, bias);
      if (index < this.base.layers.length - 1) activateAll(now, this.patient.rule.activation);
      result.push({ input: j, now, before: this.outputBefore(index, j) });
    }
    return result;
  }

  /** z ← the neuron's pre-activations, as they were but for what has changed. */
  private add(
    z: Float64Array,
    index: number,
    j: number,
    own: Uint32Array,
    below: readonly Changed[],
    bias: number,
  ): void {
    const { inputs } = this.base.parameters.layers[index] as Layer;
    const constant = bias + this.weigh(z, index, j, own);
    for (const { input, now, before } of below) {
      const w = this.weightAfter(index, j * inputs + input, own);
      for (let n = 0; n < z.length; n++) z[n] = (z[n] as number) + w * ((now[n] as number) - (before[n] as number));
    }
    for (let n = 0; n < z.length; n++) z[n] = (z[n] as number) + constant;
  }

  /** z ← the neuron's pre-activations, all of whose inputs have changed. */
  private sum(
    z: Float64Array,
    index: number,
    j: number,
    own: Uint32Array,
    below: readonly Changed[],
    bias: number,
  ): void {
    const { inputs, bias: before } = this.base.parameters.layers[index] as Layer;
    const kept = own.reduce((sum, position) => sum + this.weightChange(index, position).kept, 0);
    z.fill((before[j] as number) + bias + kept);
    for (const { input, now } of below) {
      const w = this.weightAfter(index, j * inputs + input, own);
      for (let n = 0; n < z.length; n++) z[n] = (z[n] as number) + w * (now[n] as number);
    }
  }

  /**
   * Puts a neuron's pre-activations with its own changed weights into `z`, but for what is the same on every image.
   * @returns that
   */
  private weigh(z: Float64Array, index: number, j: number, own: Uint32Array): number {
    const { read, z: before } = this.base.layers[index] as Base;
    const add = this.adders[index] as AddColumns;
    const { inputs } = this.base.parameters.layers[index] as Layer;
    const undo = 2 * own.length > inputs;
    const start = undo ? this.withAllChanged(index) : before;
    const chosen = undo ? complement(own, j * inputs, (j + 1) * inputs) : own;
    const sign = undo ? -1 : 1;
    const times = new Float64Array(chosen.length);
    let constant = 0;
    for (const [place, position] of chosen.entries()) {
      const { slope, kept } = this.weightChange(index, position);
      constant += sign * (slope * read.background + kept);
      times[place] = sign * slope;
    }
    const columns = chosen.map((position) => position - j * inputs);
    add(start.subarray(j * this.examples, (j + 1) * this.examples), z, columns, times);
    return constant;
  }

  private outputBefore(index: number, j: number): Float64Array {
    const next = this.base.layers[index + 1];
    if (next !== undefined) return (next.read.columns[j] as InputColumn).above;
    return (this.base.layers[index] as Base).z.subarray(j * this.examples, (j + 1) * this.examples);
  }

  /** What is added to a weight, and what its neuron gets on every image for it. */
  private weightChange(index: number, position: number): { slope: number; kept: number } {
    const { weight: trained, inputs } = this.patient.trained.parameters.layers[index] as Layer;
    const { weight: initial } = this.patient.initial.parameters.layers[index] as Layer;
    const w = trained[position] as number;
    const slope = changeOf(this.name, w, initial[position] as number);
    if (this.name !== 'mean') return { slope, kept: 0 };
    return { slope, kept: w * (this.patient.means(index)[position % inputs] as number) };
  }

  private biasChange(index: number, j: number): number {
    if (this.name === 'mean') return 0;
    const of = (network: NetworkOnImages) => network.parameters.layers[index]?.bias[j] as number;
    return changeOf(this.name, of(this.patient.trained), of(this.patient.initial));
  }

  /** @param own the changed weights of its neuron */
  private weightAfter(index: number, position: number, own: Uint32Array): number {
    const w = this.base.parameters.layers[index]?.weight[position] as number;
    const place = countBelow(own, position);
    return own[place] === position ? w + this.weightChange(index, position).slope : w;
  }

  private withAllChanged(index: number): Float64Array {
    const known = this.allChanged[index];
    if (known !== undefined) return known;
    const { read } = this.base.layers[index] as Base;
    const layer = this.base.parameters.layers[index] as Layer;
    const exchanged = this.name === 'graft' || this.name === 'reset';
    const z = exchanged ? this.exchangedRows(layer, index, read) : this.constantRows(layer, index, read);
    this.allChanged[index] = z;
    return z;
  }

  /** Pre-activations of a layer with the other network's weights. */
  private exchangedRows(layer: Layer, index: number, read: LayerInputs): Float64Array {
    const { weight, bias } = this.other.parameters.layers[index] as Layer;
    if (index > 0) return preactivations({ ...layer, weight }, read);
    // Both networks read the same images.
    const { z } = this.other.layers[index] as Base;
    return z.map((value, at) => {
      const j = Math.floor(at / this.examples);
      return value - (bias[j] as number) + (layer.bias[j] as number);
    });
  }

  /** Pre-activations of a layer that does not hear its inputs any more. */
  private constantRows(
    { inputs, outputs, weight, bias }: Layer,
    index: number,
    { examples }: LayerInputs,
  ): Float64Array {
    const means = this.name === 'mean' ? this.patient.means(index) : undefined;
    const z = new Float64Array(outputs * examples);
    for (let j = 0; j < outputs; j++) {
      let constant = bias[j] as number;
      for (let i = 0; means !== undefined && i < inputs; i++)
        constant += (weight[j * inputs + i] as number) * (means[i] as number);
      z.fill(constant, j * examples, (j + 1) * examples);
    }
    return z;
  }

  private roomOf(index: number, j: number): Float64Array {
    return (this.room[index] as Float64Array).subarray(j * this.examples, (j + 1) * this.examples);
  }
}
