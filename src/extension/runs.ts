import { basename, dirname, join } from 'node:path';
import type * as vscode from 'vscode';
import type { ExperimentConfig } from '../engine/config';
import { DataError } from '../engine/errors';
import { entriesIn, inside, named, namesIn } from '../engine/files/door';
import { readPendingFile, standingOf } from '../engine/runs/pendingFile';
import { RUN_FILE } from '../engine/runs/runFormat';
import { RUN_ID } from '../engine/runs/runIndex';
import { type AnyRun, readAnyRun, readAnyRunFile, type StoredRun } from '../engine/runs/runStore';
import type { OpenedFolders } from './openedFolders';
import { runsFolder, runsFolders } from './settings';
import { mayWrite } from './trust';
import type { UnfinishedRun } from './views/unfinishedView';

/** Runs whose tensors are kept in memory, the latest used last. A run of the default size takes 8 MB. */
const KEPT_IN_MEMORY = 2;

/** The runs on disk, by id. */
export class Runs {
  private readonly loaded = new Map<string, Promise<AnyRun>>();

  /**
   * @param storage the extension's own storage
   * @param opened the runs that were opened from outside the runs folders
   */
  constructor(
    private readonly storage: vscode.Uri,
    private readonly opened: OpenedFolders,
  ) {}

  /** A folder for a run that is about to start, and its id. */
  newRun(now = new Date()): { id: string; folder: string } {
    const id = newId(now);
    return { id, folder: join(runsFolder(this.storage), id) };
  }

  /**
   * Reads a run that this engine made, or returns the one that was read before.
   * @throws DataError when there is no such run, it is damaged, or another system recorded it
   */
  async load(id: string): Promise<StoredRun> {
    const run = await this.loadAny(id);
    if (!('ink' in run)) return run;
    const { name, version } = run.file.source;
    throw new DataError({
      path: run.folder,
      found: `a run that ${name} ${version} recorded`,
      expected: 'one of Attribution: this needs its config and its data',
    });
  }

  /**
   * Reads a run, whatever recorded it, or returns the one that was read before.
   * @throws DataError when there is no such run, or it is damaged
   */
  async loadAny(id: string): Promise<AnyRun> {
    const known = this.loaded.get(id) ?? this.find(id).then((folder) => readAnyRun(folder, mayWrite(folder)));
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

  /** Reads a run anew when it is next asked for. */
  forget(id: string): void {
    this.loaded.delete(id);
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
    return run === undefined || 'ink' in run ? undefined : run.file.config;
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
