import type { OptimiserConfig } from '../../config';
import type { ExampleStore, Sequence } from '../../data/examples';
import { Parameters } from '../../network/parameters';
import type { RecordName, Records, Tally, TrainingRule } from '../../training/kernel';
import { chunks } from '../ratios';

/** What measures are made from: all that one training of phase 1 leaves behind. */
export interface Recorded {
  readonly rule: TrainingRule;
  readonly initial: Parameters;
  /** The parameters at the end of phase 1. */
  readonly phase1: Parameters;
  readonly tally: Tally;
  readonly records: Records;
  readonly training: ExampleStore;
  /** Held-out images of both groups. */
  readonly test: ExampleStore;
  /** The examples over which was tallied and recorded. */
  readonly tallied: Sequence;
}

/** How much each parameter matters: to each group, at least 0, or to the network as a whole. */
export type Importance =
  | { readonly a: Parameters; readonly b: Parameters }
  | { readonly whole: Parameters; readonly a?: never };

/** A measure of a parameter's importance that may stand in x's place. */
export interface Measure {
  /** In words, for tables. */
  readonly title: string;
  /** The sums that training has to keep for it. */
  needs(optimiser: OptimiserConfig['name']): readonly RecordName[];
  /** Sets of parameters that are kept for it alone, beside the tally and those sums. */
  readonly sets: 0 | 1 | 2;
  /** Yields wherever it may be interrupted. */
  of(recorded: Recorded): Generator<void, Importance>;
}

/** A record that `needs` asked for. */
export function recordedSums({ records }: Recorded, name: RecordName): Tally {
  const record = records[name];
  if (record === undefined) throw new RangeError(`The sums of "${name}" have not been recorded.`);
  return record;
}

/** A set of parameters, each number made from those of one or two others. */
export function* mapParameters(
  make: (one: number, other: number) => number,
  one: Parameters,
  other = one,
): Generator<void, Parameters> {
  const result = new Parameters(one.shape);
  const { values } = result;
  for (const [from, to] of chunks(values.length)) {
    for (let index = from; index < to; index++)
      values[index] = make(one.values[index] as number, other.values[index] as number);
    yield;
  }
  return result;
}

/** The same of both groups. */
export function* ofBoth({ a, b }: Tally, make: (value: number) => number): Generator<void, Importance> {
  return { a: yield* mapParameters(make, a), b: yield* mapParameters(make, b) };
}
