import type { CancelFlag } from '../cancellation';
import type { ExperimentConfig, ResolvedConfig } from '../config';
import type { Dataset } from '../data/dataset';
import { dataKey } from '../data/sources';
import { ConfigError, type Mistake } from '../errors';
import { trainingRule } from '../experiment';
import { inside } from '../files/door';
import { remove } from '../files/files';
import { SEALED_VERSION } from '../files/sealed';
import { refuseTooLarge } from '../memoryNeeded';
import { resolveConfig } from '../plan';
import { streaming } from '../streaming';
import { MOST_BYTES } from '../training/simd/memory';
import { CellData, examplesKey, type Preparing } from './cellData';
import type { CellExecutor, CellOutcome } from './cellExecutor';
import { type CellFile, RUNS_FOLDER } from './cellFile';
import { isGraded } from './detectionLimit';
import { type Cell, describeCell } from './grid';
import { existingRuns } from './keptRuns';
import { owning } from './owning';
import { refuseOtherData } from './sameData';
import { belongsTo, type Shard, WHOLE } from './shard';
import type { Sweep } from './sweep';
import { axesOf } from './sweepInput';
import {
  cellsInOrder,
  openSweepFolder,
  refuseOtherFolder,
  type StoredSweep,
  sweepFileOf,
  writeCell,
} from './sweepStore';
import { writeTables } from './tables';

/** What happens on the way to a sweep's table. */
export type SweepEvent =
  /** First of all: how many cells this part has, and how many of them existed already. */
  | { readonly type: 'sweep'; readonly cells: number; readonly done: number }
  | Preparing
  /** A cell is complete and kept. */
  | { readonly type: 'cell'; readonly cell: CellFile; readonly cells: number; readonly done: number };

export interface SweepKeeping {
  /** Where downloaded data is kept. */
  readonly cacheFolder: string;
  /** Where the cells are kept; absent, empty, or the folder of the same part begun before, which is then completed. */
  readonly folder: string;
  /** The whole sweep when it is left out. */
  readonly shard?: Shard;
  /**
   * Where relative paths of data begin: the folder of the sweep file. They stay in the sweep and in its cells as they are
   * written, so that parts made on different machines are parts of one sweep. Left out, there may be none.
   */
  readonly dataFrom?: string;
  /** Raised by somebody, or by the sweep itself when it ends with an error. */
  readonly cancel: CancelFlag;
  /** Where cells are run; with several, side by side. */
  readonly executors: readonly CellExecutor[];
  /** Whether every cell is kept as a whole run too, in `runs/<number>`. */
  readonly keepRuns?: boolean;
  /** Whether the labels of no cell are shuffled, for sweeps of which that is not asked. */
  readonly withoutLabels?: boolean;
}

type Resolved = Cell<ResolvedConfig>;

/**
 * Runs the cells of a sweep, or of one part of it, that do not exist yet. What comes out does not depend on how a sweep
 * is cut into parts, on interruptions, or on the number of executors. A cell that diverges is an outcome; what is wrong with a
 * config or the data ends the sweep, before anything runs where it can be known then.
 * @throws ConfigError, DataError (also when somebody else is at work in the folder), StorageError, CancelledError
 */
export async function* runSweep(sweep: Sweep, keeping: SweepKeeping): AsyncGenerator<SweepEvent, StoredSweep> {
  const { folder, cancel } = keeping;
  await refuseOtherFolder(folder);
  return yield* owning(folder, 'sweep', cancel, () => runOwnedSweep(sweep, keeping));
}

/** The same in a folder that the caller owns. */
export async function* runOwnedSweep(sweep: Sweep, keeping: SweepKeeping): AsyncGenerator<SweepEvent, StoredSweep> {
  const { folder, cancel, executors, keepRuns = false, shard = WHOLE } = keeping;
  const cells = await openSweepFolder(folder, sweep, shard);
  const kept = keepRuns ? await existingRuns(folder) : undefined;
  const own = sweep.cells.filter(({ number }) => belongsTo(shard, number));
  const isThere = (cell: CellFile | undefined) =>
    cell !== undefined && (kept === undefined || kept.has(cell.cell) || cell.status === 'diverged');
  const missing = own.filter(({ number }) => !isThere(cells.get(number)));
  let done = own.length - missing.length;
  yield { type: 'sweep', cells: own.length, done };

  yield* streaming<SweepEvent, void>(async (emit) => {
    const data = new CellData(keeping.cacheFolder, cancel, emit, keeping.dataFrom);
    const waiting = await resolveAll(sweep, missing, cells, data);
    const failures: unknown[] = [];
    const work = async (executor: CellExecutor) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        cancel.check();
        const cell = await runCell(sweep, next, data, executor, keeping);
        await writeCell(folder, cell);
        cells.set(cell.cell, cell);
        emit({ type: 'cell', cell, cells: own.length, done: ++done });
      }
    };
    await Promise.all(
      executors.map((executor) =>
        work(executor).catch((error: unknown) => {
          failures.push(error);
          // What is wrong with one cell ends the sweep: the others need not go on.
          cancel.raise();
        }),
      ),
    );
    if (failures.length > 0) throw failures[0];
  });

  const stored = { folder, file: sweepFileOf(sweep, shard), sweep, cells: cellsInOrder(cells) };
  await writeTables(stored);
  return stored;
}

/**
 * Fits every missing cell to its data.
 * @returns those cells, with the same data and examples one after another
 * @throws ConfigError naming the cells that do not fit, DataError when cells that exist had other images
 */
async function resolveAll(
  sweep: Sweep,
  missing: readonly Cell<ExperimentConfig>[],
  present: ReadonlyMap<number, CellFile>,
  data: CellData,
): Promise<Resolved[]> {
  const identities = new Map<number, Pick<CellFile, 'data'>>(present);
  const mistakes: Mistake[] = [];
  const resolved: Resolved[] = [];
  for (const cell of grouped(grouped(missing, examplesKey), dataKey)) {
    const dataset = await data.datasetFor(cell.config);
    identities.set(cell.number, { data: identityOf(dataset) });
    const fitted = naming(sweep, cell, () => {
      const config = resolveConfig(cell.config, dataset);
      refuseTooLarge(config, trainingRule(config, dataset).sizes, 1, MOST_BYTES);
      return config;
    });
    if (fitted instanceof ConfigError) mistakes.push(...fitted.mistakes);
    else resolved.push({ ...cell, config: fitted });
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  refuseOtherData(sweep, identities);
  return resolved;
}

async function runCell(
  sweep: Sweep,
  { number, values, config }: Resolved,
  data: CellData,
  executor: CellExecutor,
  { folder, cancel, keepRuns, withoutLabels = false }: SweepKeeping,
): Promise<CellFile> {
  const key = examplesKey(config);
  const [dataset, examples] = await Promise.all([data.datasetFor(config), data.examplesFor(config, key)]);
  const { name, identity, image, classes } = dataset;
  const runPlace = inside(folder, RUNS_FOLDER, String(number));
  if (keepRuns) await remove(runPlace);
  const task = {
    config: data.located(config),
    data: { name, identity, image, classes },
    examples,
    examplesKey: key,
    ...(isGraded(sweep.preset) ? { selectivity: true } : {}),
    withoutLabels,
    ...(keepRuns ? { runFolder: runPlace.path } : {}),
    ...(sweep.orders === undefined ? {} : { orders: sweep.orders }),
  };
  let outcome: CellOutcome;
  try {
    outcome = await executor.run(task, cancel);
  } catch (error) {
    throw named(sweep, { number, values }, error);
  }
  return cellFileOf(sweep, { number, values, config }, identityOf(dataset), outcome);
}

function cellFileOf(
  { hash }: Sweep,
  { number, values, config }: Resolved,
  data: CellFile['data'],
  { status, metrics }: CellOutcome,
): CellFile {
  return {
    format: 'attribution-cell',
    formatVersion: SEALED_VERSION,
    sweep: hash,
    cell: number,
    values: [...values],
    config,
    data,
    status,
    figures: { ...metrics },
  };
}

/** A data set as cells keep it. */
export function identityOf({ identity }: Dataset): CellFile['data'] {
  return 'sha256' in identity ? { name: identity.name, sha256: { ...identity.sha256 } } : identity;
}

/** What `work` returns, or the mistakes of a config that it throws, with the cell named. */
function naming<Result>(sweep: Sweep, cell: Cell<unknown>, work: () => Result): Result | ConfigError {
  try {
    return work();
  } catch (error) {
    if (error instanceof ConfigError) return named(sweep, cell, error) as ConfigError;
    throw error;
  }
}

function named(sweep: Sweep, { number, values }: Omit<Cell<unknown>, 'config'>, error: unknown): unknown {
  if (!(error instanceof ConfigError)) return error;
  const cell = describeCell(number, axesOf(sweep), values);
  return new ConfigError(error.mistakes.map((mistake) => ({ ...mistake, path: `${cell}: ${mistake.path}` })));
}

/** Cells with the same key one after another, otherwise in the order they had. */
function grouped(
  cells: readonly Cell<ExperimentConfig>[],
  keyOf: (config: ExperimentConfig) => string,
): Cell<ExperimentConfig>[] {
  const groups = new Map<string, Cell<ExperimentConfig>[]>();
  for (const cell of cells) {
    const key = keyOf(cell.config);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cell]);
    else group.push(cell);
  }
  return [...groups.values()].flat();
}
