import { parentPort, workerData } from 'node:worker_threads';
import { CancelFlag } from '../cancellation';
import { runAndKeep } from '../runAndKeep';
import { coalesced } from '../training/coalesce';
import { createFastKernel } from '../training/fastKernel';
import { runJob } from '../training/job';
import { serveCells } from './cells';
import { Pool } from './pool';
import { type FromExperiment, type FromTrainer, plainError, type Role, revivedJob, type ToTrainer } from './protocol';

/** The one worker bundle: a thread that runs an experiment, one that trains networks for it, or one for the cells of a sweep. */

const port = parentPort;
if (port === null) throw new Error('worker/entry.ts is meant to be started as a worker thread.');

const role = workerData as Role;

/** Progress of one network is sent no more often than this. */
const PROGRESS_MS = 100;

switch (role.role) {
  case 'trainer': {
    const send = (message: FromTrainer) => port.postMessage(message);
    port.on('message', ({ context, job: plain, lane, cancelMemory }: ToTrainer) => {
      const job = revivedJob(plain);
      runJob(createFastKernel, context, job, lane, new CancelFlag(cancelMemory), send)
        .then(({ state, history, heldOut }) =>
          send({ type: 'trained', steps: state.optimiser.steps, history, heldOut }),
        )
        .catch((error: unknown) => send({ type: 'failed', error: plainError(error) }));
    });
    break;
  }
  case 'cells':
    serveCells(port);
    break;
  case 'experiment': {
    const send = coalesced<FromExperiment>((message) => port.postMessage(message), PROGRESS_MS);
    const pool = new Pool(__filename);
    pool.warm();
    experiment(role, pool, send)
      .catch((error: unknown) => send({ type: 'failed', error: plainError(error) }))
      .finally(() => pool.dispose())
      .catch((error: unknown) => send({ type: 'failed', error: plainError(error) }));
    break;
  }
}

async function experiment(
  { config, cacheFolder, runFolder, cancelMemory }: Extract<Role, { role: 'experiment' }>,
  pool: Pool,
  send: (message: FromExperiment) => void,
): Promise<void> {
  const cancel = new CancelFlag(cancelMemory);
  const events = runAndKeep(config, { cacheFolder, runFolder, cancel, lanes: pool.lanes });
  for await (const event of events) send(event);
  send({ type: 'complete' });
}
