import { createHash } from 'node:crypto';
import type { TransformOptions } from 'node:stream';
import { createGunzip, type ZlibOptions } from 'node:zlib';
import { CancelFlag, TimeSlicer } from '../cancellation';
import { CancelledError, DataError, whyUnreadable } from '../errors';
import { named } from '../files/door';
import { readWhole } from '../untrusted/file';
import { somethingElse } from '../untrusted/somethingElse';

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

/** The longest header: magic number and three sizes. */
const HEAD = 16;

/** Some pieces ahead, so that unpacking does not wait for the checksum. */
const UNZIPPING: ZlibOptions & TransformOptions = { chunkSize: PIECE, highWaterMark: 4 * PIECE };

/** How an IDX file is read. */
export interface IdxReading {
  readonly cancel?: CancelFlag;
  /** Allowed numbers of dimensions, as for `parseIdx`; any up to three when left out. */
  readonly dimensions?: readonly number[];
  /** Called with the sizes in the header of a gzipped file before the rest has been unpacked. */
  readonly onShape?: (shape: readonly number[]) => void;
}

/** The uncompressed bytes of a file, with their checksum. */
export interface Content {
  readonly bytes: Buffer;
  /** SHA-256, in hexadecimal digits. */
  readonly sha256: string;
}

/**
 * The content of an IDX file that may be gzipped.
 * @throws DataError when it cannot be read, is a broken gzip file, unpacks to something else than its header says, or is
 *   larger than 1 GiB; CancelledError
 */
export async function readMaybeGzipped(path: string, reading: IdxReading = {}): Promise<Content> {
  const expected = 'an IDX file of at most 1 GiB, plain or gzipped';
  return contentOf(await readWhole(named(path), { largest: LARGEST_IDX_BYTES, expected }), path, reading);
}

/** The same of bytes that are here already. */
export async function contentOf(
  bytes: Buffer,
  path: string,
  { cancel = new CancelFlag(), dimensions = [1, 2, 3], onShape = () => {} }: IdxReading = {},
): Promise<Content> {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const largestOf = (head: Uint8Array) => {
      const { start, shape } = parseHeader(head, path, dimensions);
      onShape(shape);
      return start + countOf(shape);
    };
    return unzipAll(bytes, path, largestOf, cancel);
  }
  const hash = createHash('sha256');
  const slicer = new TimeSlicer(cancel);
  for (let from = 0; from < bytes.length; from += PIECE) {
    hash.update(bytes.subarray(from, from + PIECE));
    if (slicer.due) await slicer.pause();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/**
 * Unpacks on a thread of its own, while this one adds what has been unpacked to the checksum. Stops at the largest size
 * allowed, so that never more memory is taken than 1 GiB, and never more than 1,032 times what is packed.
 * @param largestOf how many bytes there may be, by the first 16 of them (or all, if they are fewer); it may refuse them
 * @throws DataError, CancelledError
 */
export async function unzipAll(
  packed: Uint8Array,
  path: string,
  largestOf: (head: Uint8Array) => number,
  cancel = new CancelFlag(),
): Promise<Content> {
  const refuse = (found: string, cause?: unknown) =>
    new DataError(
      { path, found, expected: 'a whole gzip file of at most 1 GiB; copy or download it again' },
      { cause },
    );
  const tooLong = (largest: number) => refuse(`a gzip file that unpacks to more than ${inWords(largest)}`);
  const hash = createHash('sha256');
  let bytes = Buffer.allocUnsafe(lengthSaidBy(packed));
  let length = 0;
  let largest = LARGEST_IDX_BYTES;
  const unzip = createGunzip(UNZIPPING);
  unzip.end(packed);
  try {
    for await (const piece of unzip as AsyncIterable<Buffer>) {
      cancel.check();
      const needed = length + piece.length;
      if (needed > largest) throw tooLong(largest);
      if (needed > bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * needed, largest));
      piece.copy(bytes, length);
      if (length < HEAD && needed >= HEAD) largest = Math.min(largest, largestOf(bytes.subarray(0, HEAD)));
      if (needed > largest) throw tooLong(largest);
      length = needed;
      hash.update(piece);
    }
  } catch (error) {
    if (error instanceof CancelledError || error instanceof DataError) throw error;
    throw refuse(`a broken gzip file (${whyUnreadable(error)})`, error);
  }
  if (length < HEAD) largestOf(bytes.subarray(0, length));
  return { bytes: bytes.subarray(0, length), sha256: hash.digest('hex') };
}

function inWords(largest: number): string {
  return largest === LARGEST_IDX_BYTES ? '1 GiB' : `${largest} bytes, which is what it should hold`;
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
  const { start, shape } = parseHeader(bytes, path, dimensions);
  const count = countOf(shape);
  if (bytes.length - start !== count) {
    throw new DataError({
      path,
      found: `${bytes.length - start} bytes of data`,
      expected: `${count}, by the sizes ${shape.join(' × ')} in its header; the file is ${bytes.length - start < count ? 'truncated' : 'too long'}`,
    });
  }
  return { shape, values: bytes.subarray(start) };
}

/** @throws DataError */
function parseHeader(
  bytes: Uint8Array,
  path: string,
  dimensions: readonly number[],
): { readonly start: number; readonly shape: readonly number[] } {
  const refuse = (found: string, expected: string) => new DataError({ path, found, expected });
  const magics = dimensions.map((count) => hexadecimal((UNSIGNED_BYTE << 8) | count)).join(' or ');
  if (bytes.length < 4) throw refuse(`${bytes.length} bytes`, `an IDX file, beginning with ${magics}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const rank = magic & 0xff;
  if (magic >>> 8 !== UNSIGNED_BYTE || !dimensions.includes(rank)) {
    const other = somethingElse(bytes);
    if (other !== undefined) throw refuse(other.found, `an IDX file, beginning with ${magics}; ${other.advice}`);
    throw refuse(
      `the magic number ${hexadecimal(magic)}`,
      `${magics} (unsigned bytes, ${dimensions.join(' or ')}-dimensional)`,
    );
  }
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw refuse(`a header cut off after ${bytes.length} bytes`, `${start} bytes of header`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  if (shape.includes(0)) throw refuse(`sizes ${shape.join(' × ')}`, 'sizes of at least 1');
  return { start, shape };
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
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
