import type { InputStatistics } from '../../model/runView';
import { constantInputsInChunks } from '../controls/identity';
import { inkShare } from '../controls/inkAlone';
import { shareOfTallied } from '../controls/inkShare';
import type { ExampleStore, Sequence } from './examples';
import { imageSumsInChunks } from './imageSums';
import { inputStatistics } from './inputStatistics';

/** The images of an experiment, and which of them are trained on. Everything large is in shared memory. */
export interface InputData {
  readonly training: ExampleStore;
  readonly sequences: readonly Sequence[];
  /** The examples over which was tallied. */
  readonly tallied: Sequence;
  readonly groups: { readonly a: readonly number[]; readonly b: readonly number[] };
  /** The rows of the forks. */
  readonly fromRow: number;
  readonly untilRow: number;
}

/** What is known of the inputs before anything is trained. */
export interface InputMetrics {
  /** One flag an input: whether it has one and the same value in every example used. */
  readonly constant: Uint8Array;
  readonly statistics: InputStatistics;
  /** What the data alone foretells of y, one number an input; NaN where that is nothing. */
  readonly ink: Float64Array;
  /** The share of the ink that is A's in the tallied examples, one number an input. */
  readonly share: Float64Array;
}

export function* inputMetricsInChunks(data: InputData): Generator<void, InputMetrics> {
  const { training, sequences, tallied, groups, fromRow, untilRow } = data;
  const constant = yield* constantInputsInChunks(training, sequences);
  const sums = yield* imageSumsInChunks(training, sequences, fromRow, untilRow);
  const share = yield* shareOfTallied(training, tallied);
  return { constant, statistics: inputStatistics(sums, training.inputs), ink: inkShare(sums, groups), share };
}
