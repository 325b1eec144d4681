import { resolve } from 'node:path';
import type { DataContext } from '../engine/data/dataset';
import { locatedData } from '../engine/data/sources';
import { readRun, type StoredRun } from '../engine/runs/runStore';
import { cacheFolder } from './cacheFolder';
import { cancelOnSignal } from './cancelOnSignal';
import { isTerminal, tellOver } from './streams';

/** What `--data` says of a kept run: where its images are now. */
export function relocatedData(data: string | undefined): { readonly data?: string } {
  return data === undefined ? {} : { data: locatedData(data, '') };
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
      const steps = work(await readRun(resolve(folder)), context);
      let next = await steps.next();
      for (; !next.done; next = await steps.next()) show(next.value);
      return next.value;
    } finally {
      show('');
    }
  });
}
