import type { Attribution } from '../attribution/ratios';
import type { ControlData } from '../controls/controls';
import type { EffectData } from '../controls/effect';
import { Parameters } from '../network/parameters';
import type { TrainedNetwork } from '../training/job';
import type { CheckpointPlace, TrainingJob } from '../training/kernel';

/** What goes between the threads of an experiment, without class instances. */

/** What controls are made from, without class instances. */
export interface PlainControlData extends Omit<ControlData, 'attribution' | 'moved'> {
  readonly sizes: readonly number[];
  readonly moved: Pick<EffectData, 'rule' | 'test'> & Readonly<Record<MovedSet, SharedArrayBuffer>>;
  readonly attribution: Readonly<Record<keyof Attribution, SharedArrayBuffer>>;
}

type MovedSet = 'initial' | 'phase1' | 'effect';

export function plainControlData({ attribution, config, moved, ...rest }: ControlData): PlainControlData {
  const { a, b, c, d, x, y } = attribution;
  return {
    ...rest,
    config: { seed: config.seed },
    moved: {
      rule: { activation: moved.rule.activation },
      test: moved.test,
      ...{ initial: moved.initial.memory, phase1: moved.phase1.memory, effect: moved.effect.memory },
    },
    sizes: x.sizes,
    attribution: { a: a.memory, b: b.memory, c: c.memory, d: d.memory, x: x.memory, y: y.memory },
  };
}

export function revivedControlData({ sizes, attribution, moved, ...rest }: PlainControlData): ControlData {
  const of = (set: keyof Attribution) => new Parameters(sizes, attribution[set]);
  const set = (name: MovedSet) => new Parameters(sizes, moved[name]);
  const { rule, test } = moved;
  return {
    ...rest,
    moved: { rule, test, initial: set('initial'), phase1: set('phase1'), effect: set('effect') },
    attribution: { a: of('a'), b: of('b'), c: of('c'), d: of('d'), x: of('x'), y: of('y') },
  };
}

/** A job without class instances. */
export interface PlainJob {
  readonly name: string;
  readonly sequence: TrainingJob['sequence'];
  readonly sizes: readonly number[];
  readonly parameters: SharedArrayBuffer;
  readonly optimiser: TrainingJob['state']['optimiser'];
  readonly checkpoint?: CheckpointPlace;
}

/** What a trainer sends back when it is done: everything large is in the job's shared memory. */
export type Trained = Pick<TrainedNetwork, 'history' | 'heldOut'> & { readonly steps: number };

/** Only forks travel: phase 1, which keeps a tally, is trained where the experiment runs. */
export function plainJob({ name, sequence, state, ...job }: TrainingJob): PlainJob {
  const { parameters, optimiser } = state;
  const checkpoint = job.checkpoint === undefined ? {} : { checkpoint: job.checkpoint };
  return { name, sequence, sizes: parameters.sizes, parameters: parameters.memory, optimiser, ...checkpoint };
}

export function revivedJob({ sizes, parameters, optimiser, ...job }: PlainJob): TrainingJob {
  return { ...job, state: { parameters: new Parameters(sizes, parameters), optimiser } };
}

/** What a trainer has sent back, seen from the thread that holds the job. */
export function trainedNetwork(job: TrainingJob, done: Trained): TrainedNetwork {
  job.state.optimiser.steps = done.steps;
  return { name: job.name, state: job.state, history: done.history, heldOut: done.heldOut };
}
