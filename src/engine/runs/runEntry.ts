import { DataError } from '../errors';
import { inside, named, namesIn } from '../files/door';
import { isSealed } from '../files/sealed';
import { metricsOf } from '../sweep/runMetrics';
import { readJsonText } from '../untrusted/file';
import { ENGINE_VERSION } from '../version';
import { type AnyRunFile, anyRunFileIn, isForeign, layersOf } from './foreignFormat';
import { type Labels, NO_LABELS, readLabels } from './labels';
import { type PendingFile, pendingFileIn, type RunStatus, standingOf } from './pendingFile';
import { namesTensors, RUN_FILE, RUN_FILE_LIMITS, sealedRunJson, TENSOR_FILE } from './runFormat';

/** A value of a config: a list counts as one. */
export type ConfigValue = string | number | boolean | readonly (string | number)[];
/** A config by the paths of its keys, `phase1.rows`. */
export type FlatConfig = Readonly<Record<string, ConfigValue>>;

/** Metrics by name. The names are one and the same list for all runs that have the same ones. */
export interface MetricRow {
  readonly names: readonly string[];
  readonly values: Float64Array;
}

/** What another system has said of its run. */
export interface ForeignSummary {
  readonly source: string;
  readonly network: string;
  readonly groups: { readonly a: readonly string[]; readonly b: readonly string[] } | null;
  readonly seed: number | null;
  readonly learningRate: number | null;
}

/** A run as a list of runs knows it. */
export interface RunEntry {
  /** Name of its folder. */
  readonly id: string;
  readonly folder: string;
  readonly state: RunStatus;
  /** What is wrong with it, or why it did not come to its end; null when neither is so. */
  readonly problem: string | null;
  /** ISO 8601 */
  readonly started: string | null;
  readonly seconds: number | null;
  readonly engine: string;
  /** Null for a run of another system, and for one that cannot be read. */
  readonly config: FlatConfig | null;
  readonly configHash: string | null;
  /** Neurons of each layer, the inputs first; null where they are not known. */
  readonly sizes: readonly number[] | null;
  /** "MNIST"; null while the data has not been opened. */
  readonly dataName: string | null;
  /** Whether it was kept before metrics had checksums, so that they cannot be verified. */
  readonly unsealed: boolean;
  readonly foreign: ForeignSummary | null;
  /** Those of a run of another system are made when it is opened, and are none here. */
  readonly metrics: MetricRow;
  readonly labels: Labels;
}

const NO_METRICS: MetricRow = { names: [], values: new Float64Array(0) };
const BLANK = {
  problem: null,
  started: null,
  seconds: null,
  engine: ENGINE_VERSION,
  config: null,
  configHash: null,
  sizes: null,
  dataName: null,
  unsealed: false,
  foreign: null,
  metrics: NO_METRICS,
  labels: NO_LABELS,
} as const;

/**
 * Reads what a list shows of the run in a folder; what cannot be read is a broken run.
 * @param namesOf makes lists of the same names one list
 */
export async function readRunEntry(
  id: string,
  folder: string,
  namesOf: (names: readonly string[]) => readonly string[] = (names) => names,
): Promise<RunEntry> {
  const place = { ...BLANK, id, folder };
  const [run, labels] = await Promise.all([
    entryIn(folder, namesOf),
    readLabels(folder).then((found) => ({ labels: found }), mistakeOf),
  ]);
  const entry: RunEntry = { ...place, ...run, ...labels };
  if (entry.state !== 'complete') return entry;
  // A complete run's tensors have their name last of all.
  const names = await namesIn(named(folder)).catch((): string[] => []);
  if (namesTensors(names)) return entry;
  return { ...entry, state: 'broken', problem: `${TENSOR_FILE} is missing` };
}

/** A metric or undefined, by name. */
export function metricOf({ names, values }: MetricRow, name: string): number | undefined {
  return values[names.indexOf(name)];
}

/** The values of a config by the paths of their keys; a list is one value. */
export function flatConfig(config: object): FlatConfig {
  return Object.fromEntries(valuesWithin(config, ''));
}

function* valuesWithin(value: unknown, path: string): Generator<[string, ConfigValue]> {
  if (Array.isArray(value)) yield [path, value as (string | number)[]];
  else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') yield [path, value];
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* valuesWithin(inner, path === '' ? key : `${path}.${key}`);
}

type Found = Partial<Omit<RunEntry, 'id' | 'folder' | 'labels'>> & Pick<RunEntry, 'state'>;

/** The one reading of `run.json`, and the one parsing: which kind of run it is of says what it holds. */
async function entryIn(folder: string, namesOf: (names: readonly string[]) => readonly string[]): Promise<Found> {
  try {
    const place = inside(folder, RUN_FILE);
    const { path } = place;
    const json = sealedRunJson(await readJsonText(place, { ...RUN_FILE_LIMITS, expected: 'a file of a run' }), path);
    const pending = pendingFileIn(json, path);
    return pending === null ? ofFile(anyRunFileIn(json, path), namesOf) : await ofPending(folder, pending);
  } catch (error) {
    return brokenBy(error);
  }
}

function brokenBy(error: unknown): Found {
  return { state: 'broken', ...mistakeOf(error) };
}

function mistakeOf(error: unknown): { problem: string } {
  if (error instanceof DataError) return { problem: error.mistakes.map(({ found }) => found).join('; ') };
  return { problem: error instanceof Error ? error.message : String(error) };
}

function ofFile(file: AnyRunFile, namesOf: (names: readonly string[]) => readonly string[]): Found {
  const { started, seconds } = file;
  if (isForeign(file)) {
    const { source, network, data, groups, seed, learningRate } = file;
    const layers = layersOf(file).map(({ name, outputs, inputs }) => `${name} ${outputs} × ${inputs}`);
    const words = network ?? layers.join(', ');
    const summary = { source: `${source.name} ${source.version}`, network: words, groups, seed, learningRate };
    return { state: 'complete', started, seconds, dataName: data?.name ?? null, foreign: summary };
  }
  const metrics = metricsOf(file);
  const { config, engine, sizes, data } = file;
  return {
    state: 'complete',
    started,
    seconds,
    engine,
    config: flatConfig(config),
    configHash: file.configHash,
    sizes,
    dataName: data.name,
    unsealed: !isSealed(file),
    metrics: { names: namesOf(Object.keys(metrics)), values: Float64Array.from(Object.values(metrics)) },
  };
}

/** A run that has not come to its end. */
async function ofPending(folder: string, file: PendingFile): Promise<Found> {
  const { started, seconds, engine, config, reason, plan } = file;
  return {
    state: await standingOf(folder, file),
    problem: reason,
    started,
    seconds,
    engine,
    config: flatConfig(config),
    configHash: file.configHash,
    sizes: plan?.sizes ?? null,
    dataName: plan?.dataName ?? null,
  };
}
