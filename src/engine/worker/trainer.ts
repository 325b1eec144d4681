import { parentPort } from 'node:worker_threads';
import { CancelFlag, Pace } from '../cancellation';
import { makeControls } from '../controls/controls';
import { inputFiguresInStretches } from '../data/inputFigures';
import { createFastKernel } from '../training/fastKernel';
import { runJob } from '../training/job';
import { type FromTrainer, plainError, revivedControlData, revivedJob, type ToTrainer } from './protocol';
import { releaseMemory } from './release';

/**
 * A thread that trains networks and computes statistics for another. A bundle of its own, since it is waited for: without
 * the parsers and schemas of the other threads it starts in half the time.
 */

const port = parentPort;
if (port === null) throw new Error('worker/trainer.ts is meant to be started as a worker thread.');

const send = (message: FromTrainer) => port.postMessage(message);

port.on('message', (message: ToTrainer) => {
  if (message.type === 'release') return releaseMemory();
  carryOut(message).catch((error: unknown) => send({ type: 'failed', error: plainError(error) }));
});

async function carryOut(message: Exclude<ToTrainer, { readonly type: 'release' }>): Promise<void> {
  const cancel = new CancelFlag(message.cancelMemory);
  switch (message.type) {
    case 'controls': {
      const findings = await makeControls(revivedControlData(message.data), message.queue, new Pace(cancel));
      return send({ type: 'controlled', findings });
    }
    case 'inputs':
      return send({ type: 'inputs', figures: await new Pace(cancel).through(inputFiguresInStretches(message.data)) });
    case 'train': {
      const { context, lane } = message;
      const trained = await runJob(createFastKernel, context, revivedJob(message.job), lane, cancel, send);
      const { state, history, heldOut } = trained;
      return send({ type: 'trained', steps: state.optimiser.steps, history, heldOut });
    }
  }
}
