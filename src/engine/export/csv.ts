import { csvLine, numberCell, textCell } from './csvCells';
import type { ExportColumn } from './parameterTable';

/** Rows that are written at a time: some milliseconds of work. */
const ROWS_A_BLOCK = 4096;

/**
 * Columns of numbers as CSV (RFC 4180) with a line of names, block after block, so that whoever writes them can let
 * others work in between. Numbers have the fewest digits that give back the same float64; NaN is empty. No text is a formula.
 */
export function* csvBlocks(columns: readonly ExportColumn[]): Generator<string> {
  const rows = columns[0]?.values.length ?? 0;
  yield line(columns.map(({ name }) => textCell(name)));
  for (let from = 0; from < rows; from += ROWS_A_BLOCK) {
    let block = '';
    for (let row = from; row < Math.min(rows, from + ROWS_A_BLOCK); row++)
      block += line(columns.map((column) => cell(column, row)));
    yield block;
  }
}

function line(cells: readonly string[]): string {
  return csvLine(cells, '\r\n');
}

function cell({ values, words }: ExportColumn, row: number): string {
  const value = values[row] as number;
  return words === undefined ? numberCell(value) : textCell(words[value] ?? '');
}
