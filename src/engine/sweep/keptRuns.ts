import { join } from 'node:path';
import { remove } from '../files/files';
import { RUNS_FOLDER } from './cellFile';
import { namesIn } from './folder';

/** The numbers of the cells that a sweep's folder keeps as whole runs. Removes what a killed process left half written. */
export async function existingRuns(folder: string): Promise<Set<number>> {
  const names = await namesIn(join(folder, RUNS_FOLDER));
  for (const name of names.filter((name) => name.startsWith('.'))) {
    await remove(join(folder, RUNS_FOLDER, name));
  }
  return new Set(names.filter((name) => /^[1-9]\d*$/.test(name)).map(Number));
}
