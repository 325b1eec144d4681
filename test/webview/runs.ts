import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelFlag } from '../../src/engine/cancellation';
import { causalOverSeeds } from '../../src/engine/causal/overSeeds';
import { type ConfigInput, parseConfig } from '../../src/engine/config';
import type { ExperimentEvent } from '../../src/engine/experiment';
import { OpenedRun } from '../../src/engine/opened/openedRun';
import { runNumbersOf } from '../../src/engine/opened/runNumbers';
import { runAndKeep } from '../../src/engine/runAndKeep';
import { type AnyRun, readRun, type StoredRun } from '../../src/engine/runs/runStore';
import { Surgery } from '../../src/engine/surgery/surgery';
import { surgeryInputOf } from '../../src/engine/surgery/surgeryInput';
import { thisThread } from '../../src/engine/training/trainer';
import { causalViewOf } from '../../src/extension/causal/causalView';
import { runTitle } from '../../src/extension/views/runTitle';
import { earlyViewOf, runViewOf } from '../../src/extension/views/runView';
import type { CausalView } from '../../src/model/causal';
import type { ControlName, Controls } from '../../src/model/metrics';
import type { RunningState } from '../../src/model/panelProtocol';
import type { CompleteRun, RunView } from '../../src/model/runView';
import { controlLabels } from '../../src/text/controls';

/** A real, tiny run on the drawn digits, made by the engine, written, and read back. */
export async function tinyRun(hidden: readonly number[] = [100], change: ConfigInput = {}): Promise<CompleteRun> {
  return viewOfStored('tiny-run', await tinyStoredRun(hidden, 1, change));
}

/** What the panel is told of a run that has been read. */
export async function viewOfStored(runId: string, run: AnyRun): Promise<CompleteRun> {
  return runViewOf(runId, run.file, await runNumbersOf(OpenedRun.of(run), new CancelFlag()));
}

/** The same as it is stored. Its folder is gone. */
export async function tinyStoredRun(
  hidden: readonly number[] = [100],
  seed = 1,
  change: ConfigInput = {},
  seen: (event: ExperimentEvent) => void = () => {},
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
    for await (const event of runAndKeep(config, keeping)) seen(event);
    return await readRun(runFolder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The same run on its way: as it can be looked at before its controls are made, these as they come, and the whole. */
export async function tinyCourse(hidden?: readonly number[]): Promise<{
  readonly early: RunView;
  readonly controls: readonly Partial<Controls>[];
  readonly run: CompleteRun;
}> {
  const controls: Partial<Controls>[] = [];
  const early: Promise<RunView>[] = [];
  let plan: Extract<ExperimentEvent, { type: 'planned' }> | undefined;
  const stored = await tinyStoredRun(hidden, 1, {}, (event) => {
    if (event.type === 'planned') plan = event;
    if (event.type === 'controls') controls.push(event.made);
    if (event.type !== 'compared' || plan === undefined) return;
    const { config, dataName, sizes } = plan;
    const title = runTitle(config, dataName, sizes);
    early.push(earlyViewOf({ runId: 'tiny-run', title, measures: config.measures }, event.run));
  });
  const [view] = await Promise.all(early);
  if (view === undefined) throw new Error('The run could not be looked at before it was complete.');
  return { early: view, controls, run: await viewOfStored('tiny-run', stored) };
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
export function runningState({ title, training }: CompleteRun): RunningState {
  return {
    kind: 'running',
    runId: 'r',
    title,
    training: {
      ...training,
      networks: training.networks.map((network) => ({ ...network, points: [], heldOutAccuracy: null })),
    },
    run: null,
    progress: { stage: 'Training phase 1', detail: '0 of 243', share: 0, secondsLeft: null },
  };
}

/** A run that is trained and compared, and has none of its controls yet. */
export function runningEarly(run: CompleteRun): RunningState & { readonly run: RunView } {
  const awaited = Object.keys(run.metrics.controls) as ControlName[];
  const early: RunView = { ...run, metrics: { ...run.metrics, controls: {} }, awaited };
  const detail = controlLabels(awaited).join(', ');
  return {
    ...{ kind: 'running', runId: run.runId, title: run.title, training: run.training, run: early },
    progress: { stage: 'Computing the controls', detail, share: 0.83, secondsLeft: null },
  };
}
