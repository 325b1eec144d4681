import { csvLine, plainCell, textCell } from '../export/csvCells';
import type { CellFile } from './cellFile';
import { asText } from './grid';
import type { Axis } from './sweepInput';

/**
 * The table of a sweep (RFC 4180 quoting, lines ended by "\n"): one row a cell, the values of the axes, how it ended, its
 * figures with as many digits as tell a float64 from every other. A figure that a cell does not have is empty. The bytes
 * depend on the cells alone: metrics stand in the order in which they first occur from cell to cell. No text is a formula.
 * @param cells in the order of their numbers
 */
export function cellsCsv(axes: readonly Axis[], cells: readonly CellFile[]): string {
  const names = metricNames(cells);
  const header = [...axes.map(({ key }) => key), 'status', ...names].map(textCell);
  const rows = cells.map(({ values, status, figures: metrics }) => [
    ...values.map((value) => (typeof value === 'string' ? textCell(value) : plainCell(asText(value)))),
    status,
    ...names.map((name) => (Object.hasOwn(metrics, name) ? String(metrics[name]) : '')),
  ]);
  return [header, ...rows].map((cells) => csvLine(cells, '\n')).join('');
}

/** Every metric that some cell has. */
export function metricNames(cells: readonly Pick<CellFile, 'figures'>[]): string[] {
  return [...new Set(cells.flatMap(({ figures: metrics }) => Object.keys(metrics)))];
}
