import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { CancelFlag } from '../cancellation';
import { keepCausalTest } from '../causal/causalFile';
import { causalOverSeeds } from '../causal/overSeeds';
import { useEditorProxies } from '../data/download';
import { resumeRun, runAndKeep } from '../runAndKeep';
import { readRun } from '../runs/runStore';
import { coalesced, PROGRESS_MS } from '../training/coalesce';
import { serveCells } from './cells';
import { serveClaims } from './claims';
import { Pool } from './pool';
import {
  type CausalTestRequest,
  type EngineRequest,
  type ExperimentRequest,
  type FromEngine,
  type FromExperiment,
  plainError,
  type Role,
  type ToEngine,
} from './protocol';
import { releaseMemory } from './release';
import { serveRunLists } from './runLists';
import { serveSurgery } from './surgery';
import { serveSweep } from './sweeps';

/**
 * A worker thread: the one that runs experiments, one that sees to a sweep, one that tests claims, one for the cells of
 * either, one for live surgery, or one that keeps lists of runs. Threads that train for the first are `trainer.ts`.
 */

const port = parentPort;
if (port === null) throw new Error('worker/entry.ts is meant to be started as a worker thread.');

const { role, proxies } = workerData as Role;
useEditorProxies(proxies);

/** Between two times that the engine's thread says that it is there. */
const ALIVE_MS = 1000;

switch (role) {
  case 'cells':
    serveCells(port);
    break;
  case 'surgery':
    serveSurgery(port);
    break;
  case 'runs':
    serveRunLists(port);
    break;
  case 'sweep':
    serveSweep(port, __filename);
    break;
  case 'claims':
    serveClaims(port, __filename);
    break;
  case 'engine': {
    const pool = new Pool(join(dirname(__filename), 'trainer.js'));
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
  const cancel = new CancelFlag(cancelMemory);
  const how = { ...keeping, cancel, lanes: pool.lanes };
  const events = resume === true ? resumeRun(how) : runAndKeep(config, how);
  for await (const event of events) send(event);
}
