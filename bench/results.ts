import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RESULTS = join(__dirname, '../../bench/RESULTS.md');

/** Puts what a benchmark found into its part of RESULTS.md, and leaves the parts of the others as they are. */
export function writePart(name: string, markdown: string): void {
  writeFileSync(RESULTS, withPart(readFileSync(RESULTS, 'utf8'), name, markdown));
}

/** A text with the part of that name replaced; put at the end if there is none. */
export function withPart(text: string, name: string, markdown: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const part = `${begin}\n\n${markdown.trim()}\n\n${end}`;
  const [from, until] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0) return `${text.trimEnd()}\n\n${part}\n`;
  if (until < from) throw new Error(`RESULTS.md has "${begin}" and after it no "${end}".`);
  return `${text.slice(0, from)}${part}${text.slice(until + end.length)}`;
}
