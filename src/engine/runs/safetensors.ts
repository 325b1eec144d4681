import { endianness } from 'node:os';
import { DataError } from '../errors';
import { headerLengthOf, headerOf, isReadable, numbersOf, refuseUnreadable } from './safetensorsHeader';

/** A tensor of a safetensors file, as float64 whatever its type in the file. */
export interface StoredTensor {
  readonly shape: readonly number[];
  /** Of one of another type (integers, booleans, …), which does not matter unless it is asked for, this throws DataError. */
  readonly values: Float64Array;
}

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
  const length = headerLengthOf(bytes, bytes.length, path);
  const { start, entries } = headerOf(bytes.subarray(8, 8 + length), bytes.length, path);
  return new Map(
    [...entries].map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        if (isReadable(dtype))
          return [name, { shape, values: numbersOf(bytes.subarray(start + from, start + to), dtype) }];
        return [name, tensorOf(shape, () => refuseUnreadable(name, dtype, path))];
      },
    ),
  );
}

/** @param found undefined where there is no such tensor */
export function otherShape(
  name: string,
  found: readonly number[] | undefined,
  shape: readonly number[],
  path: string,
): DataError {
  const said = found === undefined ? `no tensor "${name}"` : `"${name}" of shape [${found.join(', ')}]`;
  return new DataError({ path, found: said, expected: `a tensor "${name}" of shape [${shape.join(', ')}]` });
}

/** A tensor whose numbers are made when they are asked for. */
export function tensorOf(shape: readonly number[], values: () => Float64Array): StoredTensor {
  return {
    shape,
    get values(): Float64Array {
      return values();
    },
  };
}
