import { open, readdir, rename, rm } from 'node:fs/promises';
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

/** Writes a file whole or not at all: under a name of its own first. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const part = partOf(path);
  // What is there may be a link to a file elsewhere, which is not to be written to.
  await rm(part, { force: true });
  const file = await open(part, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(part, path);
}

/** The name under which a file is written until it is whole: always the same, so that nothing piles up. */
export function partOf(path: string): string {
  return `${path}.part`;
}
