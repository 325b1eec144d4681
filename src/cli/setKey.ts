import { ConfigError } from '../engine/errors';

/**
 * Sets one key of a config that has been read but not checked yet.
 * @param input is changed in place
 * @param pair `phase1.rows=1200`, `groups.a=[3,5]`, `phase1.tally="whole"`; a value that is not JSON is a text
 * @throws ConfigError when `pair` is not key=value, or the key leads through something that has no keys
 */
export function setKey(input: unknown, pair: string): void {
  const equals = pair.indexOf('=');
  if (equals < 1) throw refusal('--set', JSON.stringify(pair), 'key=value, such as phase1.rows=1200');
  const path = pair.slice(0, equals).split('.');
  const last = path.pop() as string;
  let target = input;
  for (const [depth, key] of path.entries()) {
    const at = path.slice(0, depth + 1).join('.');
    const parent = recordAt(target, at);
    if (!Object.hasOwn(parent, key)) define(parent, key, {});
    target = parent[key];
  }
  define(recordAt(target, path.join('.') || 'config'), last, jsonOrText(pair.slice(equals + 1)));
}

function recordAt(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refusal(path, JSON.stringify(value), 'an object with keys, { … }');
}

/** Like an assignment, except that a key such as `__proto__` is a key like any other (and refused as unknown later). */
function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refusal(path: string, found: string, expected: string): ConfigError {
  return new ConfigError([{ path, found, expected }]);
}
