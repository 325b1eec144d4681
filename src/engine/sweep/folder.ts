import type { Place } from '../files/door';
import { readJsonText, readWholeText } from '../untrusted/file';
import { STORED_LIMITS } from './cellFile';

const EXPECTED = 'a file of a sweep';

/**
 * The text of JSON, for `parseStored`.
 * @throws DataError when there is no such file
 */
export async function readStoredText(place: Place): Promise<string> {
  return readJsonText(place, { ...STORED_LIMITS, expected: EXPECTED });
}

/**
 * Any other text.
 * @throws DataError when there is no such file
 */
export async function readText(place: Place): Promise<string> {
  return readWholeText(place, { largest: STORED_LIMITS.largest, expected: EXPECTED });
}
