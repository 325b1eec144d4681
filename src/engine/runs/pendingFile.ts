import * as z from 'zod';
import type { JobStatus } from '../../model/job';
import { listOf } from '../../model/schemas';
import { configHash, type ExperimentConfig, parseConfig } from '../config';
import { DataError } from '../errors';
import { inside, named, namesIn } from '../files/door';
import { writeWhole } from '../files/files';
import { SEALED_VERSION, sealed, versionSchema } from '../files/sealed';
import { readJsonText } from '../untrusted/file';
import { ENGINE_VERSION } from '../version';
import { isBeingMade, removeOwnLocks } from './lock';
import {
  identitySchema,
  namesTensors,
  PENDING_STATUSES,
  type PendingStatus,
  RUN_FILE,
  RUN_FILE_LIMITS,
  sealedRunJson,
} from './runFormat';

/** The status of the run in a folder. `broken`: `run.json` is missing or cannot be read, or the tensors are missing. */
export type RunStatus = JobStatus | 'broken';

const count = z.int().min(0);
const pendingSchema = z.object({
  format: z.literal('attribution-run'),
  formatVersion: versionSchema,
  status: z.enum(PENDING_STATUSES),
  engine: z.string(),
  started: z.iso.datetime(),
  /** Seconds of work so far, as far as its end was seen. */
  seconds: z.number().min(0),
  /** As it was asked for: whether `forks.untilRow` is there depends on the config alone. */
  config: z.unknown(),
  configHash: z.string(),
  seed: count,
  /** Where the images are, and which they are as soon as they have been opened. */
  data: z.object({ source: z.string(), cacheFolder: z.string(), identity: identitySchema.nullable() }),
  /** Whether the run starts from parameters that stand in `checkpoint-initial.safetensors`. */
  initial: z.boolean(),
  /** Known once the images have been read. */
  plan: z
    .object({
      dataName: z.string(),
      sizes: listOf(z.int().min(1), { least: 2 }),
      networks: listOf(z.object({ name: z.string(), examples: count })),
      tallyFrom: count,
    })
    .nullable(),
  /** Why it has not come to its end, where something went wrong. */
  reason: z.string().nullable(),
});

/** `run.json` of a run that is not complete. */
export type PendingFile = Omit<z.output<typeof pendingSchema>, 'config'> & { readonly config: ExperimentConfig };

export function newPendingFile(config: ExperimentConfig, cacheFolder: string, initial: boolean): PendingFile {
  return {
    format: 'attribution-run',
    formatVersion: SEALED_VERSION,
    status: 'running',
    engine: ENGINE_VERSION,
    started: new Date().toISOString(),
    seconds: 0,
    config,
    configHash: configHash(config),
    seed: config.seed,
    data: { source: config.data, cacheFolder, identity: null },
    initial,
    plan: null,
    reason: null,
  };
}

/** @throws StorageError */
export async function writePendingFile(folder: string, file: PendingFile): Promise<void> {
  await writeWhole(inside(folder, RUN_FILE), `${JSON.stringify(sealed(file), undefined, 2)}\n`);
}

/**
 * Reads the `run.json` of a run that is not complete.
 * @returns null for one that is
 * @throws DataError when there is none, or a damaged one
 */
export async function readPendingFile(folder: string): Promise<PendingFile | null> {
  const place = inside(folder, RUN_FILE);
  const limits = { ...RUN_FILE_LIMITS, expected: 'the folder of a run' };
  return pendingFileIn(sealedRunJson(await readJsonText(place, limits), place.path), place.path);
}

/**
 * The same of what a parser made of it.
 * @returns null for that of a run that is complete, or of none
 * @throws DataError when it is damaged
 */
export function pendingFileIn(json: unknown, path: string): PendingFile | null {
  const isPending = z.object({ status: z.enum(PENDING_STATUSES) }).safeParse(json).success;
  if (!isPending) return null;
  const result = pendingSchema.safeParse(json);
  if (result.success) return { ...result.data, config: parseConfig(result.data.config) };
  const [issue] = result.error.issues;
  const found = `a run file whose "${issue?.path.join('.')}" is wrong`;
  throw new DataError({ path, found, expected: 'the run.json of a run' });
}

/** How the run in a folder stands; a run that is `running` by its file but that no process is at work on is interrupted. */
export async function statusOf(folder: string): Promise<RunStatus> {
  try {
    const pending = await readPendingFile(folder);
    if (pending === null) {
      const names = await namesIn(named(folder));
      return namesTensors(names) ? 'complete' : 'broken';
    }
    return await standingOf(folder, pending);
  } catch {
    return 'broken';
  }
}

/** The same of a run that is not complete: whether a process is at work on it does not stand in its `run.json`. */
export async function standingOf(folder: string, { status }: Pick<PendingFile, 'status'>): Promise<PendingStatus> {
  if (status !== 'running') return status;
  return (await isBeingMade(folder)) ? 'running' : 'interrupted';
}

/**
 * Says in a run's folder how it ended, for a thread of this process that has ended without doing so itself. A run that
 * is complete, or missing, is left as it is.
 * @throws DataError, StorageError
 */
export async function markEnded(
  folder: string,
  status: Exclude<PendingStatus, 'running'>,
  reason: string | null,
): Promise<void> {
  if (!(await namesIn(named(folder))).includes(RUN_FILE)) return;
  const pending = await readPendingFile(folder);
  if (pending?.status === 'running') await writePendingFile(folder, { ...pending, status, reason });
  await removeOwnLocks(folder);
}
