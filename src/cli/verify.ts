import { resolve } from 'node:path';
import { claimsViewOf } from '../engine/claims/claimsView';
import type { Evidence } from '../engine/claims/evidence';
import { describeMistake } from '../engine/errors';
import { CellData } from '../engine/sweep/cellData';
import type { Findings, Note } from '../engine/verify/findings';
import { verify } from '../engine/verify/verify';
import { claimsPage } from '../text/claims/claimsPage';
import { pageHtml } from '../text/page/html';
import { pageMarkdown } from '../text/page/markdown';
import { cacheFolder } from './cacheFolder';
import { cancelOnSignal } from './cancelOnSignal';
import { ExitStatus } from './exitStatus';
import { ProgressLine } from './progressLine';
import { print, printJson, tell } from './streams';

export interface VerifyOptions {
  readonly deep?: true;
  readonly json?: true;
}

/**
 * `attribution verify`: whether runs, sweeps and claims still say what was written.
 * @throws DataError when a folder is none of them, CancelledError
 */
export async function verifyCommand(folders: readonly string[], { deep, json }: VerifyOptions): Promise<void> {
  const line = new ProgressLine();
  const progress = (message: string) => line.write('Verifying', message);
  const findings = await cancelOnSignal(async (cancel) => {
    try {
      const data = new CellData(cacheFolder(), cancel, ({ message }) => progress(message), undefined, true);
      const context = { cancel, progress, pages: claimsPages, ...(deep === true ? { deep: data } : {}) };
      return await verify(
        folders.map((folder) => resolve(folder)),
        context,
      );
    } finally {
      line.end();
    }
  });
  await report(findings, json === true);
}

/** The pages beside `claims.json`, by the names of their files. */
export function claimsPages(evidence: Evidence): Readonly<Record<string, string>> {
  const page = claimsPage(claimsViewOf(evidence));
  return { 'claims.html': pageHtml(page), 'claims.md': pageMarkdown(page) };
}

async function report({ runs, cells, faults, notes }: Findings, json: boolean): Promise<void> {
  if (faults.length > 0) process.exitCode = ExitStatus.failed;
  if (json) return printJson({ runs, cells, faults, notes });
  for (const note of joined(notes)) tell(`${note}\n`);
  const counts = [counted(runs, 'run'), counted(cells, 'cell')].filter((_, index) => [runs, cells][index] !== 0);
  const said = `${counts.join(', ') || 'nothing'}: ${faults.length === 0 ? 'no fault' : counted(faults.length, 'fault')}`;
  await print([...faults.map(describeMistake), said].map((one) => `${one}\n`).join(''));
}

/** What is said of many is said once. */
function joined(notes: readonly Note[]): string[] {
  const paths = new Map<string, string[]>();
  for (const { path, note } of notes) paths.set(note, [...(paths.get(note) ?? []), path]);
  return [...paths].map(([note, [first, ...others]]) =>
    others.length === 0 ? `${first}: ${note}` : `${first} and ${others.length} more: ${note}`,
  );
}

function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}
