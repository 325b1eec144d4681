import { resolve } from 'node:path';
import type { ExperimentConfig } from '../config';
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

/** What of a config decides its data set: configs with one key have one data set. */
export function dataKey({ data, drawn }: ExperimentConfig): string {
  return JSON.stringify(data === 'drawn' ? [data, drawn] : [data]);
}

/**
 * Opens the data set that a config asks for.
 * @throws CancelledError, DataError
 */
export async function openDataset(config: ExperimentConfig, context: DataContext): Promise<Dataset> {
  const open = isNamedSource(config.data) ? NAMED[config.data] : undefined;
  return open === undefined ? openIdxFolder(resolve(config.data), context) : open(config, context);
}
