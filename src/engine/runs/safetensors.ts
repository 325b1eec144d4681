import { endianness } from 'node:os';
import { DataError } from '../errors';

/** A tensor of a safetensors file, as float64 whatever its type in the file. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** A header larger than this is refused, as in the reference implementation. */
const LARGEST_HEADER_BYTES = 100_000_000;

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
 * Reads the tensors of a safetensors file whose types are F64, F32, F16 or BF16.
 * @throws DataError naming the tensor that is wrong
 */
export function decodeSafetensors(bytes: Uint8Array, path: string): Map<string, StoredTensor> {
  const refuse = (found: string, expected: string) => new DataError({ path, found, expected });
  if (bytes.length < 8) throw refuse(`${bytes.length} bytes`, 'a safetensors file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > Math.min(LARGEST_HEADER_BYTES, bytes.length - 8)) {
    throw refuse(`a header of ${headerLength} bytes in a file of ${bytes.length}`, 'a whole safetensors file');
  }
  const start = 8 + headerLength;
  const tensors = new Map<string, StoredTensor>();
  let left = bytes.length - start;
  for (const [name, entry] of Object.entries(parseHeader(bytes.subarray(8, start), refuse))) {
    if (name === '__metadata__') continue;
    const at = `tensor "${name}" with ${JSON.stringify(entry)}`;
    if (!isEntry(entry)) throw refuse(at, 'dtype, shape and data_offsets');
    const size = Object.hasOwn(BYTES_PER_NUMBER, entry.dtype) ? BYTES_PER_NUMBER[entry.dtype] : undefined;
    if (size === undefined)
      throw refuse(`tensor "${name}" of type ${entry.dtype}`, `one of ${Object.keys(BYTES_PER_NUMBER).join(', ')}`);
    const count = entry.shape.reduce((product, axis) => product * axis, 1);
    const [from, to] = entry.data_offsets;
    if (to - from !== count * size || to > bytes.length - start) {
      throw refuse(at, `${count * size} bytes inside the file's ${bytes.length - start} bytes of data`);
    }
    left -= to - from;
    // Else a small file could fill the memory.
    if (left < 0) throw refuse(`${at}, which has bytes in common with others`, 'tensors that lie side by side');
    tensors.set(name, { shape: entry.shape, values: readNumbers(view, start + from, count, entry.dtype) });
  }
  return tensors;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const BYTES_PER_NUMBER: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

function parseHeader(json: Uint8Array, refuse: (found: string, expected: string) => DataError): object {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return header;
  } catch {
    // Said below, in the words of the file rather than of the JSON parser.
  }
  throw refuse('a header that is not a JSON object', 'a safetensors file');
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
