import { join } from 'node:path';
import { codeOf, DataError, StorageError } from '../errors';
import { beside, entryAt, named, namesIn, openToRead } from '../files/door';
import { LONGEST } from './lockOwner';

/** Whatever has another number is no lock, and stands in nobody's way. */
const LOCK = /^running-([1-9]\d{0,8})\.lock$/;
export const LARGEST_NUMBER = 999_999_999;

export function isLock(name: string): boolean {
  return LOCK.test(name);
}

export function lockPath(folder: string, number: number): string {
  return join(folder, `running-${number}.lock`);
}

/** The numbers of the locks in a folder, ascending. */
export async function locksIn(folder: string): Promise<number[]> {
  // A missing folder has no locks.
  const names = await namesIn(named(folder)).catch((): string[] => []);
  return names.flatMap((name) => Number(LOCK.exec(name)?.[1] ?? []) || []).sort((a, b) => a - b);
}

/** A lock as it is at one time. */
export interface Look {
  /** Empty where it may not be read. */
  readonly text: string;
  /** When it was touched last, by whichever clock: only whether it changes means something. */
  readonly touched: number;
}

/**
 * Looks at a lock. It is opened for it, since only then does a network file system ask the server how the file is now.
 * @returns undefined when it does not exist
 * @throws DataError for what is no plain file, StorageError
 */
export async function lookAt(path: string): Promise<Look | undefined> {
  const place = beside(path);
  try {
    const entry = await entryAt(place);
    if (entry === null) return undefined;
    const file = await openToRead(place).catch((error: unknown) => {
      if (error instanceof DataError || codeOf(error) === 'ENOENT') throw error;
      return undefined;
    });
    if (file === undefined) return { text: '', touched: entry.mtimeMs };
    try {
      const { mtimeMs } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST), 0, LONGEST, 0);
      return { text: buffer.toString('utf8', 0, bytesRead), touched: mtimeMs };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw codeOf(error) === undefined ? error : new StorageError('look at', path, error as NodeJS.ErrnoException);
  }
}
