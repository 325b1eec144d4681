import { resumeRun } from '../engine/runAndKeep';
import { cancelOnSignal } from './cancelOnSignal';
import { folderOfRun, relocatedData } from './onRun';
import { makeRun, printRun, type RunOptions } from './run';

export interface ResumeOptions extends Pick<RunOptions, 'checkpoint' | 'json'> {
  readonly data?: string;
}

/**
 * `attribution resume`: goes on with a run that was interrupted or cancelled. A complete one is left as it is.
 * @throws DataError, DivergenceError, CancelledError, StorageError
 */
export async function resumeCommand(folder: string, options: ResumeOptions): Promise<void> {
  const runFolder = await folderOfRun(folder);
  const run = await cancelOnSignal((cancel) =>
    makeRun((how) => resumeRun({ ...how, runFolder, ...relocatedData(options.data) }), cancel, options),
  );
  await printRun(run, options.json === true);
}
