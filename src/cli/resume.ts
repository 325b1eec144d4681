import { resolve } from 'node:path';
import { resumeRun } from '../engine/runAndKeep';
import { elsewhere } from './onRun';
import { makeRun, print, type RunOptions } from './run';

export interface ResumeOptions extends Pick<RunOptions, 'checkpoint' | 'json'> {
  readonly data?: string;
}

/**
 * `attribution resume`: goes on with a run that was interrupted or cancelled. A complete one is left as it is.
 * @throws DataError, DivergenceError, CancelledError, StorageError
 */
export async function resumeCommand(folder: string, options: ResumeOptions): Promise<void> {
  const run = await makeRun(
    (how) => resumeRun({ ...how, runFolder: resolve(folder), ...elsewhere(options.data) }),
    options,
  );
  print(run, options.json === true);
}
