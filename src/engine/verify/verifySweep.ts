import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../model/guards';
import { configHash, type ExperimentConfig } from '../config';
import { inside, named, namesIn, refuseNoFolder } from '../files/door';
import { checkSeal, isSealed, SEALED_VERSION } from '../files/sealed';
import { CELLS_CSV, CELLS_FOLDER, type CellFile, RUNS_FOLDER, STORED_LIMITS, SWEEP_FILE } from '../sweep/cellFile';
import { cellsCsv } from '../sweep/cellsCsv';
import { SELECTIVITY } from '../sweep/detectionLimit';
import { readText } from '../sweep/folder';
import type { Cell } from '../sweep/grid';
import { isReplication, REPLICATION_FILE, summariseReplication } from '../sweep/replication';
import { metricsOf, RELIABILITY } from '../sweep/runMetrics';
import { refuseOtherData } from '../sweep/sameData';
import { belongsTo } from '../sweep/shard';
import { axesOf } from '../sweep/sweepInput';
import { cellNames, readCell, readSweepFile, type StoredSweep } from '../sweep/sweepStore';
import { ANSWER_FILES, ANSWER_NAMES, answersOf } from '../sweep/tables';
import { parseJson } from '../untrusted/json';
import { UNVERIFIABLE, type VerifyContext } from './context';
import type { Findings } from './findings';
import { verifyRun } from './verifyRun';

/**
 * Holds a sweep, a part of one or a replication against its checksums: every cell, the tables that are made from the
 * cells, and the runs that were kept.
 * @returns what could be read; undefined when the sweep itself cannot be
 * @throws CancelledError
 */
export async function verifySweep(
  folder: string,
  findings: Findings,
  context: VerifyContext,
): Promise<StoredSweep | undefined> {
  context.progress(folder);
  const path = join(folder, SWEEP_FILE);
  const read = await findings.attempt(path, () => readSweepFile(folder));
  if (read === undefined) return undefined;
  if (!isSealed(read.file)) findings.note(path, UNVERIFIABLE);
  const cells = await verifyCells(folder, read, findings, context);
  const stored = { folder, ...read, cells };
  await findings.attempt(folder, () => refuseOtherData(read.sweep, new Map(cells.map((cell) => [cell.cell, cell]))));
  await verifyTables(stored, findings);
  await verifyKeptRuns(stored, findings, context);
  return stored;
}

async function verifyCells(
  folder: string,
  { file, sweep }: Pick<StoredSweep, 'file' | 'sweep'>,
  findings: Findings,
  { cancel }: VerifyContext,
): Promise<CellFile[]> {
  const cells: CellFile[] = [];
  for (const name of await cellNames(folder)) {
    cancel.check();
    findings.cells++;
    const path = join(folder, CELLS_FOLDER, name);
    const cell = await findings.attempt(path, () => readCell(folder, name, file));
    if (cell === undefined) continue;
    if (!isSealed(cell)) findings.note(path, UNVERIFIABLE);
    if (!belongsTo(file.shard, cell.cell))
      findings.fault(path, `cell ${cell.cell}`, `a cell of part ${file.shard.index}/${file.shard.count} of the sweep`);
    const planned = sweep.cells[cell.cell - 1] as Cell<ExperimentConfig>;
    findings.compare(path, 'values', cell.values, planned.values);
    findings.compare(path, 'config', cell.config, resolvedLike(planned.config, cell));
    cells.push(cell);
  }
  return cells.sort((one, other) => one.cell - other.cell);
}

/** The config of the grid with what the data alone could say. */
function resolvedLike(planned: ExperimentConfig, { config }: CellFile): object {
  return { ...planned, forks: { ...planned.forks, untilRow: planned.forks.untilRow ?? config.forks.untilRow } };
}

async function verifyTables(stored: StoredSweep, findings: Findings): Promise<void> {
  const { folder, file, sweep, cells } = stored;
  const names = await namesIn(named(folder));
  const due = sweep.cells.filter(({ number }) => belongsTo(file.shard, number)).length;
  const tables = [CELLS_CSV, ...Object.values(ANSWER_FILES), REPLICATION_FILE].filter((name) => names.includes(name));
  if (cells.length < due) {
    for (const name of tables)
      findings.fault(join(folder, name), `a table beside ${cells.length} cells that can be read`, `all ${due} of them`);
    if (tables.length === 0) findings.note(folder, `${cells.length} of ${due} cells: not complete`);
    return;
  }
  const read = async (name: string, check: (path: string, text: string) => void) => {
    const path = join(folder, name);
    if (tables.includes(name))
      await findings.attempt(path, async () => check(path, await readText(inside(folder, name))));
  };
  if (!tables.includes(CELLS_CSV))
    findings.note(folder, `no ${CELLS_CSV} yet: the command that made the cells writes it`);
  await read(CELLS_CSV, (path, text) => {
    const [lines, made] = [text, cellsCsv(axesOf(sweep), cells)].map((table) => table.split('\n')) as [
      string[],
      string[],
    ];
    const line = made.findIndex((one, index) => one !== lines[index]);
    if (text !== made.join('\n'))
      findings.fault(
        path,
        `another table than the cells make, from line ${line < 0 ? made.length : line + 1} on`,
        'the figures of the cells',
      );
  });
  const answers = answersOf(stored);
  for (const name of ANSWER_NAMES) {
    await read(ANSWER_FILES[name], (path, text) => {
      const found = parseJson(text, path, 'the answer of a sweep', STORED_LIMITS.mostValues);
      findings.compare(path, '', found, answers[name]);
    });
  }
  await read(REPLICATION_FILE, (path, text) => {
    const json = parseJson(text, path, 'the summary of a replication', STORED_LIMITS.mostValues);
    checkSeal(json, path);
    if (!isReplication(sweep)) return findings.fault(path, 'a replication', 'a sweep over seeds alone');
    const { sha256, ...found } = isRecord(json) ? json : {};
    if (sha256 === undefined) findings.note(path, UNVERIFIABLE);
    const formatVersion = sha256 === undefined ? 1 : SEALED_VERSION;
    const made = { ...summariseReplication(stored), formatVersion };
    findings.compare(path, '', found, { ...made, engine: file.engine });
  });
}

/** Those of its run: of other orders of its examples, and of its held-out images, no run says anything. */
function figuresOfRun({ figures }: CellFile): CellFile['figures'] {
  const isOfRun = ([name]: [string, number]) => name !== SELECTIVITY && !name.startsWith(`${RELIABILITY}.`);
  return Object.fromEntries(Object.entries(figures).filter(isOfRun));
}

async function verifyKeptRuns(
  { folder, sweep, cells }: StoredSweep,
  findings: Findings,
  context: VerifyContext,
): Promise<void> {
  const runs = new Set((await namesIn(inside(folder, RUNS_FOLDER))).filter((name) => /^[1-9]\d*$/.test(name)));
  let kept = 0;
  for (const cell of cells) {
    if (!runs.delete(String(cell.cell))) continue;
    kept++;
    const place = inside(folder, RUNS_FOLDER, String(cell.cell));
    const run = await findings.attempt(place.path, async () => {
      await refuseNoFolder(place);
      return verifyRun(place.path, findings, context);
    });
    if (run === undefined) continue;
    const path = join(folder, CELLS_FOLDER, `${cell.cell}.json`);
    findings.compare(path, 'figures', figuresOfRun(cell), metricsOf(run.file));
    if (configHash(cell.config) !== run.file.configHash && !isDeepStrictEqual(cell.config, run.file.config))
      findings.fault(path, 'another config than that of the run that was kept', 'the same');
  }
  for (const name of runs)
    findings.note(join(folder, RUNS_FOLDER, name), 'a run without a cell that can be read: not checked');
  if (context.deep !== undefined && sweep.orders !== undefined)
    findings.note(folder, `not made again: what is said of ${sweep.orders} shuffled orders`);
  if (context.deep !== undefined && kept < cells.filter(({ status }) => status === 'done').length)
    findings.note(folder, 'not made again: the figures of cells of which no run was kept');
}
