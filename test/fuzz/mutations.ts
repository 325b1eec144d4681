import type { RandomStream } from '../../src/engine/network/random';
import { at } from '../engine/support';

/** One of a list. */
export function oneOf<Item>(random: RandomStream, list: ArrayLike<Item>): Item {
  return at(list, random.integer(list.length));
}

/** Bytes that something has happened to, up to four times: flips, cuts, splices, lengths that lie. */
export function mutatedBytes(bytes: Uint8Array, random: RandomStream): Buffer {
  let made: Buffer = Buffer.from(bytes);
  for (let times = 1 + random.integer(4); times > 0; times--) made = oneOf(random, BYTE_MUTATIONS)(made, random);
  return made;
}

const LENGTHS = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0xffffn,
  2n ** 24n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 64n - 1n,
];

const BYTE_MUTATIONS: readonly ((bytes: Buffer, random: RandomStream) => Buffer)[] = [
  (bytes, random) => changed(bytes, random, (byte) => byte ^ (1 << random.integer(8))),
  (bytes, random) => changed(bytes, random, () => random.integer(256)),
  (bytes, random) => changed(bytes, random, () => oneOf(random, [0, 1, 0x7f, 0x80, 0xff])),
  // Most of what decides stands at the beginning.
  (bytes, random) => changed(bytes, random, () => random.integer(256), 16),
  (bytes, random) => bytes.subarray(0, random.integer(bytes.length + 1)),
  (bytes, random) => bytes.subarray(random.integer(bytes.length + 1)),
  (bytes, random) => Buffer.concat([bytes, Buffer.alloc(1 + random.integer(40), random.integer(256))]),
  (bytes, random) => {
    const [from, to] = [random.integer(bytes.length + 1), random.integer(bytes.length + 1)];
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  (bytes, random) => {
    const width = oneOf(random, [1, 2, 4, 8]);
    if (bytes.length < width) return bytes;
    const made = Buffer.from(bytes);
    const field = Buffer.alloc(8);
    const little = random.integer(2) === 0;
    if (little) field.writeBigUInt64LE(oneOf(random, LENGTHS));
    else field.writeBigUInt64BE(oneOf(random, LENGTHS));
    const reach = random.integer(2) === 0 ? Math.min(24, bytes.length - width + 1) : bytes.length - width + 1;
    (little ? field.subarray(0, width) : field.subarray(8 - width)).copy(made, random.integer(reach));
    return made;
  },
];

function changed(bytes: Buffer, random: RandomStream, change: (byte: number) => number, within = bytes.length): Buffer {
  const made = Buffer.from(bytes);
  if (made.length === 0) return made;
  const place = random.integer(Math.min(within, made.length));
  made[place] = change(at(made, place));
  return made;
}

/** What may stand anywhere in a value and seldom does any good. */
function intruder(random: RandomStream): unknown {
  const nested = (depth: number): unknown =>
    depth === 0 ? 1 : random.integer(2) === 0 ? [nested(depth - 1)] : { a: nested(depth - 1) };
  return oneOf<() => unknown>(random, [
    () => null,
    () => oneOf(random, [true, false]),
    () =>
      oneOf(random, [
        0,
        -0,
        -1,
        1,
        2,
        1.5,
        1e-300,
        255,
        256,
        1000,
        1001,
        65536,
        2 ** 31,
        2 ** 32,
        2 ** 53,
        2 ** 60,
        1e308,
        -1e308,
      ]),
    () => random.integer(1000),
    () =>
      oneOf(random, [
        '',
        'x',
        '1',
        'toString',
        '__proto__',
        'constructor',
        '../..',
        '/etc/passwd',
        '\u0000',
        '\ud800',
        '<script>',
        'é'.repeat(3000),
      ]),
    () => [],
    () => ({}),
    () => nested(1 + random.integer(100)),
    () => new Array(random.integer(200)).fill(random.integer(10)),
    () => Array.from({ length: random.integer(200) }, (_, index) => index),
    () => Object.fromEntries(Array.from({ length: random.integer(50) }, (_, index) => [`k${index}`, index])),
  ])();
}

const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', 'length', 'x', '0', '1'];

/** A value that something has happened to, in some places. The value itself stays as it is. */
export function mutatedValue(value: unknown, random: RandomStream): unknown {
  const box = { value: structuredClone(value) };
  for (let times = 1 + random.integer(3); times > 0; times--) {
    const places = placesIn(box);
    if (places.length === 0) break;
    const { parent, key } = oneOf(random, places);
    mutate(parent, key, random, places);
  }
  return box.value;
}

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

function placesIn(box: object): Place[] {
  const places: Place[] = [];
  const rest: object[] = [box];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (ArrayBuffer.isView(next)) continue;
    for (const [key, inner] of Object.entries(next)) {
      places.push({ parent: next as Record<string, unknown>, key });
      if (typeof inner === 'object' && inner !== null) rest.push(inner);
    }
  }
  return places;
}

function mutate(parent: Record<string, unknown>, key: string, random: RandomStream, places: readonly Place[]): void {
  const old = parent[key];
  const set = (name: string, value: unknown) =>
    Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true });
  oneOf<() => void>(random, [
    () => set(key, intruder(random)),
    () => set(key, intruder(random)),
    () => {
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
    },
    () => {
      if (Array.isArray(parent)) parent.push(old);
      else set(oneOf(random, KEYS), intruder(random));
    },
    () => set(key, [old]),
    () => set(key, { [oneOf(random, ['a', 'name', 'value'])]: old }),
    () => {
      const other = oneOf(random, places);
      set(key, structuredClone(other.parent[other.key]));
    },
    () => {
      if (typeof old === 'number') set(key, oneOf(random, [old + 1, old - 1, -old, old * 1e9, old / 3, 2 * old]));
      else if (typeof old === 'string')
        set(key, oneOf(random, [`${old}x`, old.slice(1), old.toUpperCase(), `${old}${old}`]));
      else if (old instanceof Uint8Array) set(key, old.slice(0, random.integer(old.length + 1)));
    },
  ])();
}

/** The text of JSON that something has happened to: to its values, to its text, or to its bytes. */
export function mutatedJson(text: string, random: RandomStream): string {
  const kind = random.integer(10);
  if (kind < 6) return JSON.stringify(mutatedValue(JSON.parse(text), random)) ?? '';
  if (kind < 8) return mutatedBytes(Buffer.from(text), random).toString('utf8');
  const place = random.integer(text.length + 1);
  const intruding = oneOf(random, [
    '1e999',
    'NaN',
    '-',
    '01',
    '{"a":',
    '[',
    '}',
    ']',
    ',',
    '"',
    '\\',
    '\\u005f',
    '/*',
    '//',
    '\n',
    '\ufeff',
  ]);
  if (kind === 8) return `${text.slice(0, place)}${intruding}${text.slice(place)}`;
  // A key once more, before or after the first one.
  const keys = [...text.matchAll(/"[^"\\]*"\s*:/g)];
  const key = keys.length === 0 ? '"a":' : at(oneOf(random, keys), 0);
  return text.replace(/\{/, `{${key}1,`);
}
