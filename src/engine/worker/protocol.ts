import type { Attribution } from '../attribution/ratios';
import type { CausalEvent, CausalRequest } from '../causal/overSeeds';
import type { ExperimentConfig } from '../config';
import type { ControlData, ControlQueue, Controls } from '../controls/controls';
import type { InputData, InputFigures } from '../data/inputFigures';
import type { EditorProxies } from '../data/proxies';
import { CancelledError, type ErrorKind, kindOf } from '../errors';
import type { ExperimentEvent } from '../experiment';
import { Parameters } from '../network/parameters';
import type { HeldOut } from '../training/evaluate';
import type { HistoryPoint, JobEvent, TrainedNetwork } from '../training/job';
import type { CheckpointPlace, TrainingContext, TrainingJob } from '../training/kernel';

/** What a thread of `worker/entry.ts` is started for (its `workerData`). */
export interface Role {
  readonly role: 'engine' | 'cells' | 'sweep' | 'claims' | 'surgery' | 'runs';
  /** What downloads go through; without it, as on the command line, the environment decides. */
  readonly proxies?: EditorProxies;
}

/** One experiment to be run. */
export interface ExperimentRequest {
  readonly config: ExperimentConfig;
  /** Where downloaded data is kept. */
  readonly cacheFolder: string;
  /** Where the run is written, absent or empty; or that of the run to be resumed. */
  readonly runFolder: string;
  /** Whether to go on with the run that is there; `config` is that run's. */
  readonly resume?: true;
  /** Seconds between two checkpoints; the engine's own choice when left out. */
  readonly checkpointSeconds?: number;
  readonly cancelMemory: SharedArrayBuffer;
}

/** The causal test of a kept run, to be kept in its folder. */
export interface CausalTestRequest extends CausalRequest {
  readonly kind: 'causal';
  readonly cacheFolder: string;
  /** That of the run. */
  readonly runFolder: string;
  readonly cancelMemory: SharedArrayBuffer;
}

export type EngineRequest = ExperimentRequest | CausalTestRequest;

/** To the engine's worker, which runs what it is asked for one after the other. */
export interface ToEngine {
  /** Chosen by whoever asks; what comes of the experiment carries it. */
  readonly id: number;
  readonly request: EngineRequest;
}

/** From the engine's worker. */
export interface FromEngine {
  readonly id: number;
  readonly message: FromExperiment;
}

/** What is told of an experiment or a causal test. After `complete` or `failed` nothing more is. */
export type FromExperiment =
  | ExperimentEvent
  /** Nothing new, but the thread is there. */
  | { readonly type: 'alive' }
  | CausalEvent
  | { readonly type: 'complete' }
  | { readonly type: 'failed'; readonly error: PlainError };

/** To a trainer's worker: a network to be trained, of which everything large is in shared memory, or that there are no more. */
export type ToTrainer =
  | {
      readonly type: 'train';
      readonly context: TrainingContext;
      readonly job: PlainJob;
      readonly lane: number;
      readonly cancelMemory: SharedArrayBuffer;
    }
  | {
      readonly type: 'controls';
      readonly data: PlainControlData;
      readonly queue: ControlQueue;
      readonly cancelMemory: SharedArrayBuffer;
    }
  | { readonly type: 'inputs'; readonly data: InputData; readonly cancelMemory: SharedArrayBuffer }
  | { readonly type: 'release' };

/** From a trainer's worker. */
export type FromTrainer =
  | JobEvent
  | {
      readonly type: 'trained';
      readonly steps: number;
      readonly history: readonly HistoryPoint[];
      readonly heldOut: HeldOut;
    }
  | { readonly type: 'controlled'; readonly findings: Partial<Controls> }
  | { readonly type: 'inputs'; readonly figures: InputFigures }
  | { readonly type: 'failed'; readonly error: PlainError };

/** An error on its way between threads, which would otherwise lose its name and its kind. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Absent from a fault of ours. */
  readonly kind?: ErrorKind;
  /** The call to the system that failed, where one did. */
  readonly syscall?: string;
}

export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  const kind = kindOf(error);
  const { syscall } = error as NodeJS.ErrnoException;
  return {
    name: error.name,
    message: error.message,
    stack: error.stack ?? '',
    ...(kind === undefined ? {} : { kind }),
    ...(syscall === undefined ? {} : { syscall }),
  };
}

/** The error again: a `CancelledError` as such, others by their kind, so that only the class that callers catch is rebuilt. */
export function revivedError(plain: PlainError): Error {
  return plain.kind === 'cancelled' ? new CancelledError() : Object.assign(new Error(plain.message), plain);
}

/** Whether an error says something to a person about their config, data or disk, as opposed to a fault of ours. */
export function isExpected(error: Error | PlainError): boolean {
  return kindOf(error) !== undefined;
}

/** What controls are made from, without class instances. */
export interface PlainControlData extends Omit<ControlData, 'attribution'> {
  readonly sizes: readonly number[];
  readonly attribution: Readonly<Record<keyof Attribution, SharedArrayBuffer>>;
}

export function plainControlData({ attribution, config, ...rest }: ControlData): PlainControlData {
  const { a, b, c, d, x, y } = attribution;
  return {
    ...rest,
    config: { seed: config.seed },
    sizes: x.sizes,
    attribution: { a: a.memory, b: b.memory, c: c.memory, d: d.memory, x: x.memory, y: y.memory },
  };
}

export function revivedControlData({ sizes, attribution, ...rest }: PlainControlData): ControlData {
  const of = (set: keyof Attribution) => new Parameters(sizes, attribution[set]);
  return { ...rest, attribution: { a: of('a'), b: of('b'), c: of('c'), d: of('d'), x: of('x'), y: of('y') } };
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

/** Only forks travel: phase 1, which keeps a tally, is trained where the experiment runs. */
export function plainJob({ name, sequence, state, ...job }: TrainingJob): PlainJob {
  const { parameters, optimiser } = state;
  const checkpoint = job.checkpoint === undefined ? {} : { checkpoint: job.checkpoint };
  return { name, sequence, sizes: parameters.sizes, parameters: parameters.memory, optimiser, ...checkpoint };
}

export function revivedJob({ sizes, parameters, optimiser, ...job }: PlainJob): TrainingJob {
  return { ...job, state: { parameters: new Parameters(sizes, parameters), optimiser } };
}

/** What a trainer sends back when it is done, seen from the thread that holds the job. */
export function trainedNetwork(job: TrainingJob, done: Extract<FromTrainer, { type: 'trained' }>): TrainedNetwork {
  job.state.optimiser.steps = done.steps;
  return { name: job.name, state: job.state, history: done.history, heldOut: done.heldOut };
}
