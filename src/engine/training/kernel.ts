import type { Loss, OptimiserConfig } from '../config';
import type { ExampleStore, Sequence } from '../data/examples';
import type { ActivationName } from '../network/activations';
import type { Parameters } from '../network/parameters';
import type { OptimiserState } from './optimisers';
import type { Routing } from './routing';
import type { KernelMemory } from './simd/module';

/** What training needs to know of an experiment, the same for every network of a run. */
export interface TrainingRule {
  /** Neurons of each layer, the inputs first. */
  readonly sizes: readonly number[];
  readonly activation: ActivationName;
  readonly outputActivation: ActivationName;
  readonly loss: Loss;
  readonly optimiser: OptimiserConfig;
  readonly learningRate: number;
  /** Which hidden neurons the examples of a group may move; all of them where it is left out. */
  readonly routing?: Routing;
  /** What else is added up beside |Δ|; nothing where it is left out. */
  readonly records?: readonly RecordName[];
}

/** The sums of |Δ| of each parameter, over examples of group A and of group B. */
export interface Tally {
  readonly a: Parameters;
  readonly b: Parameters;
}

/**
 * Further sums over the examples of a tally, for each parameter w with gradient g and update Δ, w being that before the
 * update: Σ g², Σ −g Δ, Σ Δ and Σ −w g.
 */
export const RECORD_NAMES = ['squares', 'gain', 'displacement', 'movement'] as const;
export type RecordName = (typeof RECORD_NAMES)[number];
export type Records = Readonly<Partial<Record<RecordName, Tally>>>;

/** A network in training. */
export interface TrainingState {
  readonly parameters: Parameters;
  readonly optimiser: OptimiserState;
}

/** What happened over some examples, added up in their order. Losses and predictions are those before each one's own update. */
export interface Outcome {
  examples: number;
  lossSum: number;
  correct: number;
}

/** Loss and prediction of held-out examples, in their order. */
export interface Judgement {
  readonly losses: Float64Array;
  readonly predictions: Uint8Array;
}

/** Everything a run's networks have in common. */
export interface TrainingContext {
  readonly rule: TrainingRule;
  readonly training: ExampleStore;
  readonly test: ExampleStore;
  /** Where the fast kernel works; the reference kernel needs none. */
  readonly memory?: KernelMemory;
}

/** One network to be trained on one sequence. */
export interface TrainingJob {
  /** `phase1`, or a fork: `without-7`. */
  readonly name: string;
  readonly sequence: Sequence;
  /** Where to start from. Is trained in place, in shared memory. */
  readonly state: TrainingState;
  /** Sums of |Δ|, added to from position `from` of the sequence on. */
  readonly tally?: Tally & {
    readonly from: number;
    readonly records?: Records;
    /** Sums of |Δ| over the positions before `from`, which are not kept when it is left out. */
    readonly earlier?: Tally;
    /** To which group's sums each position of the sequence is added, 0 for A and 1 for B; by its target when left out. */
    readonly groups?: Uint8Array;
  };
  /** Where it is kept how far it has come; nowhere when left out. */
  readonly checkpoint?: CheckpointPlace;
}

/** Where and how often it is kept how far one network has come. */
export interface CheckpointPlace {
  /** The file; made, replaced and read where the network is trained. */
  readonly path: string;
  /** Seconds between two checkpoints, at least. */
  readonly seconds: number;
  /** What the numbers depend on beside the sequence: a checkpoint with another key belongs to something else. */
  readonly key: string;
  /** Whether an existing one is resumed from. */
  readonly resuming: boolean;
}

/** One network in training, one example at a time. */
export interface Kernel {
  /**
   * Takes over the job's state, once, before anything else. Yields wherever it may be interrupted.
   * @param from position of the sequence that training begins at: after 0, what `kept` names is filled again afterwards
   */
  readIn(from?: number): Iterator<void>;
  /**
   * Every number that training changes beside `tally.earlier`, where it stands, by name: what has to be kept between two
   * calls of `train`, and put back, for training to go on from there with the same bits.
   */
  kept(): ReadonlyMap<string, Float64Array>;
  /**
   * Trains on examples `from` … `to` − 1 of the job's sequence, in that order. The result does not depend on how a
   * sequence is cut into calls.
   * @param tallying whether |Δ| of every parameter, and what else the job records, is added to the sums of the example's group
   * @param outcome is added to
   */
  train(from: number, to: number, tallying: boolean, outcome: Outcome): void;
  /**
   * Moves the sums so far into `tally.earlier` and begins anew from 0, once, at the position where the tally begins, of a
   * job that has `earlier`. Only from here on is anything recorded beside |Δ|. Yields wherever it may be interrupted.
   */
  beginTally(): Iterator<void>;
  /**
   * δ of the first layer at the example that was trained on last, 0 for neurons that its group may not move: one number a
   * neuron, which the next call overwrites.
   */
  firstDelta(): Float64Array;
  /** Judges held-out examples `from` … `to` − 1 by the network as it is now. */
  judge(from: number, to: number, into: Judgement): void;
  /**
   * Brings the job's state and tally up to date, once, at its end: in between a kernel may keep them in a form of its
   * own. Yields wherever it may be interrupted.
   */
  readOut(): Iterator<void>;
}

/** Everything of a job that training changes, by name: state, sums, and what is recorded. */
export function arraysOf({ state, tally }: TrainingJob): Map<string, Float64Array> {
  const arrays = new Map<string, Float64Array>([['parameters', state.parameters.values]]);
  for (const [index, moment] of state.optimiser.moments.entries()) arrays.set(`moment${index + 1}`, moment);
  const add = (name: string, sums: Tally | undefined) => {
    if (sums === undefined) return;
    arrays.set(`${name}/a`, sums.a.values).set(`${name}/b`, sums.b.values);
  };
  add('tally', tally);
  add('earlier', tally?.earlier);
  for (const name of RECORD_NAMES) add(`records/${name}`, tally?.records?.[name]);
  return arrays;
}

/**
 * Makes a kernel for one job.
 * @param place which of the places for networks it works in; no two at a time in the same one
 */
export type CreateKernel = (context: TrainingContext, job: TrainingJob, place: number) => Kernel;
