import * as z from 'zod';
import { DataError } from '../errors';
import { inside } from '../files/door';
import { writeShared } from '../files/files';
import { isAbsence, readJsonText } from '../untrusted/file';
import { parseJson } from '../untrusted/json';

/** The file in a run's folder in which a person's own words about it are kept: no part of the run. */
export const LABELS_FILE = 'labels.json';

export const LONGEST_NAME = 100;
const MOST_TAGS = 50;
/** A larger file is none of ours, nor is one that says more. */
const LIMITS = { largest: 100_000, mostValues: 1000 } as const;

const schema = z.object({
  format: z.literal('attribution-labels'),
  version: z.literal(1),
  /** Shown instead of network, data and seed. */
  name: z.string().trim().min(1).max(LONGEST_NAME).nullable(),
  tags: z.array(z.string().regex(/^[^\s,"]{1,50}$/)).max(MOST_TAGS),
  note: z.string().max(10_000),
  /** Whether it stands above the others. */
  pinned: z.boolean(),
});

/** What a person has said of a run. */
export type Labels = Omit<z.output<typeof schema>, 'format' | 'version'>;

export const NO_LABELS: Labels = { name: null, tags: [], note: '', pinned: false };

/**
 * The labels of the run in a folder; empty when there is no file.
 * @throws DataError when the file is damaged
 */
export async function readLabels(folder: string): Promise<Labels> {
  const place = inside(folder, LABELS_FILE);
  const { path } = place;
  const expected = 'the name, tags and note of a run, format version 1';
  let text: string;
  try {
    text = await readJsonText(place, { ...LIMITS, expected });
  } catch (error) {
    if (isAbsence(error)) return NO_LABELS;
    throw error;
  }
  const read = schema.safeParse(parseJson(text, path, expected, LIMITS.mostValues));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new DataError({ path, found: `"${issue?.path.join('.')}": ${issue?.message}`, expected });
  }
  const { name, tags, note, pinned } = read.data;
  return { name, tags, note, pinned };
}

/**
 * Changes what is said of the run in a folder, and leaves the rest of it as it is.
 * @throws DataError when the file is damaged, which is then left as it is; Error when it cannot be written
 */
export async function changeLabels(folder: string, change: Partial<Labels>): Promise<Labels> {
  const labels = { ...(await readLabels(folder)), ...change };
  const file = schema.parse({ format: 'attribution-labels', version: 1, ...labels });
  await writeShared(inside(folder, LABELS_FILE), `${JSON.stringify(file, undefined, 2)}\n`);
  return labels;
}

/** The tags in a line of text, each once: separated by spaces or commas. */
export function tagsIn(text: string): string[] {
  return [...new Set(text.split(/[\s,"]+/).filter((tag) => tag !== ''))];
}
