import type { MeanWithInterval } from '../../model/sweep';
import { meanWithInterval } from '../statistics/meanInterval';
import type { CellFile } from './cellFile';
import { metricNames } from './cellsCsv';

/** Each metric over cells that differ by their seed alone; where it is undefined it is left out. */
export function overSeeds(cells: readonly Pick<CellFile, 'figures'>[]): Record<string, MeanWithInterval> {
  return Object.fromEntries(
    metricNames(cells).map((name) => [
      name,
      meanWithInterval(cells.flatMap(({ figures: metrics }) => metrics[name] ?? [])),
    ]),
  );
}
