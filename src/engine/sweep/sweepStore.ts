import { DataError } from '../errors';
import { inside, named, namesIn } from '../files/door';
import { makeFolder, PART_SUFFIX, partOf, remove, writeWhole } from '../files/files';
import { SEALED_VERSION, sealed } from '../files/sealed';
import { isLock } from '../runs/lockFile';
import { refuseUsedFolder } from '../runs/runStore';
import { ENGINE_VERSION } from '../version';
import {
  CELLS_CSV,
  CELLS_FOLDER,
  type CellFile,
  cellFileSchema,
  parseStored,
  SWEEP_FILE,
  type SweepFile,
  sweepFileSchema,
} from './cellFile';
import { cellsCsv } from './cellsCsv';
import { readStoredText } from './folder';
import type { Shard } from './shard';
import { parseSweep, type Sweep } from './sweep';
import { axesOf, writtenSweep } from './sweepInput';

/** The folder of a sweep, or of a part of one, with what is in it so far. */
export interface StoredSweep {
  readonly folder: string;
  readonly file: SweepFile;
  readonly sweep: Sweep;
  /** In the order of their numbers. */
  readonly cells: readonly CellFile[];
}

export function sweepFileOf(sweep: Sweep, shard: Shard): SweepFile {
  const { preset, base, hash, cells, orders } = sweep;
  return {
    format: 'attribution-sweep',
    formatVersion: SEALED_VERSION,
    engine: ENGINE_VERSION,
    hash,
    shard: { index: shard.index, count: shard.count },
    cells: cells.length,
    ...(preset === undefined ? {} : { preset }),
    base: { ...base },
    axes: Object.fromEntries(axesOf(sweep).map(({ key, values }) => [key, [...values]])),
    ...(orders === undefined ? {} : { orders }),
  };
}

/**
 * Makes sure that a folder is absent, or that there is nothing in it but a sweep.
 * @throws DataError
 */
export async function refuseOtherFolder(folder: string): Promise<void> {
  const isOfSweep = (name: string) => isLock(name) || name === `${SWEEP_FILE}${PART_SUFFIX}`;
  await refuseUsedFolder(folder, isOfSweep, SWEEP_FILE);
}

/**
 * Makes a folder ready for a part of a sweep: a new one, or one where the same part was begun. The caller owns it.
 * @returns the cells that already exist, by number
 * @throws DataError when the folder holds something else
 */
export async function openSweepFolder(folder: string, sweep: Sweep, shard: Shard): Promise<Map<number, CellFile>> {
  const file = sweepFileOf(sweep, shard);
  if (await isSweepFolder(folder)) {
    refuseOther(folder, (await readSweepFile(folder)).file, file, ', or a folder that is absent or empty');
  } else {
    await remove(partOf(inside(folder, SWEEP_FILE)));
    await refuseUsedFolder(folder, isLock);
    await makeFolder(named(folder));
    await writeWhole(inside(folder, SWEEP_FILE), `${JSON.stringify(sealed(file), undefined, 2)}\n`);
  }
  await makeFolder(inside(folder, CELLS_FOLDER));
  return readCells(folder, file);
}

/**
 * @param instead what may be given in its place
 * @throws DataError when what was begun is not what is wanted
 */
export function refuseOther(path: string, begun: SweepFile, wanted: SweepFile, instead = ''): void {
  const refuse = (found: string, expected: string) => {
    throw new DataError({ path, found, expected: `${expected}${instead}` });
  };
  if (begun.hash !== wanted.hash) refuse(`cells of sweep ${begun.hash}`, `those of sweep ${wanted.hash}`);
  if (begun.engine !== wanted.engine) refuse(`cells of engine ${begun.engine}`, `those of engine ${wanted.engine}`);
  if (begun.shard.index !== wanted.shard.index || begun.shard.count !== wanted.shard.count) {
    const part = ({ shard }: SweepFile) => `part ${shard.index}/${shard.count} of the sweep`;
    refuse(part(begun), part(wanted));
  }
}

/** Whether somebody began a sweep here. What is no folder at all is refused by those who need an empty one. */
async function isSweepFolder(folder: string): Promise<boolean> {
  return namesIn(named(folder)).then(
    (names) => names.includes(SWEEP_FILE),
    () => false,
  );
}

export async function writeCell(folder: string, cell: CellFile): Promise<void> {
  await writeWhole(
    inside(folder, CELLS_FOLDER, `${cell.cell}.json`),
    `${JSON.stringify(sealed(cell), undefined, 2)}\n`,
  );
}

/** Writes `cells.csv`: once every cell of the part is complete. */
export async function writeCsv({ folder, sweep, cells }: StoredSweep): Promise<void> {
  await writeWhole(inside(folder, CELLS_CSV), cellsCsv(axesOf(sweep), cells));
}

/** @throws DataError when the folder holds no sweep, or a damaged one */
export async function readSweep(folder: string): Promise<StoredSweep> {
  const { file, sweep } = await readSweepFile(folder);
  return { folder, file, sweep, cells: cellsInOrder(await readCells(folder, file)) };
}

export function cellsInOrder(cells: ReadonlyMap<number, CellFile>): CellFile[] {
  return [...cells.values()].sort((one, other) => one.cell - other.cell);
}

/** @throws DataError when the folder holds no sweep, or not the one that was written */
export async function readSweepFile(folder: string): Promise<Pick<StoredSweep, 'file' | 'sweep'>> {
  const place = inside(folder, SWEEP_FILE);
  const { path } = place;
  const file = parseStored(sweepFileSchema, await readStoredText(place), path);
  const sweep = parseSweep(writtenSweep(file));
  if (sweep.hash !== file.hash) {
    const found = `the hash ${file.hash} beside a sweep whose hash is ${sweep.hash}`;
    throw new DataError({ path, found, expected: 'the sweep as it was written' });
  }
  return { file, sweep };
}

async function readCells(folder: string, file: SweepFile): Promise<Map<number, CellFile>> {
  const cells = new Map<number, CellFile>();
  for (const name of await cellNames(folder)) {
    const cell = await readCell(folder, name, file);
    cells.set(cell.cell, cell);
  }
  return cells;
}

/** The files of cells. What a killed process left behind has another name, which the next one overwrites. */
export async function cellNames(folder: string): Promise<string[]> {
  return (await namesIn(inside(folder, CELLS_FOLDER))).filter((name) => /^[1-9]\d*\.json$/.test(name));
}

/** @throws DataError when it is no cell of that sweep */
export async function readCell(
  folder: string,
  name: string,
  { hash, cells: count }: Pick<SweepFile, 'hash' | 'cells'>,
): Promise<CellFile> {
  const place = inside(folder, CELLS_FOLDER, name);
  const { path } = place;
  const cell = parseStored(cellFileSchema, await readStoredText(place), path);
  if (cell.sweep === hash && name === `${cell.cell}.json` && cell.cell <= count) return cell;
  const found = `cell ${cell.cell} of sweep ${cell.sweep}`;
  throw new DataError({ path, found, expected: `the cell of its name, of sweep ${hash} of ${count} cells` });
}
