import { type ParseErrorCode, type ParseOptions, parse, printParseErrorCode, visit } from 'jsonc-parser';
import { ConfigError, type Mistake } from './errors';
import { isPrototypeKey, outlineOf, repeatedKey } from './untrusted/json';
import { DEEPEST_JSON } from './untrusted/jsonGauge';
import { inWords, placeInText } from './untrusted/textPlace';

/** Characters of a config or sweep file at the most: a sweep over ten thousand seeds has a hundredth of it. */
export const LONGEST_CONFIG_TEXT = 2 ** 22;
/** Values in one at the most: a sweep has 100,000 cells, and may have each on an axis. */
export const MOST_CONFIG_VALUES = 250_000;

const FORM: ParseOptions = { allowTrailingComma: true, disallowComments: false };

/**
 * Reads the text of a config file: JSON with comments and trailing commas.
 * @throws ConfigError naming line and column of what is not JSON, or a key of prototypes
 */
export function parseConfigText(text: string): unknown {
  const tooMuch = tooMuchIn(text);
  if (tooMuch !== undefined) throw new ConfigError([tooMuch]);
  visit(text, { onObjectProperty: refusePrototypeKey, onError: refuseAt(text) }, FORM);
  const repeated = repeatedKey(text);
  if (repeated === undefined) return parse(text, [], FORM);
  const found = `the key ${JSON.stringify(repeated.key)} a second time`;
  throw new ConfigError([{ path: placeInText(text, repeated.offset), found, expected: 'every key once' }]);
}

/** Told of the first mistake only: what a parser says after it has lost its way is seldom about the text, and without end. */
function refuseAt(text: string): (error: ParseErrorCode, offset: number, length: number) => never {
  return (error, offset, length) => {
    const found = JSON.stringify(text.slice(offset, offset + Math.max(1, length)));
    const mistake = { path: placeInText(text, offset), found: `${found} (${inWords(printParseErrorCode(error))})` };
    throw new ConfigError([{ ...mistake, expected: 'JSON, with comments if you like' }]);
  };
}

/** What is too much for a parser, which works by recursion and makes something of every character; undefined where nothing is. */
export function tooMuchIn(text: string): Mistake | undefined {
  if (text.length > LONGEST_CONFIG_TEXT)
    return { path: 'config', found: `${text.length} characters`, expected: `at most ${LONGEST_CONFIG_TEXT}` };
  const { tooMuch } = outlineOf(text, MOST_CONFIG_VALUES);
  if (tooMuch === undefined) return undefined;
  const expected = `at most ${MOST_CONFIG_VALUES.toLocaleString('en')} values, at most ${DEEPEST_JSON} deep`;
  return { path: placeInText(text, tooMuch.at), found: tooMuch.found, expected };
}

/** The parser assigns `__proto__` like any other key, which would set keys without naming them. */
function refusePrototypeKey(key: string): void {
  if (!isPrototypeKey(key)) return;
  throw new ConfigError([{ path: key, found: 'an unknown key', expected: 'keys of the config only' }]);
}
