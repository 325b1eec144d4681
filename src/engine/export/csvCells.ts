/**
 * Cells and lines of CSV (RFC 4180): the only place that writes it. Which lines there are, and how they end, is for
 * whoever writes the file; a table of a whole network is written line after line and never held as cells.
 */

/** What a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A text from outside: what would begin a formula has an apostrophe before it. Never for numbers, whose sign is one. */
export function textCell(text: string): string {
  return plainCell(FORMULA.test(text) ? `'${text}` : text);
}

/** What is written as it is, such as JSON: within quotes only where a reader would take it for several cells or lines. */
export function plainCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A number with the fewest digits that give back the same float64; NaN is empty. JavaScript's own notation is the shortest
 * that round-trips (ECMA-262, Number::toString), but for the sign of −0.
 */
export function numberCell(value: number): string {
  if (Number.isNaN(value)) return '';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** @param end RFC 4180 has CRLF; files that are compared byte by byte on any system have LF */
export function csvLine(cells: readonly string[], end: '\r\n' | '\n'): string {
  return `${cells.join(',')}${end}`;
}
