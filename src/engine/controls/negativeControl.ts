import { PHASE_1 } from '../../model/networkNames';
import { share } from '../attribution/ratios';
import { type CancelFlag, TimeSlicer } from '../cancellation';
import type { ResolvedConfig } from '../config';
import type { ExampleStore } from '../data/examples';
import { withLabelNoise } from '../data/labelNoise';
import { type DataDescription, type Examples, trainingRule } from '../experiment';
import { initialParametersInChunks } from '../network/initialisation';
import { type Layer, Parameters } from '../network/parameters';
import { RandomStream } from '../network/random';
import { planExperiment } from '../plan';
import { correlate } from '../statistics/correlation';
import { runJob } from '../training/job';
import type { TrainingContext, TrainingRule } from '../training/kernel';
import { initialOptimiserState } from '../training/optimisers';
import { prepareMemoryInChunks } from '../training/simd/memory';
import { createSimdKernel } from '../training/simd/simd';
import { neuronPermutationNull } from './neuronPermutation';

/** How the run's y of `layer1.weight` goes with some x. */
export interface Held {
  readonly r2: number | null;
  /** Mean R² with neurons shuffled. */
  readonly meanR2: number | null;
  /** Of the neuron-permutation null. */
  readonly p: number | null;
}

export interface NegativeControlFinding {
  readonly level: number;
  /** The run's own x. */
  readonly own: Held;
  readonly shuffledLabels: {
    readonly tallies: readonly Held[];
    /** How many have a p of the neuron-permutation null below the level. */
    readonly below: number;
    /** (1 + #{R² of a shuffled tally ≥ R² of the run's own}) / (1 + tallies): the permutation test of the labels. */
    readonly p: number | null;
  };
  readonly otherNetworks: { readonly tallies: readonly Held[]; readonly below: number };
}

export interface NegativeControlInput {
  readonly config: ResolvedConfig;
  readonly data: Pick<DataDescription, 'image'>;
  readonly examples: Examples;
  /** The parameters that the run began with. */
  readonly initial: Parameters;
  /** The run's x and y, of all parameters. */
  readonly x: Parameters;
  readonly y: Parameters;
  /** How many of either kind. */
  readonly tallies: number;
}

export interface NegativeControlProgress {
  readonly done: number;
  readonly of: number;
}

const LEVEL = 0.05;

/**
 * Two kinds of x that should not find much in the run's y.
 *
 * *Shuffled labels*: phase 1 with every update as it was, but with the labels of the tallied examples shuffled among them
 * before |Δ| is added up. Such an x knows nothing of the groups. It does know the neurons: what chance gives to A and
 * to B moves the neurons of one network as the classes do, and the neuron-permutation null may well find that.
 *
 * *Other networks*: x of networks with other initial parameters, by the true labels. Their neurons have nothing to do with those
 * of the run, and the neuron-permutation null should find something as often as its level says.
 * @throws CancelledError, DivergenceError
 */
export async function* negativeControl(
  input: NegativeControlInput,
  cancel: CancelFlag,
): AsyncGenerator<NegativeControlProgress, NegativeControlFinding> {
  const { config, data, examples, initial, x, y, tallies } = input;
  const { seed } = config;
  const plan = planExperiment(config, examples.training);
  const { test } = examples;
  const training = withLabelNoise(config, examples.training);
  const slicer = new TimeSlicer(cancel);
  // Nothing but the tally is asked of these trainings.
  const rule: TrainingRule = { ...trainingRule(config, data), records: [] };
  const memory = await slicer.run(prepareMemoryInChunks(rule, training, test, 1, plan.phase1.length));
  const context: TrainingContext = { rule, training, test, memory };

  const xOf = async (start: Parameters, groups: Uint8Array | undefined): Promise<Parameters> => {
    const sums = { a: new Parameters(rule.sizes), b: new Parameters(rule.sizes), from: plan.tallyFrom };
    const tally = groups === undefined ? sums : { ...sums, groups };
    const state = { parameters: start.copy(), optimiser: initialOptimiserState(rule.optimiser, start.values.length) };
    await runJob(
      createSimdKernel,
      context,
      { name: PHASE_1, sequence: plan.phase1, state, tally },
      0,
      cancel,
      () => {},
    );
    return slicer.run(share(sums.a, sums.b));
  };
  const layerY = y.layers[0] as Layer;
  const held = async (other: Parameters): Promise<Held> => {
    const layer = other.layers[0] as Layer;
    const { meanR2, p } = await neuronPermutationNull(layer, layerY, seed, slicer);
    return { r2: correlate(layer.weight, layerY.weight).r2, meanR2, p };
  };

  const own = await held(x);
  const shuffled: Held[] = [];
  const others: Held[] = [];
  for (let index = 0; index < tallies; index++) {
    const random = new RandomStream(seed, 'shuffled tally', index);
    shuffled.push(await held(await xOf(initial, shuffledGroups(plan.phase1, plan.tallyFrom, training, random))));
    const other = await slicer.run(initialParametersInChunks(rule.sizes, seed + 1 + index));
    others.push(await held(await xOf(other, undefined)));
    yield { done: index + 1, of: tallies };
  }
  const below = (found: readonly Held[]) => found.filter(({ p }) => p !== null && p < LEVEL).length;
  const { r2 } = own;
  return {
    level: LEVEL,
    own,
    shuffledLabels: {
      tallies: shuffled,
      below: below(shuffled),
      p: r2 === null ? null : (1 + shuffled.filter((one) => (one.r2 ?? 0) >= r2).length) / (1 + tallies),
    },
    otherNetworks: { tallies: others, below: below(others) },
  };
}

/** The groups of all positions, those from `from` on shuffled among themselves. */
export function shuffledGroups(
  sequence: ArrayLike<number>,
  from: number,
  { targets }: Pick<ExampleStore, 'targets'>,
  random: RandomStream,
): Uint8Array {
  const groups = Uint8Array.from(sequence, (example) => targets[example] as number);
  const tallied = groups.slice(from);
  for (const [index, other] of random.permutation(tallied.length).entries())
    groups[from + index] = tallied[other] as number;
  return groups;
}
