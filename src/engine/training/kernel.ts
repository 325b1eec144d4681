import type { Loss, OptimiserConfig } from '../config';
import type { ExampleStore, Sequence } from '../data/examples';
import type { ActivationName } from '../network/activations';
import type { Parameters } from '../network/parameters';
import type { OptimiserState } from './optimisers';

/** What training needs to know of an experiment, the same for every network of a run. */
export interface TrainingRule {
  /** Neurons of each layer, the inputs first. */
  readonly sizes: readonly number[];
  readonly activation: ActivationName;
  readonly outputActivation: ActivationName;
  readonly loss: Loss;
  readonly optimiser: OptimiserConfig;
  readonly learningRate: number;
}

/** The sums of |Δ| of each parameter, over examples of group A and of group B. */
export interface Tally {
  readonly a: Parameters;
  readonly b: Parameters;
}

/** A network in training. */
export interface TrainingState {
  readonly parameters: Parameters;
  readonly optimiser: OptimiserState;
}

/** What happened over some examples. Losses and predictions are those before each example's own update. */
export interface Outcome {
  readonly examples: number;
  readonly lossSum: number;
  readonly correct: number;
}

/** The arithmetic of training, one example at a time. */
export interface Kernel {
  /**
   * Trains on `sequence[from]` … `sequence[to − 1]`, in that order, changing the state in place.
   * @param tally when given, |Δ| of every parameter is added to the group's sum
   */
  train(store: ExampleStore, sequence: Sequence, from: number, to: number, tally: Tally | undefined): Outcome;
}

/** Makes a kernel for one network; `state` is changed by every call of `train`. */
export type CreateKernel = (rule: TrainingRule, state: TrainingState) => Kernel;
