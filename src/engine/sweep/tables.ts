import type { Answers } from '../../model/sweep';
import { inside } from '../files/door';
import { writeWhole } from '../files/files';
import { detectionLimit, isGraded } from './detectionLimit';
import { matchLoss } from './matchedLoss';
import { WHOLE } from './shard';
import { type StoredSweep, writeCsv } from './sweepStore';

/** Where the answer to a preset's question is kept. */
export const ANSWER_FILES = {
  matchedLoss: 'matched-loss.json',
  detectionLimit: 'detection-limit.json',
} as const satisfies Record<keyof Answers, string>;

export const ANSWER_NAMES = Object.keys(ANSWER_FILES) as (keyof Answers)[];

/** Of a sweep without a preset, or that is not complete. */
export const NO_ANSWERS: Answers = { matchedLoss: null, detectionLimit: null };

/** Writes the results of a complete sweep: `cells.csv`, and the answer to its preset's question. */
export async function writeTables(stored: StoredSweep): Promise<void> {
  await writeCsv(stored);
  const answers = answersOf(stored);
  for (const name of ANSWER_NAMES) {
    if (answers[name] === null) continue;
    await writeWhole(inside(stored.folder, ANSWER_FILES[name]), `${JSON.stringify(answers[name], undefined, 2)}\n`);
  }
}

/** @returns none for a part, which holds only some of the values of an axis */
export function answersOf({ sweep, file, cells }: StoredSweep): Answers {
  const { index, count } = file.shard;
  if (index !== WHOLE.index || count !== WHOLE.count) return NO_ANSWERS;
  if (sweep.preset === 'activations-at-matched-loss') return { ...NO_ANSWERS, matchedLoss: matchLoss(sweep, cells) };
  if (isGraded(sweep.preset)) return { ...NO_ANSWERS, detectionLimit: detectionLimit(sweep.preset, sweep, cells) };
  return NO_ANSWERS;
}
