import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import { inWords, placeInText } from './textPlace';

/** Numbers of many languages for which JSON has no word. */
const NOT_A_NUMBER = /^[-+]?(?:NaN|Infinity)\b/i;

/** Most characters of what was found in a message. */
const LONGEST_FOUND = 40;

class Found extends Error {}

/**
 * What the first thing is that keeps a text from being JSON, and where: `NaN at line 3, column 18`.
 * @param text not nested deeper than a parser by recursion can go
 * @param error what `JSON.parse` said, for faults that have no place
 */
export function jsonFault(text: string, error: unknown): string {
  let fault: { readonly code: ParseErrorCode; readonly offset: number } | undefined;
  try {
    visit(
      text,
      {
        onError: (code, offset) => {
          fault = { code, offset };
          // What comes after it is seldom about the text, and may be long.
          throw new Found();
        },
      },
      { disallowComments: true, allowTrailingComma: false },
    );
  } catch (thrown) {
    if (!(thrown instanceof Found)) throw thrown;
  }
  if (fault === undefined) return error instanceof Error ? error.message : String(error);
  const { code, offset } = fault;
  const at = placeInText(text, offset);
  const number = NOT_A_NUMBER.exec(text.slice(offset, offset + LONGEST_FOUND))?.[0];
  if (number !== undefined) return `${number} at ${at}, where null would say that there is no number`;
  const word = /^[-+]?\w+|^./su.exec(text.slice(offset, offset + LONGEST_FOUND))?.[0];
  const found = word === undefined ? 'the end of the text' : JSON.stringify(word);
  return `${found} at ${at} (${inWords(printParseErrorCode(code))})`;
}
