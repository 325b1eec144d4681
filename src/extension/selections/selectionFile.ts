import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { DataError } from '../../engine/errors';
import { inside } from '../../engine/files/door';
import { writeShared } from '../../engine/files/files';
import { checkSeal, SEALED_VERSION, sealed, versionSchema } from '../../engine/files/sealed';
import { isAbsence, readJsonText } from '../../engine/untrusted/file';
import { outlineOf, parseJson } from '../../engine/untrusted/json';
import { ParameterSet } from '../../model/parameterSet';
import { listOf } from '../../model/schemas';

/** The file in a run's folder in which selections of its parameters are kept. */
export const SELECTIONS_FILE = 'selections.json';

/** Selections with names that a run keeps. */
export const MOST_NAMED = 200;
/** Selections without a name that a run keeps: the latest whose weights were opened. */
export const MOST_UNNAMED = 100;
/** Numbers in a set's runs; alternating weights of a network of two million parameters need as many. */
const MOST_NUMBERS = 2_000_000;

/** A larger file, or one with more in it, is refused, and not written either. */
const LIMITS = { largest: 2 ** 25, mostValues: 4_000_000 } as const;

const hash = z.string().regex(/^[0-9a-f]{16}$/);
/** By hand: millions of them, which zod would take a second for. */
function areRuns(value: unknown): boolean {
  const isLength = (one: unknown) => Number.isSafeInteger(one) && (one as number) >= 0;
  return Array.isArray(value) && value.length <= MOST_NUMBERS && value.every(isLength);
}
const schema = z.object({
  format: z.literal('attribution-selections'),
  version: versionSchema,
  named: listOf(z.strictObject({ name: z.string().trim().min(1).max(100), hash }), { most: MOST_NAMED }),
  /**
   * The latest last. `runs` holds how many parameters, in their order, are not in the set, then how many are, then how
   * many are not, and so on; those after the last number are not.
   */
  sets: listOf(z.strictObject({ hash, runs: z.custom<number[]>(areRuns, 'must be whole numbers') }), {
    most: MOST_NAMED + MOST_UNNAMED,
  }),
});

/** What `selections.json` holds. */
export type SelectionFile = z.output<typeof schema>;

/** By which a set is known in addresses: the first 16 hex digits of the SHA-256 of its bits. */
export function hashOf(set: ParameterSet): string {
  return createHash('sha256').update(set.bits).digest('hex').slice(0, 16);
}

/**
 * The selections kept in a run's folder; none where there is no file.
 * @throws DataError when the file is damaged
 */
export async function readSelections(folder: string): Promise<SelectionFile> {
  const place = inside(folder, SELECTIONS_FILE);
  const limits = { ...LIMITS, expected: 'the selections of a run' };
  try {
    return parseSelections(await readJsonText(place, limits), place.path);
  } catch (error) {
    if (isAbsence(error)) return { format: 'attribution-selections', version: SEALED_VERSION, named: [], sets: [] };
    throw error;
  }
}

/** @throws DataError when it is not the text of such a file */
export function parseSelections(text: string, path: string): SelectionFile {
  const expected = `the selections of a run, format version ${SEALED_VERSION} or an earlier one`;
  const json = parseJson(text, path, expected, LIMITS.mostValues);
  checkSeal(json, path);
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new DataError({ path, found: `"${issue?.path.join('.')}": ${issue?.message}`, expected });
}

/**
 * Writes the file whole or not at all.
 * @throws Error saying that the folder cannot be written
 */
export async function writeSelections(folder: string, { format, named, sets }: SelectionFile): Promise<void> {
  const names = new Set(named.map((one) => one.hash));
  const unnamed = sets.filter((set) => !names.has(set.hash)).slice(-MOST_UNNAMED);
  const kept = sets.filter((set) => names.has(set.hash) || unnamed.includes(set));
  const text = `${JSON.stringify(sealed({ format, version: SEALED_VERSION, named, sets: kept }))}\n`;
  // What could not be read again is not written.
  const { tooMuch } = outlineOf(text, LIMITS.mostValues);
  if (tooMuch !== undefined) throw new Error(`Selections with ${tooMuch.found} are more than is kept.`);
  if (text.length > LIMITS.largest)
    throw new Error(`${text.length} bytes of selections are more than the ${LIMITS.largest} that are kept.`);
  await writeShared(inside(folder, SELECTIONS_FILE), text);
}

/**
 * The set of a hash.
 * @param count parameters of the run's network
 * @throws DataError when it does not exist, or is not the set that its hash names
 * @throws RangeError when it is one of another network
 */
export function setOf({ sets }: SelectionFile, hash: string, count: number, folder: string): ParameterSet {
  const path = join(folder, SELECTIONS_FILE);
  const stored = sets.find((set) => set.hash === hash);
  if (stored === undefined) throw noSelection(folder, hash);
  const bits = new Uint8Array(Math.ceil(count / 8));
  let next = 0;
  for (const [index, length] of stored.runs.entries()) {
    if (next + length > count) throw new RangeError(`${path}: selection ${hash} is of a network of other sizes.`);
    if (index % 2 === 1) raise(bits, next, next + length);
    next += length;
  }
  const set = ParameterSet.fromBits(count, bits);
  if (hashOf(set) === hash) return set;
  throw new DataError({ path, found: `another set than ${hash} under that name`, expected: 'the set of its own hash' });
}

/** What is wrong where a run has no selection of a hash. */
export function noSelection(folder: string, hash: string): DataError {
  const path = join(folder, SELECTIONS_FILE);
  return new DataError({ path, found: `no selection ${hash}`, expected: 'a selection that was opened or kept' });
}

/** Sets the bits from one place to before another. */
function raise(bits: Uint8Array, from: number, end: number): void {
  const [firstWhole, endWhole] = [Math.ceil(from / 8), Math.floor(end / 8)];
  if (firstWhole < endWhole) bits.fill(0xff, firstWhole, endWhole);
  const raiseOne = (bit: number) => {
    bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
  };
  for (let bit = from; bit < Math.min(end, 8 * firstWhole); bit++) raiseOne(bit);
  for (let bit = Math.max(from, 8 * endWhole); bit < end; bit++) raiseOne(bit);
}

/** The lengths of what is outside and inside of a set by turns, beginning outside. */
export function runsOf(set: ParameterSet): number[] {
  const runs: number[] = [];
  let end = 0;
  for (const member of set) {
    if (runs.length === 0 || member !== end) runs.push(member - end, 0);
    runs[runs.length - 1] = (runs[runs.length - 1] as number) + 1;
    end = member + 1;
  }
  return runs;
}
