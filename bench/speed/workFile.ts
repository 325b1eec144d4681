import { readFileSync, writeFileSync } from 'node:fs';
import type { ExampleStore } from '../../src/engine/data/examples';
import { Parameters } from '../../src/engine/network/parameters';
import { DEFAULT_RULE, sharedBytes, sharedWords } from './setting';

/** What every candidate is given: the same images in the same order, and the network to start from. */
export interface Work {
  readonly store: ExampleStore;
  readonly initial: Parameters;
}

/** Bytes before the parameters: inputs, hidden, outputs, examples (u32 each), η (f64), 8 unused. */
const HEAD = 32;

/** Little-endian: head, parameters in the order of `Parameters` (f64), a byte a target, a byte a pixel. */
export function writeWork(path: string, { store, initial }: Work): void {
  const head = Buffer.alloc(HEAD);
  const [inputs, hidden, outputs] = initial.sizes as [number, number, number];
  for (const [index, value] of [inputs, hidden, outputs, store.rows.length].entries())
    head.writeUInt32LE(value, 4 * index);
  head.writeDoubleLE(DEFAULT_RULE.learningRate, 16);
  writeFileSync(path, Buffer.concat([head, bytesOf(initial.values), store.targets, store.pixels]));
}

export function readWork(path: string): Work {
  const bytes = readFileSync(path);
  const [inputs, hidden, outputs, examples] = [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at)) as [
    number,
    number,
    number,
    number,
  ];
  const initial = new Parameters([inputs, hidden, outputs]);
  const parameterBytes = initial.values.byteLength;
  bytesOf(initial.values).set(bytes.subarray(HEAD, HEAD + parameterBytes));
  const targets = sharedBytes(bytes.subarray(HEAD + parameterBytes, HEAD + parameterBytes + examples));
  const pixels = sharedBytes(bytes.subarray(HEAD + parameterBytes + examples));
  // Classes and rows decide nothing here: every example is trained on, in its order.
  return { initial, store: { inputs, rows: sharedWords(examples), classes: targets, targets, pixels } };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
