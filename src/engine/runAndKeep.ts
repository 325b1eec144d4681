import type { CancelFlag } from './cancellation';
import type { ExperimentConfig } from './config';
import { openDataset } from './data/sources';
import { DataError, type Mistake } from './errors';
import { type ExperimentEvent, runExperiment, trainingRule } from './experiment';
import { readInitialParameters } from './runs/initialFile';
import { RunFolder } from './runs/runFolder';
import type { RunFile } from './runs/runFormat';
import { streaming } from './streaming';
import type { Lane } from './training/trainer';

/** Seconds between two checkpoints of a network, at least. */
export const CHECKPOINT_SECONDS = 5;

/** How, as opposed to what, a run is made or resumed. */
export interface Keeping {
  /** Where downloaded data is kept. */
  readonly cacheFolder: string;
  /** Of a new run absent or empty, and made at once; else that of the run to be resumed. */
  readonly runFolder: string;
  readonly cancel: CancelFlag;
  readonly lanes: readonly Lane[];
  /** Estimated milliseconds of work from which on forks are trained side by side; 60 when left out. */
  readonly worthSharing?: number;
  /** `CHECKPOINT_SECONDS` when left out; 0 for one after every stretch of work. */
  readonly checkpointSeconds?: number;
}

/**
 * Opens the data, runs the experiment, and keeps it in a folder that is there from the start: see `RunFolder`.
 * @param initialFile a safetensors file with `initial/…` tensors to start from
 * @throws ConfigError, DataError, DivergenceError, CancelledError, StorageError
 */
export async function* runAndKeep(
  config: ExperimentConfig,
  keeping: Keeping & { readonly initialFile?: string },
): AsyncGenerator<ExperimentEvent, RunFile> {
  const { runFolder, cacheFolder, initialFile, cancel } = keeping;
  cancel.check();
  const folder = await RunFolder.begin(runFolder, config, cacheFolder, initialFile, cancel);
  return yield* workOn(folder, keeping, true);
}

/**
 * Goes on with a run where it was interrupted or cancelled. What comes out has the bytes of a run that never was. A run
 * that is complete is left as it is.
 * @param data where the images are now, if not where they were
 * @throws DataError when there is no such run, when it has failed, when somebody else is at work on it, or when the images
 *   are others by now; ConfigError, DivergenceError, CancelledError, StorageError
 */
export async function* resumeRun(
  keeping: Keeping & { readonly data?: string; readonly watchMs?: number },
): AsyncGenerator<ExperimentEvent, RunFile> {
  const found = await RunFolder.reopen(keeping.runFolder, keeping.cancel, keeping.watchMs);
  if (!(found instanceof RunFolder)) return found;
  return yield* workOn(found, keeping, false);
}

async function* workOn(
  folder: RunFolder,
  {
    cacheFolder,
    cancel,
    lanes,
    worthSharing,
    checkpointSeconds,
    data: elsewhere,
  }: Keeping & { readonly data?: string },
  begun: boolean,
): AsyncGenerator<ExperimentEvent, RunFile> {
  try {
    const { config, initialFile } = folder;
    const found = yield* streaming<ExperimentEvent, Awaited<ReturnType<typeof openDataset>>>((emit) =>
      openDataset(elsewhere === undefined ? config : { ...config, data: elsewhere }, {
        cacheFolder,
        cancel,
        progress: (message, share) => emit({ type: 'preparing', message, share }),
      }).catch((error: unknown) => {
        throw begun || !(error instanceof DataError) ? error : orElsewhere(error);
      }),
    );
    const data = folder.sameData(found);
    const sizes = trainingRule(config, data).sizes;
    const initial = initialFile === undefined ? {} : { initial: await readInitialParameters(initialFile, sizes) };
    const checkpoints = { folder: folder.path, seconds: checkpointSeconds ?? CHECKPOINT_SECONDS, resuming: !begun };
    const sharing = worthSharing === undefined ? {} : { worthSharing };
    const events = runExperiment(config, data, { cancel, lanes, checkpoints, ...sharing, ...initial });
    let next = await events.next();
    for (; !next.done; next = await events.next()) {
      if (next.value.type === 'planned') {
        const { dataName, networks, tallyFrom } = next.value;
        await folder.planned(data.identity, { dataName, sizes: [...sizes], networks: [...networks], tallyFrom });
      }
      yield next.value;
    }
    cancel.check();
    return await folder.complete(next.value, cancel);
  } catch (error) {
    throw await folder.end(error, begun);
  }
}

/** What is wrong with the images of a run to be resumed, with what helps where they have been moved. */
function orElsewhere(error: DataError): DataError {
  const [mistake] = error.mistakes as [Mistake];
  const expected = `${mistake.expected}; images that are elsewhere by now are named by --data`;
  return new DataError({ ...mistake, expected }, { cause: error });
}
