import { inside, namesIn } from '../files/door';
import { remove } from '../files/files';
import { RUNS_FOLDER } from './cellFile';

/** The numbers of the cells that a sweep's folder keeps as whole runs. Removes what a killed process left half written. */
export async function existingRuns(folder: string): Promise<Set<number>> {
  const names = await namesIn(inside(folder, RUNS_FOLDER));
  for (const name of names.filter((name) => name.startsWith('.'))) {
    await remove(inside(folder, RUNS_FOLDER, name));
  }
  return new Set(names.filter((name) => /^[1-9]\d*$/.test(name)).map(Number));
}
