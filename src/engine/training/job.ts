import type { HistoryPoint } from '../../model/runView';
import { type CancelFlag, SLICE_MS, TimeSlicer, yieldToEventLoop } from '../cancellation';
import { DivergenceError } from '../errors';
import { evaluate, type HeldOut } from './evaluate';
import { JobKeeper } from './jobKeeper';
import type { CreateKernel, Outcome, TrainingContext, TrainingJob, TrainingState } from './kernel';

export interface TrainingProgress {
  readonly type: 'training';
  readonly name: string;
  readonly step: number;
  readonly steps: number;
  /** Windows that were finished since the last progress of this network. */
  readonly points: readonly HistoryPoint[];
}

/** Something that does not end an experiment but that a person wants to know. */
export interface Warning {
  readonly type: 'warning';
  readonly message: string;
}

/** Progress of a network in training. */
export type JobEvent = TrainingProgress | Warning;

export interface TrainedNetwork {
  readonly name: string;
  readonly state: TrainingState;
  readonly history: readonly HistoryPoint[];
  readonly heldOut: HeldOut;
}

const NOTHING: Outcome = { examples: 0, lossSum: 0, correct: 0 };

/** Windows a training is cut into for its history. */
const HISTORY_WINDOWS = 100;

/**
 * Trains one network and judges it on the held-out images, in chunks between which the cancel flag is looked at and
 * the event loop runs. The result does not depend on where the chunks end, nor on whether training went on from a
 * checkpoint of the job.
 * @throws CancelledError, DivergenceError, StorageError when the folder of checkpoints has been removed
 */
export async function runJob(
  createKernel: CreateKernel,
  context: TrainingContext,
  job: TrainingJob,
  place: number,
  cancel: CancelFlag,
  progress: (progress: JobEvent) => void,
): Promise<TrainedNetwork> {
  const { name, sequence, state, tally, checkpoint } = job;
  const { rule, test } = context;
  const warn = (message: string) => progress({ type: 'warning', message });
  const keeper = checkpoint === undefined ? undefined : new JobKeeper(job, checkpoint, cancel, warn);
  const steps = sequence.length;
  const found = await keeper?.read();
  if (found?.position.heldOut && keeper?.restoreDone(found)) {
    const { history, heldOut } = found.position;
    progress({ type: 'training', name, step: steps, steps, points: history });
    return { name, state, history, heldOut };
  }
  const kernel = createKernel(context, job, place);
  const slicer = new TimeSlicer(cancel);
  const kept = found?.position.heldOut === null && keeper?.fits(kernel, found) ? found : undefined;
  await slicer.run(kernel.readIn(kept?.position.step));
  if (kept !== undefined) keeper?.restore(kernel, kept);
  const history: HistoryPoint[] = [...(kept?.position.history ?? [])];
  const windows = Math.min(HISTORY_WINDOWS, steps);
  let sum: Outcome = { ...(kept?.position.window ?? NOTHING) };
  let step = kept?.position.step ?? 0;
  let grain = 1;
  if (kept !== undefined) progress({ type: 'training', name, step, steps, points: history.slice() });
  const position = (heldOut: HeldOut | null) => ({
    ...{ step, steps, history, heldOut },
    window: sum,
    optimiserSteps: state.optimiser.steps,
  });
  for (let window = history.length + 1; window <= windows; window++) {
    const end = Math.floor((window * steps) / windows);
    while (step < end) {
      cancel.check();
      const within = tally !== undefined && step >= tally.from;
      if (tally?.earlier !== undefined && step === tally.from) await slicer.run(kernel.beginTally());
      const tallying = within || tally?.earlier !== undefined;
      const stop = tally !== undefined && !within ? Math.min(end, tally.from) : end;
      const to = Math.min(stop, step + grain);
      const startedAt = performance.now();
      kernel.train(step, to, tallying, sum);
      const elapsed = performance.now() - startedAt;
      grain = Math.max(1, Math.min(2 * (to - step), Math.floor(((to - step) * SLICE_MS) / elapsed)));
      step = to;
      await keeper?.during(kernel, position(null));
      if (step < end) progress({ type: 'training', name, step, steps, points: [] });
      await yieldToEventLoop();
    }
    if (!Number.isFinite(sum.lossSum)) throw new DivergenceError(name, step, rule.learningRate);
    const point = { step, loss: sum.lossSum / sum.examples, accuracy: sum.correct / sum.examples };
    history.push(point);
    sum = { ...NOTHING };
    progress({ type: 'training', name, step, steps, points: [point] });
  }
  await slicer.pause();
  await slicer.run(kernel.readOut());
  const heldOut = await evaluate(kernel, test, cancel);
  if (heldOut.loss !== null && !Number.isFinite(heldOut.loss))
    throw new DivergenceError(name, steps, rule.learningRate);
  await keeper?.atEnd(position(heldOut));
  return { name, state, history, heldOut };
}
