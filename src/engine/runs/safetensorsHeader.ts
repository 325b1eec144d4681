import { endianness } from 'node:os';
import { DataError } from '../errors';
import { parseJson } from '../untrusted/json';

/** A header larger than this is refused: it has room for a hundred thousand tensors, of some ten values each. */
export const HEADER_LIMITS = { largest: 2 ** 24, mostValues: 1_500_000 } as const;

/** What the header of a safetensors file says of one tensor; its offsets count from the first number of the file. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [from: number, to: number];
}

export interface Header {
  /** Where the numbers begin in the file. */
  readonly start: number;
  readonly entries: ReadonlyMap<string, TensorEntry>;
}

const NO_OBJECT = { found: 'a header that is not a JSON object', expected: 'a safetensors file' };

/**
 * @param first eight bytes of the file, or more
 * @throws DataError
 */
export function headerLengthOf(first: Uint8Array, fileBytes: number, path: string): number {
  const refuse = (found: string, expected: string) => new DataError({ path, found, expected });
  if (fileBytes < 8 || first.length < 8) throw refuse(`${fileBytes} bytes`, 'a safetensors file');
  const length = Number(new DataView(first.buffer, first.byteOffset, first.byteLength).getBigUint64(0, true));
  if (length > fileBytes - 8)
    throw refuse(`a header of ${length} bytes in a file of ${fileBytes}`, 'a whole safetensors file');
  if (length > HEADER_LIMITS.largest) throw refuse(`a header of ${length} bytes`, `at most ${HEADER_LIMITS.largest}`);
  return length;
}

/**
 * @param header all bytes of it
 * @throws DataError naming the tensor that is wrong: their numbers follow each other without gaps and without overlaps, to
 * the end of the file
 */
export function headerOf(header: Uint8Array, fileBytes: number, path: string): Header {
  const refuse = (found: string, expected: string) => new DataError({ path, found, expected });
  const start = 8 + header.length;
  const entries = entriesOf(header, path);
  for (const [name, entry] of entries) refuseMisfit(name, entry, fileBytes - start, refuse);
  refuseGaps(entries, fileBytes - start, refuse);
  return { start, entries: new Map(entries) };
}

type Refuse = (found: string, expected: string) => DataError;

const BYTES_PER_NUMBER: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

/** Undefined for types whose numbers are not read. */
export function bytesPerNumber(dtype: string): number | undefined {
  return Object.hasOwn(BYTES_PER_NUMBER, dtype) ? BYTES_PER_NUMBER[dtype] : undefined;
}

export function isReadable(dtype: string): boolean {
  return bytesPerNumber(dtype) !== undefined;
}

/** @throws DataError always */
export function refuseUnreadable(name: string, dtype: string, path: string): never {
  const expected = `one of ${Object.keys(BYTES_PER_NUMBER).join(', ')}`;
  throw new DataError({ path, found: `tensor "${name}" of type ${dtype}`, expected });
}

/** @throws DataError */
function entriesOf(header: Uint8Array, path: string): [string, TensorEntry][] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(header);
  } catch (error) {
    throw new DataError({ path, ...NO_OBJECT }, { cause: error });
  }
  const object = parseJson(text, path, NO_OBJECT.expected, HEADER_LIMITS.mostValues);
  if (typeof object !== 'object' || object === null || Array.isArray(object))
    throw new DataError({ path, ...NO_OBJECT });
  const { __metadata__: metadata, ...tensors } = object as Readonly<Record<string, unknown>>;
  if (metadata !== undefined && !isMetadata(metadata))
    throw new DataError({ path, found: '__metadata__ that is not made of texts', expected: NO_OBJECT.expected });
  return Object.entries(tensors).map(([name, entry]) => {
    if (isEntry(entry)) return [name, entry];
    const found = `tensor "${name}" with ${JSON.stringify(entry)}`;
    throw new DataError({ path, found, expected: 'dtype, shape and data_offsets' });
  });
}

/** @throws DataError when a tensor is not what its shape and type need, or does not lie in the file */
function refuseMisfit(name: string, entry: TensorEntry, available: number, refuse: Refuse): void {
  const [from, to] = entry.data_offsets;
  const size = bytesPerNumber(entry.dtype);
  // Types whose numbers are not read may have any size.
  const needed = size === undefined ? Math.max(0, to - from) : countOf(entry.shape) * size;
  if (to - from === needed && to <= available) return;
  throw refuse(
    `tensor "${name}" with ${JSON.stringify(entry)}`,
    `${needed} bytes inside the file's ${available} bytes of data`,
  );
}

/** @throws DataError when two tensors share numbers, or numbers belong to none */
function refuseGaps(entries: readonly [string, TensorEntry][], available: number, refuse: Refuse): void {
  const inFile = entries.toSorted(
    ([, { data_offsets: one }], [, { data_offsets: other }]) => one[0] - other[0] || one[1] - other[1],
  );
  let end = 0;
  for (const [name, { data_offsets }] of inFile) {
    const [from, to] = data_offsets;
    if (from !== end) throw refuse(`tensor "${name}" from byte ${from} of the data on`, `one from byte ${end} on`);
    end = to;
  }
  if (end !== available) throw refuse(`${available} bytes of data`, `${end}, which is where the last tensor ends`);
}

/** The numbers of a tensor of that shape. */
export function countOf(shape: readonly number[]): number {
  // Before the product of sizes without limit becomes infinite, and then no number at all.
  return shape.includes(0) ? 0 : shape.reduce((product, axis) => product * axis, 1);
}

function isMetadata(metadata: unknown): boolean {
  return (
    typeof metadata === 'object' &&
    metadata !== null &&
    !Array.isArray(metadata) &&
    Object.values(metadata).every((value) => typeof value === 'string')
  );
}

function isEntry(entry: unknown): entry is TensorEntry {
  if (
    typeof entry !== 'object' ||
    entry === null ||
    !('dtype' in entry) ||
    !('shape' in entry) ||
    !('data_offsets' in entry)
  )
    return false;
  const naturals = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((item) => Number.isSafeInteger(item) && item >= 0);
  return (
    typeof entry.dtype === 'string' &&
    naturals(entry.shape) &&
    naturals(entry.data_offsets) &&
    entry.data_offsets.length === 2
  );
}

/**
 * Numbers as they lie in a file, whatever their type, as float64.
 * @param dtype one that is readable
 */
export function numbersOf(bytes: Uint8Array, dtype: string): Float64Array {
  const size = bytesPerNumber(dtype) as number;
  const count = bytes.length / size;
  if (endianness() === 'LE' && size > 2) {
    // A copy begins where numbers may begin.
    const { buffer, byteOffset } = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
    if (dtype === 'F64') return new Float64Array(new Float64Array(buffer, byteOffset, count));
    return new Float64Array(new Float32Array(buffer, byteOffset, count));
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    switch (dtype) {
      case 'F64':
        values[index] = view.getFloat64(8 * index, true);
        break;
      case 'F32':
        values[index] = view.getFloat32(4 * index, true);
        break;
      case 'F16':
        values[index] = halfToNumber(view.getUint16(2 * index, true));
        break;
      case 'BF16':
        values[index] = bfloatToNumber(view.getUint16(2 * index, true));
        break;
    }
  }
  return values;
}

/** IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? (sign * fraction) / 0x1000000 : (sign * (1024 + fraction) * (1 << exponent)) / 0x2000000;
}

/** bfloat16 is the upper half of a float32. */
function bfloatToNumber(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}
