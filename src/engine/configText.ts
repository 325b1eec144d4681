import { type ParseError, parse, printParseErrorCode, visit } from 'jsonc-parser';
import { ConfigError } from './errors';

/**
 * Reads the text of a config file: JSON with comments and trailing commas.
 * @throws ConfigError naming line and column of what is not JSON
 */
export function parseConfigText(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true, disallowComments: false });
  if (errors.length === 0) {
    visit(text, { onObjectProperty: refusePrototypeKey });
    return value;
  }
  // The first one only: what a parser says after it has lost its way is seldom about the text.
  const { error, offset, length } = errors[0] as ParseError;
  throw new ConfigError([
    {
      path: placeOf(text, offset),
      found: `${JSON.stringify(text.slice(offset, offset + Math.max(1, length)))} (${inWords(printParseErrorCode(error))})`,
      expected: 'JSON, with comments if you like',
    },
  ]);
}

/** The parser assigns `__proto__` like any other key, which would set keys without naming them. */
function refusePrototypeKey(key: string): void {
  if (key !== '__proto__') return;
  throw new ConfigError([{ path: key, found: 'an unknown key', expected: 'keys of the config only' }]);
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before[before.length - 1] as string).length + 1}`;
}

/** `CommaExpected` → `comma expected`. */
function inWords(code: string): string {
  return code.replace(/(?<=[a-z])([A-Z])/g, ' $1').toLowerCase();
}
