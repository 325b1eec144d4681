import { type CancelFlag, TimeSlicer } from '../cancellation';
import type { GroupName } from '../config';
import type { Split } from './dataset';

/**
 * Images of one split, decoded once and seen by every thread: the rows whose class is in one of the two groups.
 * An *example* is a position in this store.
 */
export interface ExampleStore {
  /** Numbers of an image: rows × columns. */
  readonly inputs: number;
  /** Row of each example in its file, ascending. */
  readonly rows: Uint32Array<SharedArrayBuffer>;
  /** Class (digit) of each example. */
  readonly classes: Uint8Array<SharedArrayBuffer>;
  /** Index of the output whose target is 1, that of the group that the example shows: 0 for group A, 1 for group B. */
  readonly targets: Uint8Array<SharedArrayBuffer>;
  /** What training has for a target instead, where labels are noisy (`labelNoise.ts`); nothing else asks for it. */
  readonly told?: Uint8Array<SharedArrayBuffer>;
  /** Raw pixels, examples × inputs. Pixel p is the input (p + 1) / 256. */
  readonly pixels: Uint8Array<SharedArrayBuffer>;
}

/** The order in which examples are trained on: positions in a store. */
export type Sequence = Uint32Array<SharedArrayBuffer>;

/** From one raw pixel's value to the next, and the input of a dark one. */
export const INPUT_UNIT = 1 / 256;

/** The input value of a raw pixel: between 1/256 and 1, exact in binary. */
export function inputValue(pixel: number): number {
  return (pixel + 1) * INPUT_UNIT;
}

/** Some examples of a store, in the order of their positions, as a store of their own. */
export function pickExamples(
  { inputs, rows, classes, targets, told, pixels }: ExampleStore,
  positions: ArrayLike<number>,
): ExampleStore {
  const bytes = (from: Uint8Array, width: number) => {
    const picked = sharedUint8(positions.length * width);
    for (let index = 0; index < positions.length; index++) {
      const start = (positions[index] as number) * width;
      picked.set(from.subarray(start, start + width), index * width);
    }
    return picked;
  };
  const pickedRows = sharedUint32(positions.length);
  for (let index = 0; index < positions.length; index++) pickedRows[index] = rows[positions[index] as number] as number;
  return {
    inputs,
    rows: pickedRows,
    classes: bytes(classes, 1),
    targets: bytes(targets, 1),
    ...(told === undefined ? {} : { told: bytes(told, 1) }),
    pixels: bytes(pixels, inputs),
  };
}

/** One flag an example of the store: whether it is in any of the sequences. */
export function usedExamples(store: ExampleStore, sequences: readonly Sequence[]): Uint8Array {
  const used = new Uint8Array(store.rows.length);
  for (const sequence of sequences) for (const example of sequence) used[example] = 1;
  return used;
}

/** The pixels of all images four at a time, of which most are 0 together; undefined where an image does not end on one. */
export function inFours({ pixels, inputs }: ExampleStore): Uint32Array | undefined {
  return inputs % 4 === 0 ? new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4) : undefined;
}

/**
 * Reads the examples of both groups among the rows before `endRow`.
 * @param progress called with the share done, 0 … 1; at once with 0, however soon all is read
 */
export async function readExamples(
  split: Split,
  inputs: number,
  groups: Readonly<Record<GroupName, readonly number[]>>,
  endRow: number,
  cancel: CancelFlag,
  progress: (share: number) => void,
): Promise<ExampleStore> {
  progress(0);
  const wanted: number[] = [];
  for (let row = 0; row < endRow; row++) {
    const label = split.labelOf(row);
    if (groups.a.includes(label) || groups.b.includes(label)) wanted.push(row);
  }
  const rows = sharedUint32(wanted.length);
  const classes = sharedUint8(wanted.length);
  const targets = sharedUint8(wanted.length);
  const pixels = sharedUint8(wanted.length * inputs);
  const slicer = new TimeSlicer(cancel);
  for (const [example, row] of wanted.entries()) {
    const label = split.labelOf(row);
    rows[example] = row;
    classes[example] = label;
    targets[example] = groups.a.includes(label) ? 0 : 1;
    split.readImage(row, pixels, example * inputs);
    if (slicer.due) {
      progress((example + 1) / wanted.length);
      await slicer.pause();
    }
  }
  await slicer.pause();
  return { inputs, rows, classes, targets, pixels };
}

/** Bytes in shared memory. */
function sharedUint8(length: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** 32-bit unsigned integers in shared memory. */
export function sharedUint32(length: number): Uint32Array<SharedArrayBuffer> {
  return new Uint32Array(new SharedArrayBuffer(4 * length));
}
