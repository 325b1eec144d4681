import type { Column } from './parameterTable';
import { textCell } from './textCell';

/** Rows that are written at a time: some milliseconds of work. */
const ROWS_A_BLOCK = 4096;

/**
 * Columns of numbers as CSV (RFC 4180) with a line of names, block after block, so that whoever writes them can let
 * others work in between. Numbers have the fewest digits that give back the same float64; NaN is empty. No text is a formula.
 */
export function* csvBlocks(columns: readonly Column[]): Generator<string> {
  const rows = columns[0]?.values.length ?? 0;
  yield line(columns.map(({ name }) => field(name)));
  for (let from = 0; from < rows; from += ROWS_A_BLOCK) {
    let block = '';
    for (let row = from; row < Math.min(rows, from + ROWS_A_BLOCK); row++)
      block += line(columns.map((column) => cell(column, row)));
    yield block;
  }
}

function line(fields: readonly string[]): string {
  return `${fields.join(',')}\r\n`;
}

function cell({ values, words }: Column, row: number): string {
  const value = values[row] as number;
  return words === undefined ? shortest(value) : field(words[value] ?? '');
}

function field(text: string): string {
  const cell = textCell(text);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** JavaScript's own notation is the shortest that round-trips (ECMA-262, Number::toString), but for the sign of −0. */
function shortest(value: number): string {
  if (Number.isNaN(value)) return '';
  return Object.is(value, -0) ? '-0' : String(value);
}
