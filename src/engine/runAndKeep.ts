import type { CancelFlag } from './cancellation';
import type { ExperimentConfig } from './config';
import { openDataset } from './data/sources';
import { type ExperimentEvent, runExperiment, trainingRule } from './experiment';
import { readInitialParameters } from './runs/initialFile';
import type { RunFile } from './runs/runFormat';
import { refuseUsedFolder, writeRun } from './runs/runStore';
import { streaming } from './streaming';
import type { Lane } from './training/trainer';

export interface Keeping {
  /** Where downloaded data is kept. */
  readonly cacheFolder: string;
  /** Where the run is written; absent or empty. */
  readonly runFolder: string;
  readonly cancel: CancelFlag;
  readonly lanes: readonly Lane[];
  /** Estimated milliseconds of work from which on forks are trained side by side; 60 when left out. */
  readonly worthSharing?: number;
  /** A safetensors file with `initial/…` tensors to start from. */
  readonly initialFile?: string;
}

/**
 * Opens the data, runs the experiment, writes the run. Nothing is written unless the experiment was finished.
 * @throws ConfigError, DataError, DivergenceError, CancelledError
 */
export async function* runAndKeep(
  config: ExperimentConfig,
  { cacheFolder, runFolder, cancel, lanes, worthSharing, initialFile }: Keeping,
): AsyncGenerator<ExperimentEvent, RunFile> {
  const started = new Date();
  const startedAt = performance.now();
  await refuseUsedFolder(runFolder);
  const data = yield* streaming<ExperimentEvent, Awaited<ReturnType<typeof openDataset>>>((emit) =>
    openDataset(config, {
      cacheFolder,
      cancel,
      progress: (message, share) => emit({ type: 'preparing', message, share }),
    }),
  );
  const execution = { cancel, lanes, ...(worthSharing === undefined ? {} : { worthSharing }) };
  const sizes = trainingRule(config, data).sizes;
  const initial = initialFile === undefined ? {} : { initial: await readInitialParameters(initialFile, sizes) };
  const run = yield* runExperiment(config, data, { ...execution, ...initial });
  cancel.check();
  return await writeRun(run, runFolder, started, (performance.now() - startedAt) / 1000, cancel);
}
