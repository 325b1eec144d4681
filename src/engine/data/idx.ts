import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TransformOptions } from 'node:stream';
import { createGunzip, type ZlibOptions } from 'node:zlib';
import { CancelFlag, Pace } from '../cancellation';
import { CancelledError, DataError } from '../errors';

/** An array of unsigned bytes in the IDX format of the MNIST database (http://yann.lecun.com/exdb/mnist/). */
export interface IdxArray {
  /** For images: [count, rows, columns]; for labels: [count]. */
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/** What an IDX file unpacks to at the most; larger files are refused. */
export const LARGEST_IDX_BYTES = 2 ** 30;

const UNSIGNED_BYTE = 0x08;

/** Bytes unpacked, and read for a checksum, at a time: the default of 16 KiB makes thousands of small pieces of a file. */
const PIECE = 2 ** 20;

/** Some pieces ahead, so that unpacking does not wait for the checksum. */
const UNZIPPING: ZlibOptions & TransformOptions = { chunkSize: PIECE, highWaterMark: 4 * PIECE };

/** The uncompressed bytes of a file, with their checksum. */
export interface Content {
  readonly bytes: Buffer;
  /** SHA-256, in hexadecimal digits. */
  readonly sha256: string;
}

/**
 * The content of a file that may be gzipped.
 * @throws DataError when it cannot be read, is a broken gzip file, or unpacks to more than 1 GiB; CancelledError
 */
export async function readMaybeGzipped(path: string, cancel = new CancelFlag()): Promise<Content> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new DataError(
      { path, found: `no readable file (${codeOf(error)})`, expected: 'an IDX file, plain or gzipped' },
      { cause: error },
    );
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return unzipAll(bytes, path, cancel);
  const hash = createHash('sha256');
  const pace = new Pace(cancel);
  for (let from = 0; from < bytes.length; from += PIECE) {
    hash.update(bytes.subarray(from, from + PIECE));
    if (pace.due) await pace.rest();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/**
 * Unpacks on a thread of its own, while this one adds what is there to the checksum.
 * @throws DataError, CancelledError
 */
export async function unzipAll(packed: Uint8Array, path: string, cancel = new CancelFlag()): Promise<Content> {
  const refuse = (found: string, cause: unknown) =>
    new DataError(
      { path, found, expected: 'a whole gzip file of at most 1 GiB; copy or download it again' },
      { cause },
    );
  const hash = createHash('sha256');
  let bytes = Buffer.allocUnsafe(lengthSaidBy(packed));
  let length = 0;
  const unzip = createGunzip(UNZIPPING);
  unzip.end(packed);
  try {
    for await (const piece of unzip as AsyncIterable<Buffer>) {
      cancel.check();
      if (length + piece.length > LARGEST_IDX_BYTES) throw new RangeError('more than 1 GiB');
      if (length + piece.length > bytes.length) bytes = Buffer.concat([bytes], 2 * (length + piece.length));
      piece.copy(bytes, length);
      length += piece.length;
      hash.update(piece);
    }
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    throw refuse(
      error instanceof RangeError
        ? 'a gzip file that unpacks to more than 1 GiB'
        : `a broken gzip file (${codeOf(error)})`,
      error,
    );
  }
  return { bytes: bytes.subarray(0, length), sha256: hash.digest('hex') };
}

/** What a gzip file of one part says of its own unpacked length, in its last four bytes, if that can be believed. */
function lengthSaidBy(packed: Uint8Array): number {
  if (packed.length < 4) return 0;
  const said = new DataView(packed.buffer, packed.byteOffset + packed.length - 4).getUint32(0, true);
  // Deflate makes at most 1,032 bytes of one.
  return said <= Math.min(LARGEST_IDX_BYTES, 1032 * packed.length) ? said : 0;
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
