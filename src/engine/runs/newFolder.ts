import { DataError, StorageError } from '../errors';
import { named } from '../files/door';
import { nameFolder } from '../files/files';

/**
 * Gives a folder that was made under another name its own, which nothing or an empty folder has.
 * @throws DataError when another process created it first, StorageError
 */
export async function nameNewFolder(temporary: string, folder: string): Promise<void> {
  await nameFolder(named(temporary), named(folder)).catch((error: unknown) => {
    if (!isInUse(error)) throw error;
    const found = 'a folder that somebody else uses';
    throw new DataError({ path: folder, found, expected: 'an absent or empty folder' }, { cause: error });
  });
}

function isInUse(error: unknown): boolean {
  if (!(error instanceof StorageError)) return false;
  return ['ENOTEMPTY', 'EEXIST'].includes(error.code) || (process.platform === 'win32' && error.code === 'EPERM');
}
