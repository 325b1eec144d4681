import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError } from '../errors';

/** An array of unsigned bytes in the IDX format of the MNIST database (http://yann.lecun.com/exdb/mnist/). */
export interface IdxArray {
  /** For images: [count, rows, columns]; for labels: [count]. */
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/** What an IDX file unpacks to at the most; larger files are refused. */
export const LARGEST_IDX_BYTES = 2 ** 30;

const UNSIGNED_BYTE = 0x08;
const unzip = promisify(gunzip);

/**
 * The uncompressed bytes of a file that may be gzipped.
 * @throws DataError when it cannot be read, is a broken gzip file, or unpacks to more than 1 GiB
 */
export async function readMaybeGzipped(path: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new DataError(
      { path, found: `no readable file (${codeOf(error)})`, expected: 'an IDX file, plain or gzipped' },
      { cause: error },
    );
  }
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? unzipAll(bytes, path) : bytes;
}

/** @throws DataError */
export async function unzipAll(bytes: Uint8Array, path: string): Promise<Buffer> {
  try {
    // Large chunks: the default of 16 KiB makes thousands of small buffers of an image file.
    return await unzip(bytes, { maxOutputLength: LARGEST_IDX_BYTES, chunkSize: 1 << 20 });
  } catch (error) {
    const tooLarge = codeOf(error) === 'ERR_BUFFER_TOO_LARGE';
    throw new DataError(
      {
        path,
        found: tooLarge ? 'a gzip file that unpacks to more than 1 GiB' : `a broken gzip file (${codeOf(error)})`,
        expected: 'a whole gzip file of at most 1 GiB; copy or download it again',
      },
      { cause: error },
    );
  }
}

/**
 * Reads an IDX header and checks it against the length of the file.
 * @param dimensions allowed numbers of dimensions: 1 for labels, 2 (vectors) or 3 (pictures) for images
 * @throws DataError
 */
export function parseIdx(bytes: Uint8Array, path: string, dimensions: readonly number[]): IdxArray {
  const refuse = (found: string, expected: string) => new DataError({ path, found, expected });
  const magics = dimensions.map((count) => hexadecimal((UNSIGNED_BYTE << 8) | count)).join(' or ');
  if (bytes.length < 4) throw refuse(`${bytes.length} bytes`, `an IDX file, beginning with ${magics}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const rank = magic & 0xff;
  if (magic >>> 8 !== UNSIGNED_BYTE || !dimensions.includes(rank)) {
    throw refuse(
      `the magic number ${hexadecimal(magic)}`,
      `${magics} (unsigned bytes, ${dimensions.join(' or ')}-dimensional)`,
    );
  }
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw refuse(`a header cut off after ${bytes.length} bytes`, `${start} bytes of header`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  if (shape.includes(0)) throw refuse(`sizes ${shape.join(' × ')}`, 'sizes of at least 1');
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length - start !== count) {
    throw refuse(
      `${bytes.length - start} bytes of data`,
      `${count}, by the sizes ${shape.join(' × ')} in its header; the file is ${bytes.length - start < count ? 'truncated' : 'too long'}`,
    );
  }
  return { shape, values: bytes.subarray(start) };
}

/** The bytes of an IDX file. */
export function encodeIdx({ shape, values }: IdxArray): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (UNSIGNED_BYTE << 8) | shape.length);
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

function hexadecimal(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}

/** The code of a system error (`ENOENT`), or its message. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
