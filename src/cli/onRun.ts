import { join, resolve } from 'node:path';
import type { DataContext } from '../engine/data/dataset';
import { locatedData } from '../engine/data/sources';
import { DataError, whyUnreadable } from '../engine/errors';
import { entryAt, named, namesIn } from '../engine/files/door';
import { RUN_FILE } from '../engine/runs/runFormat';
import { readRun, type StoredRun } from '../engine/runs/runStore';
import { RUNS_FOLDER, SWEEP_FILE } from '../engine/sweep/cellFile';
import { cacheFolder } from './cacheFolder';
import { cancelOnSignal } from './cancelOnSignal';
import { isTerminal, tellOver } from './streams';

/** What `--data` says of a kept run: where its images are now. */
export function relocatedData(data: string | undefined): { readonly data?: string } {
  return data === undefined ? {} : { data: locatedData(data, '') };
}

/**
 * The folder of a run that is named on the command line. What is none is refused in its own name, and not in that of a
 * file that it does not hold: a sweep, most often, or an empty folder.
 * @throws DataError
 */
export async function folderOfRun(given: string): Promise<string> {
  const folder = resolve(given);
  const refuse = (found: string, expected = 'the folder of a run') => new DataError({ path: folder, found, expected });
  const entry = await entryAt(named(folder)).catch((error: unknown) => {
    throw error instanceof DataError ? error : refuse(`no readable folder (${whyUnreadable(error)})`);
  });
  if (entry === null) throw refuse('nothing');
  if (!entry.isDirectory()) throw refuse('a file');
  const names = await namesIn(named(folder));
  if (names.includes(RUN_FILE)) return folder;
  if (!names.includes(SWEEP_FILE)) throw refuse(`a folder without ${RUN_FILE}`);
  throw refuse('a sweep or replication', cellOf(folder, names));
}

function cellOf(folder: string, names: readonly string[]): string {
  const cell = join(folder, RUNS_FOLDER, '1');
  return names.includes(RUNS_FOLDER)
    ? `the folder of a run, as ${cell} is of its first cell`
    : `the folder of a run, as ${cell} is where its cells are kept with --keep-runs`;
}

/**
 * Does something with a run that has been kept, until it is done or interrupted.
 * @param work yields what is to be shown of its progress
 * @throws DataError, CancelledError, and what the work throws
 */
export function onRun<Result>(
  folder: string,
  work: (run: StoredRun, context: DataContext) => AsyncGenerator<string, Result>,
): Promise<Result> {
  const show = (line: string) => isTerminal() && tellOver(line);
  return cancelOnSignal(async (cancel) => {
    try {
      const context = { cacheFolder: cacheFolder(), cancel, progress: show };
      const steps = work(await readRun(await folderOfRun(folder)), context);
      let next = await steps.next();
      for (; !next.done; next = await steps.next()) show(next.value);
      return next.value;
    } finally {
      show('');
    }
  });
}
