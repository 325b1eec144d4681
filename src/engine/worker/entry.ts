import { parentPort, workerData } from 'node:worker_threads';
import { CancelFlag, Pace } from '../cancellation';
import { keepCausalTest } from '../causal/causalFile';
import { causalOverSeeds } from '../causal/overSeeds';
import { runControl } from '../controls/controls';
import { inputFiguresInStretches } from '../data/inputFigures';
import { resumeRun, runAndKeep } from '../runAndKeep';
import { readRun } from '../runs/runStore';
import { coalesced, PROGRESS_MS } from '../training/coalesce';
import { createFastKernel } from '../training/fastKernel';
import { runJob } from '../training/job';
import { serveCells } from './cells';
import { serveClaims } from './claims';
import { Pool } from './pool';
import {
  type CausalTestRequest,
  type EngineRequest,
  type ExperimentRequest,
  type FromEngine,
  type FromExperiment,
  type FromTrainer,
  plainError,
  type Role,
  revivedControlData,
  revivedJob,
  type ToEngine,
  type ToTrainer,
} from './protocol';
import { releaseMemory } from './release';
import { serveSurgery } from './surgery';

import { serveSweep } from './sweeps';

/**
 * The one worker bundle: the thread that runs experiments, one that trains networks for it, one that sees to a sweep, one
 * that tests claims, one for the cells of either, or one for live surgery.
 */

const port = parentPort;
if (port === null) throw new Error('worker/entry.ts is meant to be started as a worker thread.');

const { role } = workerData as Role;

/** Between two times that the engine's thread says that it is there. */
const ALIVE_MS = 1000;

switch (role) {
  case 'trainer': {
    const send = (message: FromTrainer) => port.postMessage(message);
    port.on('message', (message: ToTrainer) => {
      if (message.type === 'release') return releaseMemory();
      if (message.type === 'control') {
        const pace = new Pace(new CancelFlag(message.cancelMemory));
        runControl(message.name, revivedControlData(message.data), pace)
          .then((finding) => send({ type: 'controlled', finding }))
          .catch((error: unknown) => send({ type: 'failed', error: plainError(error) }));
        return;
      }
      if (message.type === 'inputs') {
        new Pace(new CancelFlag(message.cancelMemory))
          .through(inputFiguresInStretches(message.data))
          .then((figures) => send({ type: 'inputs', figures }))
          .catch((error: unknown) => send({ type: 'failed', error: plainError(error) }));
        return;
      }
      const { context, job: plain, lane, cancelMemory } = message;
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
  case 'surgery':
    serveSurgery(port);
    break;
  case 'sweep':
    serveSweep(port, __filename);
    break;
  case 'claims':
    serveClaims(port, __filename);
    break;
  case 'engine': {
    const pool = new Pool(__filename);
    let before: Promise<void> = Promise.resolve();
    setInterval(() => port.postMessage({ id: 0, message: { type: 'alive' } } satisfies FromEngine), ALIVE_MS).unref();
    port.on('message', ({ id, request }: ToEngine) => {
      const send = (message: FromExperiment) => port.postMessage({ id, message } satisfies FromEngine);
      before = before
        .then(() => carryOut(request, pool, coalesced(send, PROGRESS_MS)))
        .then(
          () => send({ type: 'complete' }),
          (error: unknown) => send({ type: 'failed', error: plainError(error) }),
        )
        .then(() => {
          pool.release();
          releaseMemory();
        });
    });
    break;
  }
}

function carryOut(request: EngineRequest, pool: Pool, send: (message: FromExperiment) => void): Promise<void> {
  return 'kind' in request ? causalTestOf(request, pool, send) : experiment(request, pool, send);
}

async function causalTestOf(
  { runFolder, cacheFolder, cancelMemory, ...request }: CausalTestRequest,
  pool: Pool,
  send: (message: FromExperiment) => void,
): Promise<void> {
  const progress = (message: string, share: number) => send({ type: 'preparing', message, share });
  const context = { cacheFolder, cancel: new CancelFlag(cancelMemory), progress };
  const test = causalOverSeeds(await readRun(runFolder), request, context, pool.lanes);
  let next = await test.next();
  for (; !next.done; next = await test.next()) send(next.value);
  await keepCausalTest(runFolder, next.value);
}

async function experiment(
  { config, resume, cancelMemory, ...keeping }: ExperimentRequest,
  pool: Pool,
  send: (message: FromExperiment) => void,
): Promise<void> {
  pool.warmFor(config);
  const cancel = new CancelFlag(cancelMemory);
  const how = { ...keeping, cancel, lanes: pool.lanes };
  const events = resume === true ? resumeRun(how) : runAndKeep(config, how);
  for await (const event of events) send(event);
}
