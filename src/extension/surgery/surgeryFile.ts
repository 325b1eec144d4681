import * as z from 'zod';
import { DataError } from '../../engine/errors';
import { inside } from '../../engine/files/door';
import { writeShared } from '../../engine/files/files';
import { checkSeal, SEALED_VERSION, sealed, versionSchema } from '../../engine/files/sealed';
import { isAbsence, readJsonText } from '../../engine/untrusted/file';
import { parseJson } from '../../engine/untrusted/json';
import { INTERVENTION_NAMES } from '../../model/interventions';
import { listOf, recordOf } from '../../model/schemas';

/** The file in a run's folder that says what operations on its named selections did. */
export const SURGERY_FILE = 'surgery.json';
/** Three operations on each of two hundred selections, with every class, take half of it. */
const LIMITS = { largest: 2 ** 26, mostValues: 2_000_000 } as const;

const count = z.int().min(0);
const performance = z.object({ margin: z.number(), auc: z.number(), accuracy: z.number() });
const performances = z.object({ a: performance, b: performance, byClass: recordOf(performance) });
const result = z.strictObject({
  name: z.string().trim().min(1).max(100),
  hash: z.string().regex(/^[0-9a-f]{16}$/),
  operation: z.enum(INTERVENTION_NAMES),
  parameters: count,
  /** Of the run, which the sets of the comparisons are drawn by. */
  seed: count,
  engine: z.string(),
  images: count,
  before: performances,
  after: performances,
  lost: count,
  gained: count,
  comparisons: z.strictObject({
    'neurons-shuffled': listOf(performances),
    'pixel-means': listOf(performances),
    random: listOf(performances),
  }),
});
const schema = z.object({
  format: z.literal('attribution-surgery'),
  version: versionSchema,
  results: listOf(result),
});

/** What an operation on a named selection did. */
export type KeptResult = z.output<typeof result>;

/**
 * The results kept in a run's folder; none where there is no file.
 * @throws DataError when the file is damaged
 */
export async function readResults(folder: string): Promise<readonly KeptResult[]> {
  const place = inside(folder, SURGERY_FILE);
  const expected = 'what operations on named selections did';
  try {
    return parseResults(await readJsonText(place, { ...LIMITS, expected }), place.path);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

/** @throws DataError when it is not the text of such a file */
export function parseResults(text: string, path: string): readonly KeptResult[] {
  const expected = `what operations on named selections did, format version ${SEALED_VERSION} or an earlier one`;
  const json = parseJson(text, path, expected, LIMITS.mostValues);
  checkSeal(json, path);
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data.results;
  const [issue] = parsed.error.issues;
  throw new DataError({ path, found: `"${issue?.path.join('.')}": ${issue?.message}`, expected });
}

/** @throws Error saying that the folder cannot be written */
export async function writeResults(folder: string, results: readonly KeptResult[]): Promise<void> {
  const file: z.output<typeof schema> = {
    format: 'attribution-surgery',
    version: SEALED_VERSION,
    results: [...results],
  };
  await writeShared(inside(folder, SURGERY_FILE), `${JSON.stringify(sealed(file), undefined, 2)}\n`);
}
