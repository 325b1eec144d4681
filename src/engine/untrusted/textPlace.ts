/** Where a character of a text stands, both from 1: `line 3, column 18`. */
export function placeInText(text: string, offset: number): string {
  let [line, start] = [1, 0];
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return `line ${line}, column ${offset - start + 1}`;
}

/** What a parser calls a fault: `CommaExpected` → `comma expected`. */
export function inWords(code: string): string {
  return code.replace(/(?<=[a-z])([A-Z])/g, ' $1').toLowerCase();
}
