import { join } from 'node:path';
import { isRecord } from '../../model/guards';
import { CAUSAL_FILE, readCausalTest } from '../causal/causalFile';
import { configHash } from '../config';
import { inside, named, namesIn } from '../files/door';
import { checkSeal, isSealed } from '../files/sealed';
import { readPendingFile } from '../runs/pendingFile';
import { RUN_FILE } from '../runs/runFormat';
import { readAnyRun, type StoredRun } from '../runs/runStore';
import { readJsonText } from '../untrusted/file';
import { parseJson } from '../untrusted/json';
import { UNVERIFIABLE, type VerifyContext } from './context';
import type { Findings } from './findings';
import { remakeRun } from './remakeRun';

/** What a panel keeps with a run: whether each is what was written is all that is asked of them here. */
const KEPT_FILES = ['selections.json', 'surgery.json'] as const;
/** What the larger of the two may be at the most. */
const KEPT_LIMITS = { largest: 2 ** 26, mostValues: 4_000_000 } as const;

/**
 * Holds a run against its checksums, and what is kept with it against theirs.
 * @returns the run; undefined when it is not complete, not of this engine, or damaged
 * @throws CancelledError
 */
export async function verifyRun(
  folder: string,
  findings: Findings,
  context: VerifyContext,
): Promise<StoredRun | undefined> {
  context.cancel.check();
  context.progress(folder);
  findings.runs++;
  const path = join(folder, RUN_FILE);
  const pending = await findings.attempt(path, () => readPendingFile(folder));
  if (pending === undefined) return undefined;
  if (pending !== null) {
    findings.note(folder, `a run that is not complete (${pending.status}): it has no figures yet`);
    return undefined;
  }
  const run = await findings.attempt(path, () => readAnyRun(folder, false, context.cancel));
  if (run === undefined) return undefined;
  await verifyKept(folder, findings);
  if ('ink' in run) {
    findings.note(folder, 'cannot be verified: another system recorded it, without checksums');
    return undefined;
  }
  const { file } = run;
  if (!isSealed(file)) findings.note(folder, UNVERIFIABLE);
  findings.compare(path, 'configHash', file.configHash, configHash(file.config));
  findings.compare(path, 'seed', file.seed, file.config.seed);
  await findings.attempt(join(folder, CAUSAL_FILE), async () => {
    const causal = await readCausalTest(folder, file.configHash);
    if (causal !== null && !isSealed(causal)) findings.note(join(folder, CAUSAL_FILE), UNVERIFIABLE);
  });
  if (context.deep !== undefined) await remakeRun(run, findings, context.cancel, context.deep);
  return run;
}

async function verifyKept(folder: string, findings: Findings): Promise<void> {
  const names = await namesIn(named(folder));
  for (const name of KEPT_FILES.filter((one) => names.includes(one))) {
    const path = join(folder, name);
    await findings.attempt(path, async () => {
      const expected = `a ${name} as it was written`;
      const text = await readJsonText(inside(folder, name), { ...KEPT_LIMITS, expected });
      const json = parseJson(text, path, expected, KEPT_LIMITS.mostValues);
      checkSeal(json, path);
      const isOld = isRecord(json) && !('sha256' in json);
      if (isOld) findings.note(path, UNVERIFIABLE);
    });
  }
}
