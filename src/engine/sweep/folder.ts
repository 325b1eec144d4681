import { readdir, readFile } from 'node:fs/promises';
import { DataError } from '../errors';
import { writeWhole as writeBytes } from '../files/files';

/** The names in a folder; none when it is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** @throws DataError when there is no such file */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new DataError({ path, found: 'no readable file', expected: 'a file of a sweep' }, { cause: error });
  }
}

/** Writes a file whole or not at all: under a name of its own first. */
export function writeWhole(path: string, text: string): Promise<void> {
  return writeBytes(path, [Buffer.from(text)]);
}
