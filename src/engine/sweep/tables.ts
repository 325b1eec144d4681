import { inside } from '../files/door';
import { writeWhole } from '../files/files';
import { matchLoss } from './matchedLoss';
import { WHOLE } from './shard';
import { type StoredSweep, writeCsv } from './sweepStore';

export const MATCHED_LOSS_FILE = 'matched-loss.json';

/** Writes the results of a complete sweep: `cells.csv`, and the answer to its preset's question. */
export async function writeTables(stored: StoredSweep): Promise<void> {
  await writeCsv(stored);
  const answer = answerOf(stored);
  if (answer === undefined) return;
  await writeWhole(inside(stored.folder, MATCHED_LOSS_FILE), `${JSON.stringify(answer, undefined, 2)}\n`);
}

/** @returns undefined without a preset, and for a part, which holds only some of the rates */
export function answerOf({ sweep, file, cells }: StoredSweep): ReturnType<typeof matchLoss> | undefined {
  const { index, count } = file.shard;
  const whole = index === WHOLE.index && count === WHOLE.count;
  return whole && sweep.preset === 'activations-at-matched-loss' ? matchLoss(sweep, cells) : undefined;
}
