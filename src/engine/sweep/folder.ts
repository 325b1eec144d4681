import { readdir } from 'node:fs/promises';
import { readWholeText } from '../outside/file';

/** The names in a folder; none when it is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Bytes of a file of a sweep at the most; a cell has a few thousand. */
const LARGEST_FILE_BYTES = 2 ** 24;

/**
 * @param within the folder of the sweep, which no link leads out of
 * @throws DataError when there is no such file
 */
export async function readText(path: string, within: string): Promise<string> {
  return readWholeText(path, { largest: LARGEST_FILE_BYTES, expected: 'a file of a sweep', within });
}
