import { breathe, type CancelFlag, Pace, STRETCH_MS } from '../cancellation';
import { DivergenceError } from '../errors';
import { evaluate, type HeldOut } from './evaluate';
import type { CreateKernel, Outcome, TrainingContext, TrainingJob, TrainingState } from './kernel';

/** Mean loss and accuracy over a window of examples, each judged before its own update. */
export interface HistoryPoint {
  /** Examples trained on by the end of the window. */
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

export interface TrainingProgress {
  readonly type: 'training';
  readonly name: string;
  readonly step: number;
  readonly steps: number;
  /** Windows that were finished since the last progress of this network. */
  readonly points: readonly HistoryPoint[];
}

export interface TrainedNetwork {
  readonly name: string;
  readonly state: TrainingState;
  readonly history: readonly HistoryPoint[];
  readonly heldOut: HeldOut;
}

/** Windows a training is cut into for its history. */
const HISTORY_WINDOWS = 100;

/**
 * Trains one network and judges it on the held-out images, in stretches between which the cancel flag is looked at and
 * the event loop runs. The result does not depend on where the stretches end.
 * @throws CancelledError, DivergenceError
 */
export async function runJob(
  createKernel: CreateKernel,
  context: TrainingContext,
  job: TrainingJob,
  lane: number,
  cancel: CancelFlag,
  progress: (progress: TrainingProgress) => void,
): Promise<TrainedNetwork> {
  const { name, sequence, state, tally } = job;
  const { rule, test } = context;
  const kernel = createKernel(context, job, lane);
  const pace = new Pace(cancel);
  await pace.through(kernel.readIn());
  const history: HistoryPoint[] = [];
  const steps = sequence.length;
  const windows = Math.min(HISTORY_WINDOWS, steps);
  let step = 0;
  let grain = 1;
  for (let window = 1; window <= windows; window++) {
    const end = Math.floor((window * steps) / windows);
    const sum: Outcome = { examples: 0, lossSum: 0, correct: 0 };
    while (step < end) {
      cancel.check();
      const within = tally !== undefined && step >= tally.from;
      if (tally?.earlier !== undefined && step === tally.from) await pace.through(kernel.beginTally());
      const tallying = within || tally?.earlier !== undefined;
      const stop = tally !== undefined && !within ? Math.min(end, tally.from) : end;
      const to = Math.min(stop, step + grain);
      const startedAt = performance.now();
      kernel.train(step, to, tallying, sum);
      const elapsed = performance.now() - startedAt;
      grain = Math.max(1, Math.min(2 * (to - step), Math.floor(((to - step) * STRETCH_MS) / elapsed)));
      step = to;
      if (step < end) progress({ type: 'training', name, step, steps, points: [] });
      await breathe();
    }
    if (!Number.isFinite(sum.lossSum)) throw new DivergenceError(name, step, rule.learningRate);
    const point = { step, loss: sum.lossSum / sum.examples, accuracy: sum.correct / sum.examples };
    history.push(point);
    progress({ type: 'training', name, step, steps, points: [point] });
  }
  await pace.rest();
  await pace.through(kernel.readOut());
  const heldOut = await evaluate(kernel, test, cancel);
  if (heldOut.loss !== null && !Number.isFinite(heldOut.loss))
    throw new DivergenceError(name, steps, rule.learningRate);
  return { name, state, history, heldOut };
}
