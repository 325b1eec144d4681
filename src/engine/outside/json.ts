import { visit } from 'jsonc-parser';
import { DataError } from '../errors';
import { jsonFault } from './jsonFault';

/** Objects and lists within each other, at the most: far more than any file of ours has. */
export const DEEPEST_JSON = 64;

/** Keys that every object has something behind, which no file of ours needs. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads JSON from outside. What a parser would accept and two readers would understand differently is refused: a key that
 * stands twice in one object, keys of prototypes, and nesting that has no end.
 * @throws DataError
 */
export function parseJson(text: string, path: string, expected: string): unknown {
  const refuse = (found: string, cause?: unknown) => new DataError({ path, found, expected }, { cause });
  const { keys, tooDeepAt } = outlineOf(text);
  if (tooDeepAt !== undefined) throw refuse(`JSON nested more than ${DEEPEST_JSON} deep`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`text that is not JSON: ${jsonFault(text, error)}`, error);
  }
  let own = 0;
  for (const names of keysWithin(value)) {
    own += names.length;
    const wrong = names.find(isPrototypeKey);
    if (wrong !== undefined) throw refuse(`the key "${wrong}"`);
  }
  if (own < keys) throw refuse(`the key ${JSON.stringify(repeatedKey(text)?.key)} a second time in one object`);
  return value;
}

/** The keys of every object in a value. */
function* keysWithin(value: unknown): Generator<readonly string[]> {
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) yield Object.keys(next);
    // One by one: a call takes only so many arguments.
    for (const item of Object.values(next as object)) if (typeof item === 'object') rest.push(item);
  }
}

export function isPrototypeKey(key: string): boolean {
  return PROTOTYPE_KEYS.has(key);
}

/** The first key that stands twice in one object of JSON, with or without comments, and where. */
export function repeatedKey(text: string): { readonly key: string; readonly offset: number } | undefined {
  const objects: Set<string>[] = [];
  let found: { key: string; offset: number } | undefined;
  visit(text, {
    onObjectBegin: () => {
      objects.push(new Set());
    },
    onObjectProperty: (key, offset) => {
      const known = objects.at(-1);
      if (known?.has(key)) found ??= { key, offset };
      known?.add(key);
    },
    onObjectEnd: () => {
      objects.pop();
    },
  });
  return found;
}

/** The number of keys in the text of JSON, with or without comments, and where it goes deeper than `DEEPEST_JSON`, if it does. */
export interface Outline {
  readonly keys: number;
  readonly tooDeepAt: number | undefined;
}

/** Found without recursion, and before anything is made of the text. */
export function outlineOf(text: string): Outline {
  let keys = 0;
  /** What closes each object and list that is open. */
  const closers: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === SLASH) at = endOfComment(text, at);
    else if (code === COLON) keys++;
    else if (code === BRACKET || code === BRACE) {
      if (closers.length === DEEPEST_JSON) return { keys, tooDeepAt: at };
      // "]" and "}" come two after "[" and "{".
      closers.push(code + 2);
    } else if (code === closers.at(-1)) closers.pop();
  }
  return { keys, tooDeepAt: undefined };
}

const [QUOTE, SLASH, COLON, BRACKET, BRACE, BACKSLASH] = [0x22, 0x2f, 0x3a, 0x5b, 0x7b, 0x5c] as const;

/** The place of the quotation mark that ends a string, or of the line's end where none does. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE || isLineBreak(code)) return at;
    if (code === BACKSLASH) at++;
  }
  return text.length;
}

/** The place of the last character of a comment; of the slash itself where it begins none. */
function endOfComment(text: string, from: number): number {
  if (text[from + 1] === '*') {
    const end = text.indexOf('*/', from + 2);
    return end === -1 ? text.length : end + 1;
  }
  let at = from;
  if (text[from + 1] === '/') while (at < text.length && !isLineBreak(text.charCodeAt(at))) at++;
  return at;
}

function isLineBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}
