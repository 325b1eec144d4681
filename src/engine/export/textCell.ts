/** What a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A text from outside as a cell of a CSV file: what would begin a formula has an apostrophe before it. Never for numbers. */
export function textCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
