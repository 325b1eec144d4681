import { basename, dirname, join } from 'node:path';
import type * as vscode from 'vscode';
import type { ExperimentConfig } from '../engine/config';
import { DataError } from '../engine/errors';
import { entriesIn, inside, named, namesIn } from '../engine/files/door';
import { type AnyRunFile, isForeign } from '../engine/runs/foreignFormat';
import { readPendingFile, standingOf } from '../engine/runs/pendingFile';
import { RUN_FILE, type RunFile } from '../engine/runs/runFormat';
import { RUN_ID } from '../engine/runs/runIndex';
import { readAnyRunFile, recordedElsewhere } from '../engine/runs/runStore';
import type { OpenedRunContract } from '../engine/worker/contracts';
import type { Call, CallOptions } from '../engine/worker/thread';
import type { OpenedFolders } from './openedFolders';
import type { Question, RunThreads } from './runThreads';
import { runsFolder, runsFolders } from './settings';
import { mayWrite } from './trust';
import type { UnfinishedRun } from './views/unfinishedView';

/** Runs whose files are kept in memory, the latest used last. */
const KEPT_IN_MEMORY = 16;

/** A run on disk, with what its file says. Its tensors are in the memory of the thread that owns it. */
export interface KnownRun<File extends AnyRunFile = AnyRunFile> {
  readonly folder: string;
  readonly file: File;
}

/** The runs on disk, by id. */
export class Runs implements vscode.Disposable {
  private readonly loaded = new Map<string, Promise<KnownRun>>();

  /**
   * @param storage the extension's own storage
   * @param opened the runs that were opened from outside the runs folders
   * @param threads own the runs that are open
   */
  constructor(
    private readonly storage: vscode.Uri,
    private readonly opened: OpenedFolders,
    private readonly threads: RunThreads,
  ) {}

  /** A folder for a run that is about to start, and its id. */
  newRun(now = new Date()): { id: string; folder: string } {
    const id = newId(now);
    return { id, folder: join(runsFolder(this.storage), id) };
  }

  /**
   * A run that this engine made.
   * @throws DataError when there is no such run, its file is damaged, or another system recorded it
   */
  async load(id: string): Promise<KnownRun<RunFile>> {
    const { folder, file } = await this.loadAny(id);
    if (isForeign(file)) throw recordedElsewhere(folder, file);
    return { folder, file };
  }

  /**
   * A run, whatever recorded it.
   * @throws DataError when there is no such run, or its file is damaged
   */
  async loadAny(id: string): Promise<KnownRun> {
    const read = async () => {
      const folder = await this.find(id);
      return { folder, file: await readAnyRunFile(folder) };
    };
    const known = this.loaded.get(id) ?? read();
    this.loaded.delete(id);
    this.loaded.set(id, known);
    for (const oldest of [...this.loaded.keys()].slice(0, -KEPT_IN_MEMORY)) this.loaded.delete(oldest);
    try {
      return await known;
    } catch (error) {
      this.loaded.delete(id);
      throw error;
    }
  }

  /**
   * Asks the thread that owns a run.
   * @throws DataError when there is no such run, or it is damaged; what the thread does
   */
  async ask<Name extends keyof OpenedRunContract>(
    id: string,
    name: Name,
    question: Question<Name>,
  ): Promise<OpenedRunContract[Name]['result']> {
    const { folder } = await this.loadAny(id);
    return this.start(folder, name, question).result;
  }

  /** Asks the thread that owns the run of a folder, which may be told to stop. */
  start<Name extends keyof OpenedRunContract>(
    folder: string,
    name: Name,
    question: Question<Name>,
    options?: CallOptions<OpenedRunContract[Name]['event']>,
  ): Call<OpenedRunContract[Name]['result']> {
    return this.threads.start({ folder, mayWrite: mayWrite(folder) }, name, question, options);
  }

  /** Lets go of what is open of a run: where a file is open it cannot be deleted everywhere. */
  async close(id: string): Promise<void> {
    const known = await this.loaded.get(id)?.catch(() => undefined);
    if (known !== undefined) await this.threads.close(known.folder);
  }

  /** Reads a run anew when it is next asked for. */
  async forget(id: string): Promise<void> {
    await this.close(id);
    this.loaded.delete(id);
  }

  dispose(): Promise<void> {
    return this.threads.dispose();
  }

  /**
   * Makes a run in any folder known by an id.
   * @throws DataError when the folder holds no run
   */
  async open(folder: string): Promise<string> {
    await readAnyRunFile(folder);
    const id = basename(folder);
    const isFound = RUN_ID.test(id) && runsFolders(this.storage).includes(dirname(folder));
    return isFound ? id : this.opened.remember(folder);
  }

  /**
   * @returns undefined when the run is complete
   * @throws DataError when there is no such run
   */
  async unfinishedRun(id: string): Promise<UnfinishedRun | undefined> {
    return unfinishedIn(id, await this.find(id));
  }

  /** Whether the folder of a run can be found. */
  async isThere(id: string): Promise<boolean> {
    const folder = await this.find(id).catch(() => undefined);
    return folder !== undefined && (await namesIn(named(folder)).catch((): string[] => [])).includes(RUN_FILE);
  }

  /** The config of a run that is kept in memory, whether or not its folder is there still. */
  async configInMemory(id: string): Promise<ExperimentConfig | undefined> {
    const run = await this.loaded.get(id)?.catch(() => undefined);
    return run === undefined || isForeign(run.file) ? undefined : run.file.config;
  }

  private async find(id: string): Promise<string> {
    const folders = runsFolders(this.storage);
    if (RUN_ID.test(id)) {
      for (const folder of folders) {
        const place = inside(folder, id);
        // A link to another folder is no run, as in the list.
        const names = await namesIn(place).catch((): string[] => []);
        if (names.includes(RUN_FILE)) return place.path;
      }
    }
    const elsewhere = this.opened.folderOf(id);
    if (elsewhere !== undefined) return elsewhere;
    throw new DataError({
      path: id,
      found: 'no run of this name',
      expected: `a folder with a ${RUN_FILE} in ${folders.join(' or ')}`,
    });
  }
}

/** Undefined for what is complete, or no run at all. */
async function unfinishedIn(id: string, folder: string): Promise<UnfinishedRun | undefined> {
  const file = await readPendingFile(folder).catch(() => null);
  return file === null ? undefined : { id, folder, file, status: await standingOf(folder, file) };
}

/** When something was started, and something to tell two of one second apart. */
export function newId(now: Date): string {
  const time = now.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  return `${time}-${crypto.randomUUID().slice(0, 4)}`;
}

/** What a runs folder holds, by name. */
export async function subfolders(folder: string): Promise<{ id: string; folder: string }[]> {
  // A runs folder that does not exist yet holds no runs.
  const entries = await entriesIn(named(folder)).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && RUN_ID.test(entry.name))
    .map(({ name }) => ({ id: name, folder: join(folder, name) }));
}
