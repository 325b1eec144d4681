import type { ControlFinding } from '../../model/metrics';
import { type CancelFlag, TimeSlicer } from '../cancellation';
import type { Sequence } from '../data/examples';
import type { Parameters } from '../network/parameters';
import type { TrainingContext } from '../training/kernel';
import { type DrawQueue, type LabelData, type LabelDraw, labelFinding } from './labelPermutation';
import { talliedSteps } from './talliedSteps';

/** A place where labels can be drawn: this thread, or a worker. */
export interface LabelExecutor {
  /**
   * @returns what it has drawn of what was left in the queue
   * @throws CancelledError
   */
  labels(data: LabelData, queue: DrawQueue, cancel: CancelFlag): Promise<LabelDraw[]>;
}

/** What the labels of a run are drawn from, beside its x, y and effect. */
export interface LabelledTraining {
  readonly context: TrainingContext;
  readonly phase1: Sequence;
  /** Position at which the tally begins. */
  readonly tallyFrom: number;
  readonly initial: Parameters;
}

/** What a draw takes for each weight, in milliseconds, at 2,500 tallied examples. */
const MILLISECONDS_A_WEIGHT = 0.01;

/**
 * The label permutation, on all executors.
 * @param parallelThresholdMs estimated milliseconds of work from which on further executors are used
 * @returns null where |Δ| is not linear in the labels: with momentum and Adam an example moves by what came before it
 * @throws CancelledError
 */
export async function permuteLabels(
  { context, phase1, tallyFrom, initial }: LabelledTraining,
  found: Omit<LabelData, 'steps'>,
  constant: Uint8Array,
  executors: readonly LabelExecutor[],
  cancel: CancelFlag,
  parallelThresholdMs: number,
): Promise<ControlFinding<'labelPermutation'> | null> {
  if (context.rule.optimiser.name !== 'sgd') return null;
  const slicer = new TimeSlicer(cancel);
  const steps = await slicer.run(talliedSteps(context, phase1, tallyFrom, initial, 0));
  const data: LabelData = { ...found, steps };
  const queue: DrawQueue = new Int32Array(new SharedArrayBuffer(4));
  const expected = found.x.weight.length * MILLISECONDS_A_WEIGHT;
  const used = executors.slice(0, expected < parallelThresholdMs ? 1 : executors.length);
  return labelFinding(await Promise.all(used.map((executor) => executor.labels(data, queue, cancel))), constant);
}
