import { DataError, whyUnreadable } from '../errors';
import { openToRead, type Place } from '../files/door';

/** What a file from outside may be at the most. */
export interface FileLimits {
  /** Bytes; a larger file is refused unread. */
  readonly largest: number;
  /** What it should have been, for the refusal. */
  readonly expected: string;
}

/**
 * Reads a whole file. Its size is known before memory is taken for it; what is no file of a disk (a device, a pipe, a
 * folder) is not opened.
 * @throws DataError
 */
export async function readWhole(place: Place, { largest, expected }: FileLimits): Promise<Buffer> {
  const { path } = place;
  const refuse = (found: string, cause?: unknown) => new DataError({ path, found, expected }, { cause });
  try {
    const file = await openToRead(place);
    try {
      const { size } = await file.stat();
      if (size > largest) throw refuse(`${size} bytes, more than the ${largest} that are read`);
      const bytes = Buffer.allocUnsafe(size);
      let length = 0;
      for (let read = -1; length < size && read !== 0; length += read)
        read = (await file.read(bytes, length, size - length, length)).bytesRead;
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
  const { path } = place;
  const bytes = await readWhole(place, limits);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new DataError({ path, found: 'bytes that are not UTF-8 text', expected: limits.expected }, { cause: error });
  }
}

/** Whether what was refused is not there at all. */
export function isAbsence(error: unknown): boolean {
  return error instanceof DataError && codeOf(error.cause) === 'ENOENT';
}

/** The code of a system error (`ENOENT`), or its message. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
