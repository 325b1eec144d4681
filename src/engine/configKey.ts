import { isRecord } from '../model/guards';
import { ConfigError } from './errors';

/**
 * Sets one key of a config that has been read but not checked yet.
 * @param input is changed in place
 * @param path the key's path, `['phase1', 'rows']`; objects on the way that are missing are made
 * @throws ConfigError when the path leads through something that has no keys
 */
export function setConfigKey(input: unknown, path: readonly string[], value: unknown): void {
  let target = input;
  for (const [depth, key] of path.slice(0, -1).entries()) {
    const parent = recordAt(target, path.slice(0, depth));
    if (!Object.hasOwn(parent, key)) define(parent, key, {});
    target = parent[key];
  }
  define(recordAt(target, path.slice(0, -1)), path.at(-1) as string, value);
}

function recordAt(value: unknown, path: readonly string[]): Record<string, unknown> {
  if (isRecord(value) && !Array.isArray(value)) return value;
  throw new ConfigError([
    { path: path.join('.') || 'config', found: JSON.stringify(value), expected: 'an object with keys, { … }' },
  ]);
}

/** Like an assignment, except that a key such as `__proto__` is a key like any other (and refused as unknown later). */
function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
