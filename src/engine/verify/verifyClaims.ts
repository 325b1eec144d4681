import { join } from 'node:path';
import { CLAIMS_FILE, evidencePart, parseEvidence } from '../claims/evidence';
import type { PartName } from '../claims/plan';
import { readGrid } from '../claims/testClaims';
import { configHash, parseConfig } from '../config';
import { sameData } from '../data/dataset';
import { inside, named, namesIn } from '../files/door';
import { isSealed } from '../files/sealed';
import { SWEEP_FILE } from '../sweep/cellFile';
import { readText } from '../sweep/folder';
import type { StoredSweep } from '../sweep/sweepStore';
import { UNVERIFIABLE, type VerifyContext } from './context';
import type { Findings } from './findings';
import { verifySweep } from './verifySweep';

/** The part that every test of claims begins with, by which its folder is known. */
export const FIRST_PART: PartName = 'seeds';

/**
 * Holds a test of claims against its checksums: every part, which is a sweep, and the evidence and pages that are made
 * from them.
 * @throws CancelledError
 */
export async function verifyClaims(folder: string, findings: Findings, context: VerifyContext): Promise<void> {
  const parts = new Map<string, StoredSweep>();
  for (const name of (await namesIn(named(folder))).sort((one, other) => (one < other ? -1 : 1))) {
    if (!(await isPart(folder, name))) continue;
    const stored = await verifySweep(join(folder, name), findings, context);
    if (stored !== undefined) parts.set(name, stored);
  }
  const names = await namesIn(named(folder));
  if (!names.includes(CLAIMS_FILE)) {
    findings.note(folder, `no ${CLAIMS_FILE}: not complete`);
    return;
  }
  const path = join(folder, CLAIMS_FILE);
  const evidence = await findings.attempt(path, async () =>
    parseEvidence(await readText(inside(folder, CLAIMS_FILE)), path),
  );
  if (evidence === undefined) return;
  if (!isSealed(evidence)) findings.note(path, UNVERIFIABLE);
  const config = parseConfig(evidence.config);
  findings.compare(path, 'configHash', evidence.configHash, configHash(config));
  const first = parts.get(FIRST_PART)?.sweep;
  if (first !== undefined) {
    findings.compare(path, 'seeds', evidence.seeds, first.axes['seed']);
    // Where the images lie stands in the parts alone.
    const data = config.data;
    findings.compare(path, 'config', config, { ...parseConfig({ ...first.base }), data });
  }
  for (const [name, { cells, folder: part }] of parts) {
    const other = cells.find(({ data }) => !sameData(data, evidence.data));
    if (other !== undefined)
      findings.fault(part, `other images in cell ${other.cell} than in ${CLAIMS_FILE}`, 'the same');
    if (name !== 'grid' || Object.hasOwn(evidence.parts, name))
      findings.compare(path, `parts.${name}`, evidence.parts[name], evidencePart(name as PartName, cells));
  }
  for (const name of Object.keys(evidence.parts))
    if (!parts.has(name)) findings.fault(`${path} parts.${name}`, 'figures', 'a part of that name that can be read');
  const grid = parts.get('grid');
  if (grid !== undefined) {
    const { rates, matched } = readGrid(config, grid);
    findings.compare(path, 'rates', evidence.rates, rates);
    findings.compare(path, 'matched', evidence.matched, matched);
  }
  for (const [name, text] of Object.entries(context.pages(evidence))) {
    if (!names.includes(name)) continue;
    const page = join(folder, name);
    await findings.attempt(page, async () => {
      if ((await readText(inside(folder, name))) !== text)
        findings.fault(page, 'another page', `that which ${CLAIMS_FILE} makes`);
    });
  }
}

async function isPart(folder: string, name: string): Promise<boolean> {
  if (name.includes('.')) return false;
  return namesIn(inside(folder, name)).then(
    (names) => names.includes(SWEEP_FILE),
    () => false,
  );
}
