import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelFlag } from '../../src/engine/cancellation';
import { causalOverSeeds } from '../../src/engine/causal/overSeeds';
import { type ConfigInput, parseConfig } from '../../src/engine/config';
import { runAndKeep } from '../../src/engine/runAndKeep';
import { readRun, type StoredRun } from '../../src/engine/runs/runStore';
import { Surgery } from '../../src/engine/surgery/surgery';
import { surgeryInputOf } from '../../src/engine/surgery/surgeryInput';
import { thisThread } from '../../src/engine/training/trainer';
import { causalViewOf } from '../../src/extension/causal/causalView';
import { runViewOf } from '../../src/extension/views/runView';
import type { CausalView } from '../../src/model/causal';
import type { RunningState } from '../../src/model/panelProtocol';
import type { RunView } from '../../src/model/runView';

/** A real, tiny run on the drawn digits, made by the engine, written, and read back. */
export async function tinyRun(hidden: readonly number[] = [100], change: ConfigInput = {}): Promise<RunView> {
  return runViewOf('tiny-run', await tinyStoredRun(hidden, 1, change));
}

/** The same as it is stored. Its folder is gone. */
export async function tinyStoredRun(
  hidden: readonly number[] = [100],
  seed = 1,
  change: ConfigInput = {},
): Promise<StoredRun> {
  const scratch = await mkdtemp(join(tmpdir(), 'attribution-panel-'));
  try {
    const config = parseConfig({
      seed,
      network: { hidden: [...hidden] },
      phase1: { rows: 600 },
      forks: { untilRow: 1600 },
      ...change,
    });
    const runFolder = join(scratch, 'run');
    const keeping = { cacheFolder: scratch, runFolder, cancel: new CancelFlag(), executors: [thisThread] };
    for await (const _event of runAndKeep(config, keeping)) {
      // Only the run is wanted.
    }
    return await readRun(runFolder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The same run, ready to be operated on. */
export async function tinySurgery(hidden: readonly number[] = [100]): Promise<Surgery> {
  const context = { cacheFolder: '', cancel: new CancelFlag(), progress: () => {} };
  return new Surgery(await surgeryInputOf(await tinyStoredRun(hidden), context));
}

/** A real causal test, of a run with three hidden neurons, over some seeds. */
export async function tinyCausalTest(seeds = 1): Promise<CausalView> {
  const run = await tinyStoredRun([3]);
  const context = { cacheFolder: '', cancel: new CancelFlag(), progress: () => {} };
  const test = causalOverSeeds(run, { tensor: 'layer1.weight', seeds }, context, [thisThread]);
  let next = await test.next();
  while (!next.done) next = await test.next();
  return causalViewOf(next.value);
}

/** A run of which nothing has been trained yet. */
export function runningState({ title, training }: RunView): RunningState {
  return {
    kind: 'running',
    runId: 'r',
    title,
    training: {
      ...training,
      networks: training.networks.map((network) => ({ ...network, points: [], heldOutAccuracy: null })),
    },
    progress: { stage: 'Training phase 1', detail: '0 of 243', share: 0, secondsLeft: null },
  };
}
