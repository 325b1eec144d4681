import { join, resolve } from 'node:path';
import { judgeClaim } from '../engine/claims/claims';
import type { Evidence } from '../engine/claims/evidence';
import { type ClaimsEvent, type ClaimsKeeping, testClaims } from '../engine/claims/testClaims';
import { inside } from '../engine/files/door';
import { writeWhole } from '../engine/files/files';
import type { SweepEvent } from '../engine/sweep/runSweep';
import { claimWords } from '../text/claims/claimWords';
import { verdictWords } from '../text/claims/verdictWords';
import { type ConfigOptions, readConfig } from './run';
import { runCells } from './runCells';
import { print, printJson } from './streams';
import { claimsPages } from './verify';

export interface ClaimsOptions extends ConfigOptions {
  readonly config?: string;
  readonly seeds: number;
  readonly out: string;
  readonly jobs?: number;
  readonly json?: true;
}

/**
 * `attribution claims`: runs what is missing, and writes `claims.json`, `claims.html` and `claims.md`.
 * @throws ConfigError, DataError, CancelledError
 */
export async function claimsCommand(options: ClaimsOptions): Promise<void> {
  const { seeds, out, jobs, json } = options;
  const config = await readConfig(options.config, options);
  const folder = resolve(out);
  const finish = async (evidence: Evidence) => {
    for (const [name, text] of Object.entries(claimsPages(evidence))) await writeWhole(inside(folder, name), text);
  };
  const start = (keeping: Omit<ClaimsKeeping, 'folder'>) => testClaims(config, seeds, { ...keeping, folder, finish });
  const evidence = await runCells((keeping) => cellsOnly(start(keeping)), jobs);
  const judged = judgeClaim(evidence);
  if (json === true) {
    const verdicts = Object.fromEntries(judged.map(({ name, finding }) => [name, finding?.verdict ?? null]));
    return printJson({ ...evidence, verdicts });
  }
  const lines = judged.map(({ name, finding }) => {
    const verdict = finding === null ? 'not run' : verdictWords(finding.verdict);
    return `${claimWords(name).title}: ${verdict}\n`;
  });
  await print(`${lines.join('')}${join(folder, 'claims.html')}\n`);
}

/** What a terminal shows on the way. */
async function* cellsOnly<Result>(events: AsyncGenerator<ClaimsEvent, Result>): AsyncGenerator<SweepEvent, Result> {
  let next = await events.next();
  for (; !next.done; next = await events.next()) if (next.value.type !== 'evidence') yield next.value;
  return next.value;
}
