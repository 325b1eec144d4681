import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { DataError } from '../errors';

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
export async function writeWhole(path: string, text: string): Promise<void> {
  const part = partOf(path);
  const file = await open(part, 'w');
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
