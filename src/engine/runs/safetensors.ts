import { endianness } from 'node:os';
import { DataError } from '../errors';
import { parseJson } from '../untrusted/json';

/** A tensor of a safetensors file, as float64 whatever its type in the file. */
export interface StoredTensor {
  readonly shape: readonly number[];
  /** Of one of another type (integers, booleans, …), which does not matter unless it is asked for, this throws DataError. */
  readonly values: Float64Array;
}

/** A header larger than this is refused: it has room for a hundred thousand tensors, of some ten values each. */
export const HEADER_LIMITS = { largest: 2 ** 24, mostValues: 1_500_000 } as const;

/** A file larger than this is refused unread. */
export const LARGEST_TENSOR_FILE_BYTES = 2 ** 31;

/**
 * Writes float64 tensors in the safetensors format (https://github.com/huggingface/safetensors): eight bytes of header
 * length, a JSON header, the numbers. The bytes depend on names, order and numbers alone.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const chunks = [...safetensorsChunks(tensors, metadata)];
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** The same piece by piece: the header, then the numbers of each tensor where they stand, without a copy. */
export function* safetensorsChunks(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>>,
): Generator<Uint8Array> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: 'F64', shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const head = new Uint8Array(8 + headerLength).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(headerLength), true);
  head.set(json, 8);
  yield head;
  for (const { values } of tensors.values()) yield littleEndian(values);
}

function littleEndian(values: Float64Array): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap64();
}

/**
 * Reads the tensors of a safetensors file whose types are F64, F32, F16 or BF16; those of other types are refused by name
 * when their numbers are asked for, since beside those that are needed there may be any. As the format says, their numbers have
 * to follow each other without gaps and without overlaps, to the end of the file: so no more memory is taken than four
 * times the file.
 * @throws DataError naming the tensor that is wrong
 */
export function decodeSafetensors(bytes: Uint8Array, path: string): Map<string, StoredTensor> {
  const refuse = (found: string, expected: string) => new DataError({ path, found, expected });
  if (bytes.length < 8) throw refuse(`${bytes.length} bytes`, 'a safetensors file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > bytes.length - 8)
    throw refuse(`a header of ${headerLength} bytes in a file of ${bytes.length}`, 'a whole safetensors file');
  if (headerLength > HEADER_LIMITS.largest)
    throw refuse(`a header of ${headerLength} bytes`, `at most ${HEADER_LIMITS.largest}`);
  const start = 8 + headerLength;
  const entries = entriesOf(bytes.subarray(8, start), path);
  for (const [name, entry] of entries) refuseMisfit(name, entry, bytes.length - start, refuse);
  refuseGaps(entries, bytes.length - start, refuse);
  return new Map(
    entries.map(([name, { dtype, shape, data_offsets }]) => {
      if (bytesPerNumber(dtype) === undefined) return [name, unreadable(name, dtype, shape, refuse)];
      return [name, { shape, values: readNumbers(view, start + data_offsets[0], countOf(shape), dtype) }];
    }),
  );
}

type Refuse = (found: string, expected: string) => DataError;

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const BYTES_PER_NUMBER: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

/** Undefined for types whose numbers are not read. */
function bytesPerNumber(dtype: string): number | undefined {
  return Object.hasOwn(BYTES_PER_NUMBER, dtype) ? BYTES_PER_NUMBER[dtype] : undefined;
}

function unreadable(name: string, dtype: string, shape: readonly number[], refuse: Refuse): StoredTensor {
  return {
    shape,
    get values(): Float64Array {
      throw refuse(`tensor "${name}" of type ${dtype}`, `one of ${Object.keys(BYTES_PER_NUMBER).join(', ')}`);
    },
  };
}

/** @throws DataError */
function entriesOf(header: Uint8Array, path: string): [string, HeaderEntry][] {
  const expected = 'a safetensors file';
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(header);
  } catch (error) {
    throw new DataError({ path, found: 'a header that is not a JSON object', expected }, { cause: error });
  }
  const object = parseJson(text, path, expected, HEADER_LIMITS.mostValues);
  if (typeof object !== 'object' || object === null || Array.isArray(object))
    throw new DataError({ path, found: 'a header that is not a JSON object', expected });
  const { __metadata__: metadata, ...tensors } = object as Readonly<Record<string, unknown>>;
  if (metadata !== undefined && !isMetadata(metadata))
    throw new DataError({ path, found: '__metadata__ that is not made of texts', expected });
  return Object.entries(tensors).map(([name, entry]) => {
    if (isEntry(entry)) return [name, entry];
    const found = `tensor "${name}" with ${JSON.stringify(entry)}`;
    throw new DataError({ path, found, expected: 'dtype, shape and data_offsets' });
  });
}

/** @throws DataError when a tensor is not what its shape and type need, or does not lie in the file */
function refuseMisfit(name: string, entry: HeaderEntry, available: number, refuse: Refuse): void {
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
function refuseGaps(entries: readonly [string, HeaderEntry][], available: number, refuse: Refuse): void {
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

function countOf(shape: readonly number[]): number {
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

function isEntry(entry: unknown): entry is HeaderEntry {
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

function readNumbers(view: DataView, offset: number, count: number, dtype: string): Float64Array {
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    switch (dtype) {
      case 'F64':
        values[index] = view.getFloat64(offset + 8 * index, true);
        break;
      case 'F32':
        values[index] = view.getFloat32(offset + 4 * index, true);
        break;
      case 'F16':
        values[index] = halfToNumber(view.getUint16(offset + 2 * index, true));
        break;
      case 'BF16':
        values[index] = bfloatToNumber(view.getUint16(offset + 2 * index, true));
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
