import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CancelFlag, Pace } from '../cancellation';
import type { InputStatistics } from '../data/inputStatistics';
import { DataError } from '../errors';
import { type FileLimits, readWhole, readWholeText } from '../outside/file';
import type { Run } from '../run';
import { type AnyRunFile, isForeign, parseAnyRunFile } from './foreignFormat';
import { type ForeignRun, foreignRunOf } from './foreignRun';
import {
  inputStatisticsOf,
  LARGEST_RUN_FILE_BYTES,
  parseRunFile,
  RUN_FILE,
  type RunFile,
  type RunParameters,
  runFileOf,
  runParametersOf,
  TENSOR_FILE,
  tensorsOf,
} from './runFormat';
import { decodeSafetensors, LARGEST_TENSOR_FILE_BYTES, type StoredTensor, safetensorsChunks } from './safetensors';

/**
 * Makes sure that a run may be written to a folder: it does not exist, or it is empty.
 * @throws DataError
 */
export async function refuseUsedFolder(folder: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw new DataError(
      { path: folder, found: 'something that is not a folder', expected: 'an absent or empty folder' },
      { cause: error },
    );
  }
  if (names.length === 0) return;
  throw new DataError({
    path: folder,
    found: names.includes(RUN_FILE) ? 'a folder that holds a run' : `a folder that holds ${names.length} other files`,
    expected: 'an absent or empty folder',
  });
}

/**
 * Writes a run's folder, whole or not at all: into a temporary folder beside it, which then takes its name.
 * @throws DataError when the folder is in use; CancelledError
 */
export async function writeRun(
  run: Run,
  folder: string,
  started: Date,
  seconds: number,
  cancel = new CancelFlag(),
): Promise<RunFile> {
  await refuseUsedFolder(folder);
  await mkdir(dirname(folder), { recursive: true });
  const temporary = join(dirname(folder), `.${basename(folder)}.${randomUUID().slice(0, 8)}`);
  await mkdir(temporary);
  try {
    const file = runFileOf(run, started, seconds);
    const metadata = { format: file.format, formatVersion: String(file.formatVersion) };
    await writeDurably(join(temporary, TENSOR_FILE), safetensorsChunks(tensorsOf(run), metadata), cancel);
    await writeDurably(join(temporary, RUN_FILE), [Buffer.from(`${JSON.stringify(file, undefined, 2)}\n`)], cancel);
    await rmdir(folder).catch(ignoreAbsence);
    await rename(temporary, folder);
    return file;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** A run read back from its folder. */
export interface StoredRun {
  readonly folder: string;
  readonly file: RunFile;
  readonly parameters: RunParameters;
  /** Null for a run that was made before they were kept. */
  readonly inputs: InputStatistics | null;
}

/** A run that this engine made, or that another system recorded. */
export type AnyRun = StoredRun | ForeignRun;

/** @throws DataError when the folder holds no run of this engine, or a damaged one */
export async function readRun(folder: string): Promise<StoredRun> {
  return storedRunOf(folder, await readRunFile(folder), await readTensors(folder));
}

/** @throws DataError when the folder holds no run, or a damaged one; CancelledError */
export async function readAnyRun(folder: string, cancel = new CancelFlag()): Promise<AnyRun> {
  const file = await readAnyRunFile(folder);
  const tensors = await readTensors(folder);
  if (!isForeign(file)) return storedRunOf(folder, file, tensors);
  return foreignRunOf(folder, file, tensors.tensors, tensors.path, new Pace(cancel));
}

/** @throws DataError */
export async function readRunFile(folder: string): Promise<RunFile> {
  const path = join(folder, RUN_FILE);
  return parseRunFile(await readWholeText(path, limits(folder, LARGEST_RUN_FILE_BYTES)), path);
}

/** A link in the folder of a run that leads out of it is not followed: it may have come from anywhere. */
function limits(folder: string, largest: number): FileLimits {
  return { largest, expected: 'a file of a run', within: folder };
}

/** @throws DataError */
export async function readAnyRunFile(folder: string): Promise<AnyRunFile> {
  const path = join(folder, RUN_FILE);
  return parseAnyRunFile(await readWholeText(path, limits(folder, LARGEST_RUN_FILE_BYTES)), path);
}

interface FileTensors {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

async function readTensors(folder: string): Promise<FileTensors> {
  const path = join(folder, TENSOR_FILE);
  return { path, tensors: decodeSafetensors(await readWhole(path, limits(folder, LARGEST_TENSOR_FILE_BYTES)), path) };
}

function storedRunOf(folder: string, file: RunFile, { path, tensors }: FileTensors): StoredRun {
  const inputs = inputStatisticsOf(tensors, file.sizes[0] as number, path);
  return { folder, file, parameters: runParametersOf(tensors, file, path), inputs };
}

async function writeDurably(path: string, chunks: Iterable<Uint8Array>, cancel: CancelFlag): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (const chunk of chunks) {
      cancel.check();
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

function ignoreAbsence(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
