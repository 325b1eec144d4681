import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { CancelFlag } from '../cancellation';
import type { ExperimentConfig } from '../config';
import { type Dataset, type DatasetIdentity, isSameImages } from '../data/dataset';
import { codeOf, DataError, type ErrorKind, kindOf, MAKE, StorageError } from '../errors';
import { disk } from '../files/disk';
import { beside, inside, named, namesIn } from '../files/door';
import { makeFolder, PART_SUFFIX, remove, writeFlushed } from '../files/files';
import type { Run, RunOutcome } from '../run';
import { readWhole } from '../untrusted/file';
import { ENGINE_VERSION } from '../version';
import type { Checksums } from './checksums';
import { FolderLock } from './lock';
import { isLock } from './lockFile';
import { nameNewFolder } from './newFolder';
import { newPendingFile, type PendingFile, readPendingFile, writePendingFile } from './pendingFile';
import { initialPath, isCheckpoint, type PendingStatus, RUN_FILE, type RunFile, TENSOR_PART } from './runFormat';
import { readRun, refuseUsedFolder, writeComplete, writeTensors } from './runStore';
import { LARGEST_TENSOR_FILE_BYTES } from './safetensors';

/**
 * The folder of a run that is being made, from the moment that it appears to its end. Held by one process at a time.
 *
 *     absent → running → complete
 *                ↓ ↑
 *     cancelled, interrupted, failed
 *
 * It appears by one rename, with its `run.json` in it. At the end the tensors are written under another name, `run.json`
 * then says that the run is complete, and the tensors take their name: whoever finds a run between these two steps
 * takes the second one.
 */
export class RunFolder {
  private readonly since = performance.now();
  private tensors: Promise<Checksums> | undefined;

  private constructor(
    readonly path: string,
    private file: PendingFile,
    private readonly lock: FolderLock,
    /** Where its initial parameters were given, as far as this process knows. */
    private readonly given?: string,
  ) {}

  /**
   * @param folder absent or empty
   * @param initialFile a file of parameters to start from, of which a copy is kept until the run is complete
   * @throws DataError, StorageError
   */
  static async begin(
    folder: string,
    config: ExperimentConfig,
    cacheFolder: string,
    initialFile: string | undefined,
    cancel: CancelFlag,
  ): Promise<RunFolder> {
    await refuseUsedFolder(folder);
    const initial = initialFile === undefined ? undefined : await readGiven(initialFile);
    await makeFolder(named(dirname(folder)));
    const temporary = join(dirname(folder), `.${basename(folder)}.${randomUUID().slice(0, 8)}`);
    let lock: FolderLock | undefined;
    try {
      await makeFolder(named(temporary));
      lock = await FolderLock.first(temporary, 'run', cancel);
      const file = newPendingFile(config, cacheFolder, initial !== undefined);
      if (initial !== undefined) await writeFlushed(beside(initialPath(temporary)), [initial]);
      await writePendingFile(temporary, file);
      await lock.move(folder, () => nameNewFolder(temporary, folder));
      return new RunFolder(folder, file, lock, initialFile);
    } catch (error) {
      await lock?.release().catch(() => {});
      // Why it could not be made is what matters; that the rest cannot be removed either says nothing more.
      await disk.remove(temporary).catch(() => {});
      if (error instanceof StorageError) throw error.of(folder);
      throw codeOf(error) === undefined ? error : new StorageError(MAKE, folder, error as NodeJS.ErrnoException);
    }
  }

  /**
   * Takes over a run that has not come to its end. Of one that is complete, finishes what was left to do.
   * @returns the run's file when it is complete
   * @throws DataError when there is no such run, when it has failed, or when somebody else is at work on it; StorageError
   */
  static async reopen(folder: string, cancel: CancelFlag, watchMs?: number): Promise<RunFolder | RunFile> {
    if ((await readPendingFile(folder)) === null) {
      const { file } = await readRun(folder);
      await removeRest(folder);
      return file;
    }
    const lock = await FolderLock.acquire(folder, 'run', cancel, watchMs);
    try {
      // Only now is it certain that nobody changes it.
      const pending = await readPendingFile(folder);
      if (pending === null) {
        await lock.release();
        return await RunFolder.reopen(folder, cancel, watchMs);
      }
      refuseResume(folder, pending);
      await writePendingFile(folder, { ...pending, status: 'running', reason: null });
      return new RunFolder(folder, pending, lock);
    } catch (error) {
      await lock.release().catch(() => {});
      throw error;
    }
  }

  get config(): ExperimentConfig {
    return this.file.config;
  }

  /** The copy of the parameters that the run is to start from, and the file they were given in; undefined when it draws them. */
  get initialFile(): { readonly path: string; readonly called: string } | undefined {
    const path = initialPath(this.path);
    return this.file.initial ? { path, called: this.given ?? path } : undefined;
  }

  /**
   * The images as the run was begun with them, by the name that they had.
   * @throws DataError when they are others
   */
  sameData(data: Dataset): Dataset {
    const identity = this.file.data.identity;
    if (identity === null) return data;
    if (!isSameImages(identity, data.identity)) {
      const expected = 'the images that the run was begun with';
      throw new DataError({ path: this.path, found: `a run on other data than ${data.name} is now`, expected });
    }
    return { ...data, name: this.file.plan?.dataName ?? data.name, identity };
  }

  /** @throws StorageError */
  async planned(identity: DatasetIdentity, plan: PendingFile['plan']): Promise<void> {
    this.file = { ...this.file, data: { ...this.file.data, identity }, plan };
    await writePendingFile(this.path, { ...this.file, status: 'running', reason: null });
  }

  /** Begins to write the tensors, while the last metrics are made. How that ended is reported by `complete`. */
  writeTensors(outcome: RunOutcome, cancel: CancelFlag): void {
    this.tensors = writeTensors(outcome, this.path, cancel);
    this.tensors.catch(() => {});
  }

  /**
   * To be called after `writeTensors`.
   * @throws StorageError, CancelledError
   */
  async complete(run: Run): Promise<RunFile> {
    const checksums = await this.tensors;
    if (checksums === undefined) throw new Error('The tensors of the run have not been written.');
    const file = await writeComplete(run, checksums, this.path, new Date(this.file.started), this.seconds);
    // A complete run is one whatever is left beside it, which the next `reopen` removes.
    await this.lock.release().catch(() => {});
    await removeRest(this.path).catch(() => {});
    return file;
  }

  /**
   * Says in the folder how it ended, unless the run is complete, and releases it. One that never got as far as a plan
   * because of its config or its data is removed again: there is nothing to go on with.
   * @param isNew whether this process has made it
   * @returns what to report
   */
  async end(error: unknown, isNew: boolean): Promise<unknown> {
    // Nothing more is to be written into a folder that is released.
    await this.tensors?.catch(() => {});
    const reported = this.lock.lost ?? error;
    const kind = kindOf(reported);
    try {
      if (isNew && this.file.plan === null && (kind === 'config' || kind === 'data')) {
        await remove(named(this.path));
      } else if (this.lock.lost === undefined && (await readPendingFile(this.path)) !== null) {
        const status = (kind && ENDINGS[kind]) ?? 'interrupted';
        const reason = kind === 'cancelled' ? null : reported instanceof Error ? reported.message : String(reported);
        await remove(inside(this.path, TENSOR_PART));
        await writePendingFile(this.path, { ...this.file, seconds: this.seconds, status, reason });
      }
    } catch {
      // The caller reports what ended the run. By its lock, or without one, it counts as interrupted.
    }
    await this.lock.release().catch(() => {});
    return reported;
  }

  private get seconds(): number {
    return this.file.seconds + (performance.now() - this.since) / 1000;
  }
}

/** How a run stands after an error, by its kind. After any other it can be resumed as if it had been killed. */
const ENDINGS: Readonly<Partial<Record<ErrorKind, PendingStatus>>> = { cancelled: 'cancelled', diverged: 'failed' };

/** @throws DataError */
function refuseResume(path: string, { status, engine, reason }: PendingFile): void {
  if (status === 'failed')
    throw new DataError({
      path,
      found: `a run that failed (${reason ?? 'no reason is known'})`,
      expected: 'one that was interrupted or cancelled: this one would fail again',
    });
  if (engine !== ENGINE_VERSION)
    throw new DataError({
      path,
      found: `a run begun by engine ${engine}`,
      expected: `one of engine ${ENGINE_VERSION}, which alone goes on with the same bits: resume it with that version, or start it anew`,
    });
}

/** Checkpoints and whatever else a run leaves behind that is complete. */
async function removeRest(folder: string): Promise<void> {
  const rest = (await namesIn(named(folder))).filter(
    (name) => isCheckpoint(name) || isLock(name) || name === `${RUN_FILE}${PART_SUFFIX}`,
  );
  for (const name of rest) await remove(inside(folder, name));
}

function readGiven(path: string): Promise<Uint8Array> {
  return readWhole(named(path), {
    largest: LARGEST_TENSOR_FILE_BYTES,
    expected: 'a safetensors file with initial/… tensors',
  });
}
