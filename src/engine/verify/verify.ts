import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CLAIMS_FILE } from '../claims/evidence';
import { DataError, whyUnreadable } from '../errors';
import { inside, namesIn } from '../files/door';
import { RUN_FILE } from '../runs/runFormat';
import { SWEEP_FILE } from '../sweep/cellFile';
import type { VerifyContext } from './context';
import { Findings } from './findings';
import { FIRST_PART, verifyClaims } from './verifyClaims';
import { verifyRun } from './verifyRun';
import { verifySweep } from './verifySweep';

type Verify = (folder: string, findings: Findings, context: VerifyContext) => Promise<unknown>;

/**
 * Holds runs, sweeps, parts of them, replications and tests of claims against their checksums, and with `deep` every
 * metric against what the tensors make. Nothing is written but for the name of tensors whose run was killed at its end.
 * @param folders each of one of these, or with some of them in it
 * @throws DataError when one of the folders is none of them; CancelledError
 */
export async function verify(folders: readonly string[], context: VerifyContext): Promise<Findings> {
  const found: [folder: string, verify: Verify][] = [];
  for (const folder of folders) found.push(...(await recognised(folder)));
  const findings = new Findings();
  for (const [folder, verifyIt] of found) {
    context.cancel.check();
    await verifyIt(folder, findings, context);
  }
  return findings;
}

/** @throws DataError */
async function recognised(folder: string): Promise<[string, Verify][]> {
  const refuse = (found: string, cause?: unknown) => {
    const expected = 'the folder of a run, a sweep, a replication or a test of claims, or one with some of them in it';
    return new DataError({ path: folder, found, expected }, { cause });
  };
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw refuse(`no readable folder (${whyUnreadable(error)})`, error);
  });
  const own = kindOf(entries.map(({ name }) => name));
  if (own !== undefined) return [[folder, own]];
  const within: [string, Verify][] = [];
  // What is behind a link is verified where it is.
  for (const { name } of entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))) {
    const kind = kindOf(await namesIn(inside(folder, name)));
    if (kind !== undefined) within.push([join(folder, name), kind]);
  }
  if (within.length === 0) throw refuse('nothing that can be verified');
  return within;
}

function kindOf(names: readonly string[]): Verify | undefined {
  if (names.includes(RUN_FILE)) return verifyRun;
  if (names.includes(SWEEP_FILE)) return verifySweep;
  return names.includes(CLAIMS_FILE) || names.includes(FIRST_PART) ? verifyClaims : undefined;
}
