import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { DataError } from '../engine/errors';
import { RUN_FILE, type RunFile } from '../engine/runs/runFormat';
import { readRun, readRunFile, type StoredRun } from '../engine/runs/runStore';
import { runsFolder, runsFolders } from './settings';

/** Runs whose tensors are kept in memory, the latest used last. A run of the default size takes 8 MB. */
const KEPT_IN_MEMORY = 2;

/** A run's id is the name of its folder: when it was started, and something to tell two of one second apart. */
const RUN_ID = /^[\w-]{1,100}$/;

/** The runs on disk, by id. */
export class Runs {
  private readonly loaded = new Map<string, Promise<StoredRun>>();

  /** @param storage the extension's own storage */
  constructor(private readonly storage: vscode.Uri) {}

  /** A folder for a run that is about to start, and its id. */
  newRun(now = new Date()): { id: string; folder: string } {
    const time = now.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
    const id = `${time}-${crypto.randomUUID().slice(0, 4)}`;
    return { id, folder: join(runsFolder(this.storage), id) };
  }

  /**
   * Reads a run, or returns the one that was read before.
   * @throws DataError when there is no such run, or it is damaged
   */
  async load(id: string): Promise<StoredRun> {
    const known = this.loaded.get(id) ?? this.find(id).then(readRun);
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

  /** Every run that can be found, the newest first, with what its `run.json` says. */
  async list(): Promise<{ id: string; file: RunFile }[]> {
    const folders = await Promise.all(runsFolders(this.storage).map(subfolders));
    const runs = await Promise.all(
      folders.flat().map(async ({ id, folder }) => {
        const file = await readRunFile(folder).catch(() => undefined);
        return file === undefined ? [] : [{ id, file }];
      }),
    );
    return runs.flat().sort((one, other) => other.file.started.localeCompare(one.file.started));
  }

  private async find(id: string): Promise<string> {
    const folders = runsFolders(this.storage);
    if (RUN_ID.test(id)) {
      for (const folder of folders) {
        const runFolder = join(folder, id);
        // A link to a folder elsewhere is no run, as in the list.
        const isFolder = await lstat(runFolder).then(
          (entry) => entry.isDirectory(),
          () => false,
        );
        if (isFolder && (await readdir(runFolder)).includes(RUN_FILE)) return runFolder;
      }
    }
    throw new DataError({
      path: id,
      found: 'no run of this name',
      expected: `a folder with a ${RUN_FILE} in ${folders.join(' or ')}`,
    });
  }
}

async function subfolders(folder: string): Promise<{ id: string; folder: string }[]> {
  // A runs folder that does not exist yet holds no runs.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && RUN_ID.test(entry.name))
    .map(({ name }) => ({ id: name, folder: join(folder, name) }));
}
