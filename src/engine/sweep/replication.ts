import type { MeanWithInterval, OverSeeds, PublishedComparison } from '../../model/sweep';
import { configHash, type ExperimentConfig, parseConfig } from '../config';
import { inside } from '../files/door';
import { writeWhole } from '../files/files';
import { SEALED_VERSION, sealed } from '../files/sealed';
import { ENGINE_VERSION } from '../version';
import type { CellFile, CellStatus } from './cellFile';
import { metricNames } from './cellsCsv';
import { overSeeds } from './overSeeds';
import { owning } from './owning';
import { comparePublished } from './published';
import { runOwnedSweep, type SweepEvent, type SweepKeeping } from './runSweep';
import { parseSweep, type Sweep } from './sweep';
import type { SweepInput } from './sweepInput';
import { refuseOtherFolder, type StoredSweep } from './sweepStore';

export const REPLICATION_FILE = 'replication.json';
export const DEFAULT_SEEDS = 10;

/** One experiment under several seeds; the seed is the unit of replication. */
export interface Replication {
  readonly format: 'attribution-replication';
  readonly formatVersion: typeof SEALED_VERSION;
  readonly engine: string;
  /** Of the first seed's config. */
  readonly configHash: string;
  readonly config: ExperimentConfig;
  readonly seeds: readonly number[];
  /** Shuffled ones of the examples, in which each seed was run besides; absent: none. */
  readonly orders?: number;
  /** How each seed's run ended. */
  readonly status: readonly CellStatus[];
  readonly figures: Readonly<Record<string, OverSeeds>>;
  /** What the post reports, against these seeds. */
  readonly published: readonly PublishedComparison[];
}

/**
 * The sweep behind a replication: consecutive seeds, the config's own first.
 * @throws ConfigError
 */
export function replicationSweep(config: ExperimentConfig, seeds = DEFAULT_SEEDS, orders?: number): Sweep {
  return parseSweep(replicationInput(config, seeds, orders));
}

/**
 * What a sweep file would say.
 * @param orders shuffled ones of the examples, in which each seed is run besides; none when it is left out
 */
export function replicationInput(config: ExperimentConfig, seeds: number, orders?: number): SweepInput {
  const values = Array.from({ length: seeds }, (_, index) => config.seed + index);
  return { base: { ...config }, axes: { seed: values }, ...(orders === undefined ? {} : { orders }) };
}

/** Whether a sweep is one experiment under several seeds, however it was written. */
export function isReplication({ preset, axes }: Pick<SweepInput, 'preset' | 'axes'>): boolean {
  return preset === undefined && Object.keys(axes).join() === 'seed';
}

/**
 * Runs one experiment under several seeds and writes `replication.json` beside the cells.
 * @throws ConfigError, DataError (also when somebody else is at work in the folder), StorageError, CancelledError
 */
export async function* replicate(
  sweep: Sweep,
  keeping: Omit<SweepKeeping, 'shard'>,
): AsyncGenerator<SweepEvent, Replication> {
  const { folder, cancel } = keeping;
  await refuseOtherFolder(folder);
  return yield* owning(folder, 'replication', cancel, () => replicateOwned(sweep, keeping));
}

async function* replicateOwned(
  sweep: Sweep,
  keeping: Omit<SweepKeeping, 'shard'>,
): AsyncGenerator<SweepEvent, Replication> {
  const stored = yield* runOwnedSweep(sweep, keeping);
  const replication = summariseReplication(stored);
  await writeWhole(inside(stored.folder, REPLICATION_FILE), `${JSON.stringify(sealed(replication), undefined, 2)}\n`);
  return replication;
}

/** @param stored all cells of a `replicationSweep` */
export function summariseReplication({ sweep, cells }: Pick<StoredSweep, 'sweep' | 'cells'>): Replication {
  const config = parseConfig({ ...sweep.base });
  const metrics = replicatedMetrics(cells);
  return {
    format: 'attribution-replication',
    formatVersion: SEALED_VERSION,
    engine: ENGINE_VERSION,
    configHash: configHash(config),
    config,
    seeds: sweep.axes['seed'] as readonly number[],
    ...(sweep.orders === undefined ? {} : { orders: sweep.orders }),
    status: cells.map(({ status }) => status),
    figures: metrics,
    published: comparePublished(metrics),
  };
}

/** Every metric over cells that differ by their seed alone, with the value of each. */
export function replicatedMetrics(cells: readonly Pick<CellFile, 'figures'>[]): Record<string, OverSeeds> {
  const statistics = overSeeds(cells);
  return Object.fromEntries(
    metricNames(cells).map((name): [string, OverSeeds] => {
      const values = cells.map(({ figures: metrics }) => metrics[name] ?? null);
      return [name, { ...(statistics[name] as MeanWithInterval), values }];
    }),
  );
}
