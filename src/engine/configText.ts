import { type ParseError, parse, printParseErrorCode, visit } from 'jsonc-parser';
import { ConfigError } from './errors';
import { DEEPEST_JSON, isPrototypeKey, outlineOf, repeatedKey } from './outside/json';
import { inWords, placeIn } from './outside/textPlace';

/** Characters of a config or sweep file at the most: a sweep over ten thousand seeds has a hundredth of it. */
export const LONGEST_CONFIG_TEXT = 2 ** 22;

/**
 * Reads the text of a config file: JSON with comments and trailing commas.
 * @throws ConfigError naming line and column of what is not JSON, or a key of prototypes
 */
export function parseConfigText(text: string): unknown {
  refuseUnreadable(text);
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true, disallowComments: false });
  if (errors.length === 0) {
    visit(text, { onObjectProperty: refusePrototypeKey });
    const repeated = repeatedKey(text);
    if (repeated === undefined) return value;
    const found = `the key ${JSON.stringify(repeated.key)} a second time`;
    throw new ConfigError([{ path: placeIn(text, repeated.offset), found, expected: 'every key once' }]);
  }
  // The first one only: what a parser says after it has lost its way is seldom about the text.
  const { error, offset, length } = errors[0] as ParseError;
  throw new ConfigError([
    {
      path: placeIn(text, offset),
      found: `${JSON.stringify(text.slice(offset, offset + Math.max(1, length)))} (${inWords(printParseErrorCode(error))})`,
      expected: 'JSON, with comments if you like',
    },
  ]);
}

/** What is too much for the parser, which works by recursion. */
function refuseUnreadable(text: string): void {
  if (text.length > LONGEST_CONFIG_TEXT) {
    const expected = `at most ${LONGEST_CONFIG_TEXT}`;
    throw new ConfigError([{ path: 'config', found: `${text.length} characters`, expected }]);
  }
  const { tooDeepAt } = outlineOf(text);
  if (tooDeepAt === undefined) return;
  const found = `${DEEPEST_JSON + 1} objects and lists within each other`;
  throw new ConfigError([{ path: placeIn(text, tooDeepAt), found, expected: `at most ${DEEPEST_JSON}` }]);
}

/** The parser assigns `__proto__` like any other key, which would set keys without naming them. */
function refusePrototypeKey(key: string): void {
  if (!isPrototypeKey(key)) return;
  throw new ConfigError([{ path: key, found: 'an unknown key', expected: 'keys of the config only' }]);
}
