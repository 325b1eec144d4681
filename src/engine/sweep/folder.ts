import type { Place } from '../files/door';
import { readWholeText } from '../outside/file';

/** Bytes of a file of a sweep at the most; a cell has a few thousand. */
const LARGEST_FILE_BYTES = 2 ** 24;

/** @throws DataError when there is no such file */
export async function readText(place: Place): Promise<string> {
  return readWholeText(place, { largest: LARGEST_FILE_BYTES, expected: 'a file of a sweep' });
}
