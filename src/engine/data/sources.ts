import { isAbsolute, resolve } from 'node:path';
import type { ExperimentConfig } from '../config';
import { DataError } from '../errors';
import type { DataContext, Dataset } from './dataset';
import { openDrawnDigits } from './drawnDigits';
import { openIdxFolder } from './idxFolder';
import { openMnist } from './mnist';

/** Data sets a config may call by name. A new one is one line here. */
const NAMED: Readonly<Record<string, (config: ExperimentConfig, context: DataContext) => Dataset | Promise<Dataset>>> =
  {
    drawn: (config) => openDrawnDigits(config.drawn.seed),
    mnist: (_config, context) => openMnist(context),
  };

/** Whether a config's `data` is a name rather than a folder. */
export function isNamedSource(data: string): boolean {
  return Object.hasOwn(NAMED, data);
}

/**
 * What a `data` says, wherever it is read: a name as it is, a folder by its absolute path.
 * @param from where a relative path begins: the folder of the file that says it; on a command line the current folder
 */
export function locatedData(data: string, from: string): string {
  return isNamedSource(data) ? data : resolve(from, data);
}

/** What of a config decides its data set: configs with one key have one data set. */
export function dataKey({ data, drawn }: ExperimentConfig): string {
  return JSON.stringify(data === 'drawn' ? [data, drawn] : [data]);
}

/**
 * Opens the data set that a config asks for.
 * @throws CancelledError; DataError, also for a relative path, whose beginning nobody here knows
 */
export async function openDataset(config: ExperimentConfig, context: DataContext): Promise<Dataset> {
  const { data } = config;
  const open = isNamedSource(data) ? NAMED[data] : undefined;
  if (open !== undefined) return open(config, context);
  if (isAbsolute(data)) return openIdxFolder(data, context);
  throw new DataError({
    path: `data ${JSON.stringify(data)}`,
    found: 'a relative path, meant from a file that is not known here',
    expected: 'an absolute path, or the command and the file that it was begun with',
  });
}
