import { stat } from 'node:fs/promises';
import type { CancelFlag } from '../cancellation';
import { StorageError } from '../errors';
import { disk } from '../files/disk';
import { named } from '../files/door';
import { makeFolder } from '../files/files';
import { FolderLock } from '../runs/lock';
import type { OwnerWork } from '../runs/lockOwner';

/** Another process may take an empty folder away between its making and its lock. */
const TRIES = 5;

/**
 * Does work in a folder that nobody else works in meanwhile. The folder is made if it does not exist, and removed again
 * when nothing has come into it.
 * @param cancel is raised when the folder is removed, or taken over; that is then what is thrown
 * @throws DataError when somebody else is at work in it, StorageError, CancelledError, and whatever the work throws
 */
export async function* owning<Event, Result>(
  folder: string,
  work: OwnerWork,
  cancel: CancelFlag,
  action: () => AsyncGenerator<Event, Result>,
): AsyncGenerator<Event, Result> {
  const isNew = await isAbsent(folder);
  const lock = await take(folder, work, cancel);
  try {
    return yield* action();
  } catch (error) {
    throw lock.lost ?? error;
  } finally {
    // A lock that cannot be removed is one of a process that will have ended.
    await lock.release().catch(() => {});
    // One that holds something stays.
    if (isNew) await disk.removeEmptyFolder(folder).catch(() => {});
  }
}

async function take(folder: string, work: OwnerWork, cancel: CancelFlag): Promise<FolderLock> {
  for (let tries = 1; ; tries++) {
    await makeFolder(named(folder));
    try {
      return await FolderLock.acquire(folder, work, cancel);
    } catch (error) {
      if (tries === TRIES || !(error instanceof StorageError) || error.code !== 'ENOENT') throw error;
    }
  }
}

function isAbsent(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => false,
    () => true,
  );
}
