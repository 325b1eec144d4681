import { visit } from 'jsonc-parser';
import { DataError } from '../errors';
import { jsonFault } from './jsonFault';
import { JsonGauge, type TooMuch } from './jsonGauge';

/** Keys that every object has something behind, which no file of ours needs. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads JSON from outside. What a parser would accept and two readers would understand differently is refused: a key that
 * stands twice in one object, keys of prototypes, and nesting that has no end. So are more values than the file can have,
 * before anything is made of them.
 * @param mostValues lists, objects, texts, numbers and the like, at the most
 * @throws DataError
 */
export function parseJson(text: string, path: string, expected: string, mostValues: number): unknown {
  const refuse = (found: string, cause?: unknown) => new DataError({ path, found, expected }, { cause });
  const { keys, tooMuch } = outlineOf(text, mostValues);
  if (tooMuch !== undefined) throw refuse(tooMuch.found);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`text that is not JSON: ${jsonFault(text, error)}`, error);
  }
  const found = keysWithin(value);
  if (found.wrong !== undefined) throw refuse(`the key "${found.wrong}"`);
  if (found.keys < keys) throw refuse(`the key ${JSON.stringify(repeatedKey(text)?.key)} a second time in one object`);
  return value;
}

interface Keys {
  keys: number;
  /** One of prototypes. */
  wrong?: string;
}

/** Counts the keys of every object in a value that is not deeper than `DEEPEST_JSON`. */
function keysWithin(value: unknown, found: Keys = { keys: 0 }): Keys {
  if (typeof value !== 'object' || value === null) return found;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') keysWithin(item, found);
    return found;
  }
  for (const key of Object.keys(value)) {
    found.keys++;
    if (isPrototypeKey(key)) found.wrong ??= key;
    const item = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof item === 'object') keysWithin(item, found);
  }
  return found;
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

/** The number of keys in the text of JSON, with or without comments, and what is too much in it, at which character. */
export interface Outline {
  readonly keys: number;
  readonly tooMuch: TooMuch | undefined;
}

/** Characters that are looked at in one go: a copy of the whole text would take as much memory again. */
const PIECE = 2 ** 14;
/** No character of UTF-16 takes more than three bytes. */
const scratch = new Uint8Array(3 * PIECE);
const encoder = new TextEncoder();

/** Found before anything is made of the text. */
export function outlineOf(text: string, mostValues: number): Outline {
  const gauge = new JsonGauge(mostValues);
  let before = 0;
  for (let from = 0; from < text.length; ) {
    const { read, written } = encoder.encodeInto(text.slice(from, from + PIECE), scratch);
    const tooMuch = gauge.take(scratch.subarray(0, written));
    if (tooMuch !== undefined) {
      const at = from + new TextDecoder().decode(scratch.subarray(0, tooMuch.at - before)).length;
      return { keys: gauge.keys, tooMuch: { ...tooMuch, at } };
    }
    from += read;
    before += written;
  }
  return { keys: gauge.keys, tooMuch: undefined };
}
