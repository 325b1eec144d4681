import { codeOf, DataError, whyUnreadable } from '../errors';
import { openToRead, type Place } from '../files/door';
import { JsonGauge } from './jsonGauge';

/** What a file from outside may be at the most. */
export interface FileLimits {
  /** Bytes; a larger file is refused unread. */
  readonly largest: number;
  /** What it should have been, for the refusal. */
  readonly expected: string;
}

/** What a file of JSON from outside may be at the most. */
export interface JsonLimits extends FileLimits {
  /** Lists, objects, texts, numbers and the like; a file with more is not read to its end. */
  readonly mostValues: number;
}

/** Bytes of JSON that are read before it is looked at how much is in them. */
const PIECE = 2 ** 18;

/**
 * Reads a whole file. Its size is known before memory is taken for it; what is no file of a disk (a device, a pipe, a
 * folder) is not opened.
 * @throws DataError
 */
export function readWhole(place: Place, limits: FileLimits): Promise<Buffer> {
  return readPieces(place, limits, limits.largest, () => undefined);
}

/** @param tooMuch is asked about every piece that has been read: what it finds ends the reading */
async function readPieces(
  place: Place,
  { largest, expected }: FileLimits,
  piece: number,
  tooMuch: (bytes: Uint8Array) => string | undefined,
): Promise<Buffer> {
  const { path } = place;
  const refuse = (found: string, cause?: unknown) => new DataError({ path, found, expected }, { cause });
  try {
    const file = await openToRead(place);
    try {
      const { size } = await file.stat();
      if (size > largest) throw refuse(`${size} bytes, more than the ${largest} that are read`);
      const bytes = Buffer.allocUnsafe(size);
      let length = 0;
      for (let read = -1; length < size && read !== 0; length += read) {
        read = (await file.read(bytes, length, Math.min(piece, size - length), length)).bytesRead;
        const found = tooMuch(bytes.subarray(length, length + read));
        if (found !== undefined) throw refuse(found);
      }
      return bytes.subarray(0, length);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw refuse(`no readable file (${whyUnreadable(error)})`, error);
  }
}

/**
 * Reads a whole file of UTF-8 text; a byte order mark at its beginning is left out.
 * @throws DataError
 */
export async function readWholeText(place: Place, limits: FileLimits): Promise<string> {
  return textOf(await readWhole(place, limits), place, limits);
}

/**
 * The same for JSON, which is refused before it is parsed when there is too much in it.
 * @throws DataError
 */
export async function readJsonText(place: Place, limits: JsonLimits): Promise<string> {
  const gauge = new JsonGauge(limits.mostValues);
  return textOf(await readPieces(place, limits, PIECE, (bytes) => gauge.take(bytes)?.found), place, limits);
}

function textOf(bytes: Uint8Array, { path }: Place, { expected }: FileLimits): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new DataError({ path, found: 'bytes that are not UTF-8 text', expected }, { cause: error });
  }
}

/** Whether a file was refused because it does not exist. */
export function isAbsence(error: unknown): boolean {
  return error instanceof DataError && codeOf(error.cause) === 'ENOENT';
}
