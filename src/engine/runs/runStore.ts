import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { InputStatistics } from '../../model/runView';
import { CancelFlag, TimeSlicer } from '../cancellation';
import { DataError, type Mistake, StorageError } from '../errors';
import { disk } from '../files/disk';
import { entryAt, inside, named, namesIn, type Place } from '../files/door';
import { makeFolder, renameFlushed, writeFlushed, writeWhole } from '../files/files';
import { sealed } from '../files/sealed';
import type { Run, RunOutcome } from '../run';
import { type FileLimits, readJsonText, readWhole } from '../untrusted/file';
import { type Checksums, ChecksumTaker, verifyChecksums } from './checksums';
import { type AnyRunFile, type ForeignFile, isForeign, parseAnyRunFile } from './foreignFormat';
import { type ForeignRun, foreignRunOf } from './foreignRun';
import { FolderLock } from './lock';
import { isLock } from './lockFile';
import { nameNewFolder } from './newFolder';
import { readPendingFile } from './pendingFile';
import {
  inputStatisticsOf,
  parseRunFile,
  RUN_FILE,
  RUN_FILE_LIMITS,
  type RunFile,
  type RunParameters,
  runFileOf,
  runParametersOf,
  SHARD_INDEX,
  TENSOR_FILE,
  TENSOR_PART,
  TENSORS_VERSION,
  tensorsOf,
} from './runFormat';
import { decodeSafetensors, LARGEST_TENSOR_FILE_BYTES, type StoredTensor, safetensorsChunks } from './safetensors';
import { TensorFiles } from './tensorFiles';

/**
 * Makes sure that a run may be written to a folder: it does not exist, or it is empty. Where a process that is dead has
 * left nothing but its lock, that is removed.
 * @param isOwn names that may exist, and stay
 * @param mark a name by which a folder is one that is gone on with. It is looked for together with what else there is:
 * another process may be about to make both.
 * @throws DataError
 */
export async function refuseUsedFolder(
  folder: string,
  isOwn?: (name: string) => boolean,
  mark?: string,
): Promise<void> {
  let names: string[];
  try {
    const all = await namesIn(named(folder));
    if (mark !== undefined && all.includes(mark)) return;
    names = all.filter((name) => !isOwn?.(name));
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const { found } = error.mistakes[0] as Mistake;
    throw new DataError({ path: folder, found, expected: 'an absent or empty folder' }, { cause: error });
  }
  if (names.length === 0) return;
  if (names.every(isLock)) return await (await FolderLock.acquire(folder, 'run', new CancelFlag())).release();
  const unfinished = names.includes(RUN_FILE) && (await readPendingFile(folder).catch(() => null)) !== null;
  throw new DataError({
    path: folder,
    found: unfinished
      ? 'a folder that holds a run which has not come to its end'
      : names.includes(RUN_FILE)
        ? 'a folder that holds a run'
        : `a folder that holds ${names.length} other files`,
    expected: `an absent or empty folder${unfinished ? `; "attribution resume ${folder}" goes on with the run` : ''}`,
  });
}

/**
 * Writes a run's folder, whole or not at all: into a temporary folder beside it, which then takes its name.
 * @throws DataError when the folder is in use; StorageError
 */
export async function writeRun(run: Run, folder: string, started: Date, seconds: number): Promise<RunFile> {
  await refuseUsedFolder(folder);
  await makeFolder(named(dirname(folder)));
  const temporary = join(dirname(folder), `.${basename(folder)}.${randomUUID().slice(0, 8)}`);
  try {
    await makeFolder(named(temporary));
    const file = await writeComplete(run, await writeTensors(run, temporary), temporary, started, seconds);
    await nameNewFolder(temporary, folder);
    return file;
  } catch (error) {
    await disk.remove(temporary);
    throw error instanceof StorageError ? error.of(folder) : error;
  }
}

/**
 * Writes the tensors of a run into its folder, under another name than they have in one that is complete.
 * @throws StorageError, CancelledError
 */
export async function writeTensors(outcome: RunOutcome, folder: string, cancel?: CancelFlag): Promise<Checksums> {
  const tensors = tensorsOf(outcome);
  const checksums = new ChecksumTaker(tensors);
  const metadata = { format: 'attribution-run', formatVersion: String(TENSORS_VERSION) };
  const part = inside(folder, TENSOR_PART);
  // What stands where their name will be is found before `run.json` says that the run is complete.
  await entryAt(inside(folder, TENSOR_FILE));
  await writeFlushed(part, checksums.through(safetensorsChunks(tensors, metadata)), cancel);
  return checksums.taken;
}

/**
 * Makes the run in a folder, whose tensors have been written, a complete one: `run.json`, then the tensors' own name.
 * @throws StorageError
 */
export async function writeComplete(
  run: Run,
  checksums: Checksums,
  folder: string,
  started: Date,
  seconds: number,
): Promise<RunFile> {
  const file = runFileOf(run, started, seconds, checksums);
  await writeWhole(inside(folder, RUN_FILE), `${JSON.stringify(sealed(file), undefined, 2)}\n`);
  await takeName(folder);
  return file;
}

/**
 * Gives the tensors of a complete run their name, if it was made by a process that could not do so any more.
 * @param mayWrite false for where nothing may be changed: then they stay where they are
 * @returns where they are
 * @throws DataError when they are not those that were written
 */
async function finishRename(folder: string, { checksums }: RunFile, mayWrite: boolean): Promise<Place> {
  const [place, part] = [inside(folder, TENSOR_FILE), inside(folder, TENSOR_PART)];
  const names = await namesIn(named(folder));
  if (names.includes(TENSOR_FILE) || !names.includes(TENSOR_PART) || checksums === undefined) return place;
  await verifyChecksums(await readWhole(part, limits(LARGEST_TENSOR_FILE_BYTES)), checksums, part.path);
  if (!mayWrite) return part;
  // Where nothing can be renamed they are read from where they are.
  return takeName(folder).then(
    () => place,
    () => part,
  );
}

/** @throws StorageError unless the tensors have their name, by whomever */
async function takeName(folder: string): Promise<void> {
  try {
    await renameFlushed(inside(folder, TENSOR_PART), inside(folder, TENSOR_FILE));
  } catch (error) {
    if (error instanceof DataError || !(await namesIn(named(folder))).includes(TENSOR_FILE)) throw error;
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

/** Why something cannot be done with a run that another system recorded. */
export function recordedElsewhere(folder: string, { source: { name, version } }: ForeignFile): DataError {
  const found = `a run that ${name} ${version} recorded`;
  return new DataError({ path: folder, found, expected: 'one of Attribution: this needs its config and its data' });
}

/**
 * @param mayWrite whether what its maker left to do in the folder may be done
 * @throws DataError when the folder holds no run of this engine, or a damaged one
 */
export async function readRun(folder: string, mayWrite = true): Promise<StoredRun> {
  const file = await readRunFile(folder);
  return storedRunOf(folder, file, await readTensors(folder, file, mayWrite));
}

/**
 * @param mayWrite whether what its maker left to do in the folder may be done
 * @throws DataError when the folder holds no run, or a damaged one; CancelledError
 */
export async function readAnyRun(folder: string, mayWrite = true, cancel = new CancelFlag()): Promise<AnyRun> {
  const file = await readAnyRunFile(folder);
  if (!isForeign(file)) return storedRunOf(folder, file, await readTensors(folder, file, mayWrite, cancel));
  const { tensors, path } = await readForeignTensors(folder, file, cancel);
  return foreignRunOf(folder, file, tensors, path, new TimeSlicer(cancel));
}

/**
 * The tensors of a run, to be read a piece at a time.
 * @throws DataError
 */
export async function openTensors(folder: string, file: AnyRunFile): Promise<TensorFiles> {
  if (!isForeign(file)) return TensorFiles.open(await finishRename(folder, file, false), file.checksums);
  const isSharded = (await entryAt(inside(folder, SHARD_INDEX))) !== null;
  return isSharded ? TensorFiles.openShards(folder) : TensorFiles.open(inside(folder, TENSOR_FILE));
}

/** @throws DataError */
export async function readRunFile(folder: string): Promise<RunFile> {
  const place = inside(folder, RUN_FILE);
  return parseRunFile(await readJsonText(place, { ...RUN_FILE_LIMITS, expected: EXPECTED }), place.path);
}

const EXPECTED = 'a file of a run';

function limits(largest: number): FileLimits {
  return { largest, expected: EXPECTED };
}

/** @throws DataError */
export async function readAnyRunFile(folder: string): Promise<AnyRunFile> {
  const place = inside(folder, RUN_FILE);
  return parseAnyRunFile(await readJsonText(place, { ...RUN_FILE_LIMITS, expected: EXPECTED }), place.path);
}

interface FileTensors {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** All tensors of a run that another system recorded. @throws DataError, CancelledError */
async function readForeignTensors(folder: string, file: ForeignFile, cancel: CancelFlag): Promise<FileTensors> {
  const files = await openTensors(folder, file);
  try {
    if (files.bytes > LARGEST_TENSOR_FILE_BYTES)
      throw new DataError({
        path: files.path,
        found: `${files.bytes} bytes of tensors`,
        expected: `at most ${LARGEST_TENSOR_FILE_BYTES}; "attribution show" makes the figures of larger runs`,
      });
    const tensors = new Map<string, StoredTensor>();
    for (const name of files.names) {
      cancel.check();
      tensors.set(name, await files.tensor(name));
    }
    return { path: files.path, tensors };
  } finally {
    await files.close();
  }
}

/** Bytes of the tensors of one layer that is read whole: in memory it is three times as much. */
const LARGEST_LAYER_BYTES = 2 ** 29;

/**
 * One layer of a run that another system recorded, without the others; with the first the inputs.
 * @param index of the layer, from 0
 * @throws DataError naming the tensor that is wrong, or the layer that is too large; CancelledError
 */
export async function readForeignLayer(
  files: TensorFiles,
  folder: string,
  file: ForeignFile,
  index: number,
  slicer: TimeSlicer,
): Promise<ForeignRun> {
  const { name = '' } = file.layers[index] ?? {};
  const ends = [`/${name}.weight`, `/${name}.bias`];
  const wanted = files.names.filter(
    (tensor) => ends.some((end) => tensor.endsWith(end)) || (index === 0 && tensor.startsWith('inputs/')),
  );
  const bytes = wanted.reduce((sum, tensor) => sum + files.bytesOf(tensor), 0);
  if (bytes > LARGEST_LAYER_BYTES)
    throw new DataError({
      path: files.path,
      found: `layer "${name}" with ${bytes} bytes of tensors`,
      expected: `at most ${LARGEST_LAYER_BYTES} to be looked at; "attribution show" makes the figures of larger ones`,
    });
  const tensors = new Map<string, StoredTensor>();
  for (const tensor of wanted) {
    tensors.set(tensor, await files.tensor(tensor));
    await slicer.pause();
  }
  return foreignRunOf(folder, file, tensors, files.path, slicer, index);
}

/** Held against their checksums. */
async function readTensors(
  folder: string,
  file: RunFile,
  mayWrite = false,
  cancel = new CancelFlag(),
): Promise<FileTensors> {
  const place = await finishRename(folder, file, mayWrite);
  const { path } = place;
  const bytes = await readWhole(place, limits(LARGEST_TENSOR_FILE_BYTES));
  if (file.checksums !== undefined) await verifyChecksums(bytes, file.checksums, path, new TimeSlicer(cancel));
  return { path, tensors: decodeSafetensors(bytes, path) };
}

function storedRunOf(folder: string, file: RunFile, { path, tensors }: FileTensors): StoredRun {
  const inputs = inputStatisticsOf(tensors, file.sizes[0] as number, path);
  return { folder, file, parameters: runParametersOf(tensors, file, path), inputs };
}
