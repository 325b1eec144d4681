import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { keepCausalTest } from '../causal/causalFile';
import { causalOverSeeds } from '../causal/overSeeds';
import { useEditorProxies } from '../data/download';
import type { ExperimentEvent } from '../experiment';
import { resumeRun, runAndKeep } from '../runAndKeep';
import { readRun } from '../runs/runStore';
import { coalesced, PROGRESS_MS } from '../training/coalesce';
import { serveCells } from './cells';
import { serveClaims } from './claims';
import type { CausalTestRequest, EngineContract, ExperimentRequest } from './contracts';
import { serveOpenedRun } from './openedRun';
import { Pool } from './pool';
import type { Role } from './protocol';
import { releaseMemory } from './release';
import { serveRunLists } from './runLists';
import { type Serving, serve } from './serve';
import { serveSweep } from './sweeps';

/**
 * A worker thread: the one that runs experiments, one that runs a sweep, one that tests claims, one for the cells of
 * either, one that owns an open run, or one that keeps lists of runs. Threads that train for the first are `trainer.ts`.
 */

const port = parentPort;
if (port === null) throw new Error('worker/entry.ts is meant to be started as a worker thread.');

const { role, proxies } = workerData as Role;
useEditorProxies(proxies);

switch (role) {
  case 'cells':
    serveCells(port);
    break;
  case 'run':
    serveOpenedRun(port);
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
    const afterEach = async () => {
      await pool.release();
      releaseMemory();
    };
    serve<EngineContract>(
      port,
      {
        experiment: (request, serving) => experiment(request, pool, serving),
        causal: (request, serving) => causalTestOf(request, pool, serving),
      },
      { inTurn: true, afterEach },
    );
    break;
  }
}

async function experiment(
  { config, resume, ...keeping }: ExperimentRequest,
  pool: Pool,
  { cancel, emit }: Serving<ExperimentEvent>,
): Promise<void> {
  const how = { ...keeping, cancel, executors: pool.executors };
  const send = coalesced(emit, PROGRESS_MS);
  const events = resume === true ? resumeRun(how) : runAndKeep(config, how);
  for await (const event of events) send(event);
}

async function causalTestOf(
  { runFolder, cacheFolder, ...request }: CausalTestRequest,
  pool: Pool,
  { cancel, emit }: Serving<EngineContract['causal']['event']>,
): Promise<void> {
  const progress = (message: string, share: number) => emit({ type: 'preparing', message, share });
  const test = causalOverSeeds(await readRun(runFolder), request, { cacheFolder, cancel, progress }, pool.executors);
  let next = await test.next();
  for (; !next.done; next = await test.next()) emit(next.value);
  await keepCausalTest(runFolder, next.value);
}
