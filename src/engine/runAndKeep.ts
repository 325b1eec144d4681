import { isDeepStrictEqual } from 'node:util';
import { type CancelFlag, yieldToEventLoop } from './cancellation';
import type { ExperimentConfig } from './config';
import type { DataContext, Dataset } from './data/dataset';
import { openDataset } from './data/sources';
import { type ExperimentEvent, runExperiment, trainingRule } from './experiment';
import { initialParametersInChunks } from './network/initialisation';
import { Parameters } from './network/parameters';
import type { RunOutcome } from './run';
import { readInitialParameters } from './runs/initialFile';
import { namingElsewhere } from './runs/runData';
import { RunFolder } from './runs/runFolder';
import type { RunFile } from './runs/runFormat';
import { streaming } from './streaming';
import type { Executor } from './training/trainer';

/** Seconds between two checkpoints of a network, at least. */
export const CHECKPOINT_SECONDS = 5;

/** Parameters that are drawn in a few tens of milliseconds. */
const MOST_DRAWN_AHEAD = 200_000;

/** How, as opposed to what, a run is made or resumed. */
export interface Keeping {
  /** Where downloaded data is kept. */
  readonly cacheFolder: string;
  /** Of a new run absent or empty, and made at once; else that of the run to be resumed. */
  readonly runFolder: string;
  readonly cancel: CancelFlag;
  readonly executors: readonly Executor[];
  /** Estimated milliseconds of work from which on forks are trained side by side; 60 when left out. */
  readonly parallelThresholdMs?: number;
  /** `CHECKPOINT_SECONDS` when left out; 0 for one after every chunk of work. */
  readonly checkpointSeconds?: number;
}

/**
 * Opens the data, runs the experiment, and keeps it in a folder that exists from the start: see `RunFolder`.
 * @param initialFile a safetensors file with `initial/…` tensors to start from
 * @throws ConfigError, DataError, DivergenceError, CancelledError, StorageError
 */
export async function* runAndKeep(
  config: ExperimentConfig,
  keeping: Keeping & { readonly initialFile?: string },
): AsyncGenerator<ExperimentEvent, RunFile> {
  const { runFolder, cacheFolder, initialFile, cancel } = keeping;
  cancel.check();
  // The images are read while the folder is made.
  const reading = cancel.child();
  const prefetched = new PrefetchedInitial(config, reading);
  const shaped = initialFile === undefined ? prefetched.draw : () => {};
  const opening = started(openingOf(config, { cacheFolder, cancel: reading, shaped }));
  const folder = await RunFolder.begin(runFolder, config, cacheFolder, initialFile, cancel).catch((error: unknown) => {
    reading.raise();
    throw error;
  });
  return yield* workOn(folder, opening, keeping, prefetched);
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
  const { data = found.config.data } = keeping;
  return yield* workOn(found, started(openingOf({ ...found.config, data }, keeping)), keeping);
}

type Opening = AsyncGenerator<ExperimentEvent, Dataset>;

/** The parameters to start from, drawn while the images are still being read. */
class PrefetchedInitial {
  private drawn: Promise<Parameters> | undefined;

  constructor(
    private readonly config: ExperimentConfig,
    private readonly cancel: CancelFlag,
  ) {}

  readonly draw = (image: Dataset['image']): void => {
    const { sizes } = trainingRule(this.config, { image });
    // Larger ones take longer than the images, and may be more than can be trained at all.
    if (Parameters.count(sizes) > MOST_DRAWN_AHEAD) return;
    this.drawn = this.between(initialParametersInChunks(sizes, this.config.seed));
    // Rejection is handled where it is awaited.
    this.drawn.catch(() => {});
  };

  /** Some at a time, so that what is unpacked does not wait for its turn. */
  private async between(work: Iterator<void, Parameters>): Promise<Parameters> {
    for (let next = work.next(); ; next = work.next()) {
      if (next.done) return next.value;
      this.cancel.check();
      await yieldToEventLoop();
    }
  }

  /** @returns undefined where they have not been drawn */
  async of(sizes: readonly number[]): Promise<Parameters | undefined> {
    const drawn = await this.drawn;
    return isDeepStrictEqual(drawn?.sizes, sizes) ? drawn : undefined;
  }
}

/** Opens the data that a config asks for. */
function openingOf(config: ExperimentConfig, context: Omit<DataContext, 'progress'>): Opening {
  return streaming((emit) =>
    openDataset(config, { ...context, progress: (message, share) => emit({ type: 'preparing', message, share }) }),
  );
}

/** The same, started now rather than with the first `next`. */
function started(opening: Opening): Opening {
  const first = opening.next();
  // Rejection is handled where it is awaited.
  first.catch(() => {});
  return forwarded(opening, first);
}

async function* forwarded(opening: Opening, first: ReturnType<Opening['next']>): Opening {
  let next = await first;
  for (; !next.done; next = await opening.next()) yield next.value;
  return next.value;
}

async function* workOn(
  folder: RunFolder,
  opening: Opening,
  { cancel, executors, parallelThresholdMs, checkpointSeconds }: Keeping,
  prefetched?: PrefetchedInitial,
): AsyncGenerator<ExperimentEvent, RunFile> {
  const isNew = prefetched !== undefined;
  try {
    const { config, initialFile } = folder;
    const data = folder.sameData(yield* isNew ? opening : withAdvice(opening));
    const sizes = trainingRule(config, data).sizes;
    const initial = await (initialFile === undefined
      ? prefetched?.of(sizes)
      : readInitialParameters(initialFile.path, sizes, initialFile.called));
    const checkpoints = { folder: folder.path, seconds: checkpointSeconds ?? CHECKPOINT_SECONDS, resuming: !isNew };
    const sharing = parallelThresholdMs === undefined ? {} : { parallelThresholdMs };
    const onOutcome = (outcome: RunOutcome) => folder.writeTensors(outcome, cancel);
    const events = runExperiment(config, data, {
      cancel,
      executors,
      checkpoints,
      onOutcome,
      ...sharing,
      ...(initial && { initial }),
    });
    let next = await events.next();
    for (; !next.done; next = await events.next()) {
      if (next.value.type === 'planned') {
        const { dataName, networks, tallyFrom } = next.value;
        await folder.planned(data.identity, { dataName, sizes: [...sizes], networks: [...networks], tallyFrom });
      }
      yield next.value;
    }
    cancel.check();
    return await folder.complete(next.value);
  } catch (error) {
    throw await folder.end(error, isNew);
  }
}

/** Of a run to be resumed: an error of its images is reported with what helps when they have been moved. */
async function* withAdvice(opening: Opening): Opening {
  try {
    return yield* opening;
  } catch (error) {
    throw namingElsewhere(error);
  }
}
