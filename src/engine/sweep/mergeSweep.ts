import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { CancelFlag } from '../cancellation';
import { DataError, StorageError } from '../errors';
import { entriesIn, inside, named } from '../files/door';
import { makeFolder, remove } from '../files/files';
import { isSealed } from '../files/sealed';
import { FolderLock, isBeingMade } from '../runs/lock';
import { locksIn } from '../runs/lockFile';
import { nameNewFolder } from '../runs/newFolder';
import { refuseUsedFolder } from '../runs/runStore';
import type { CellFile } from './cellFile';
import { describeCell } from './grid';
import { refuseOtherData } from './sameData';
import { WHOLE } from './shard';
import type { Sweep } from './sweep';
import { axesOf } from './sweepInput';
import {
  cellsInOrder,
  openSweepFolder,
  readSweep,
  refuseOther,
  type StoredSweep,
  sweepFileOf,
  writeCell,
} from './sweepStore';
import { writeTables } from './tables';

/** Missing cells that are named one by one. */
const NAMED = 10;

/**
 * Joins parts of one sweep into the folder that the whole sweep would have made, to the byte. Cells may be there several
 * times as long as they are the same. Runs that were kept stay where they are.
 * @param out absent or empty
 * @throws DataError when parts are of different sweeps, a cell is missing, or two parts disagree about one; CancelledError
 */
export async function mergeSweep(
  parts: readonly string[],
  out: string,
  cancel = new CancelFlag(),
): Promise<StoredSweep> {
  await refuseUsedFolder(out);
  const stored: StoredSweep[] = [];
  for (const part of parts) {
    cancel.check();
    stored.push(await readSweep(part));
  }
  const [first] = stored;
  if (first === undefined) {
    throw new DataError({ path: out, found: 'no parts to join', expected: 'at least one folder of a sweep' });
  }
  const { sweep } = first;
  for (const { folder, file } of stored) refuseOther(folder, { ...file, shard: WHOLE }, sweepFileOf(sweep, WHOLE));
  const cells = joined(stored);
  refuseMissing(out, sweep, cells);
  refuseOtherData(sweep, cells);
  return await write(out, sweep, cellsInOrder(cells), cancel);
}

function joined(parts: readonly StoredSweep[]): Map<number, CellFile> {
  const cells = new Map<number, { readonly cell: CellFile; readonly folder: string }>();
  for (const { folder, cells: own } of parts) {
    for (const cell of own) {
      const known = cells.get(cell.cell);
      if (known !== undefined && saysOf(known.cell) !== saysOf(cell)) {
        const found = `a cell ${cell.cell} that is not that of ${known.folder}`;
        throw new DataError({ path: folder, found, expected: 'the same figures wherever a cell was computed' });
      }
      // Of two that are the same, the one whose metrics can be verified.
      if (known === undefined || isSealed(cell)) cells.set(cell.cell, { cell, folder });
    }
  }
  return new Map([...cells].map(([number, { cell }]) => [number, cell]));
}

/** What a cell says, whichever version of the format it was written in. */
function saysOf({ formatVersion: _, ...cell }: CellFile): string {
  return JSON.stringify(cell);
}

function refuseMissing(out: string, sweep: Sweep, cells: ReadonlyMap<number, CellFile>): void {
  const missing = sweep.cells.filter(({ number }) => !cells.has(number));
  if (missing.length === 0) return;
  const names = missing.slice(0, NAMED).map(({ number, values }) => describeCell(number, axesOf(sweep), values));
  if (missing.length > NAMED) names.push(`${missing.length - NAMED} more`);
  throw new DataError({ path: out, found: `no ${names.join(', ')}`, expected: `all ${sweep.cells.length} cells` });
}

/** Whole or not at all: into a temporary folder beside it, which then takes its name. */
async function write(out: string, sweep: Sweep, cells: readonly CellFile[], cancel: CancelFlag): Promise<StoredSweep> {
  await removeLeft(out);
  const temporary = join(dirname(out), `.${basename(out)}.${randomUUID().slice(0, 8)}`);
  let lock: FolderLock | undefined;
  try {
    await makeFolder(named(temporary));
    lock = await FolderLock.first(temporary, 'merge', cancel);
    await openSweepFolder(temporary, sweep, WHOLE);
    for (const cell of cells) {
      cancel.check();
      await writeCell(temporary, cell);
    }
    const file = sweepFileOf(sweep, WHOLE);
    await writeTables({ folder: temporary, file, sweep, cells });
    await lock.move(out, () => nameNewFolder(temporary, out));
    // The sweep is complete: the lock of a process that has ended does not matter.
    await lock.release().catch(() => {});
    return { folder: out, file, sweep, cells };
  } catch (error) {
    await lock?.release().catch(() => {});
    await remove(named(temporary)).catch(() => {}); // Why it failed is what matters.
    throw error instanceof StorageError ? error.of(out) : error;
  }
}

/** Removes what processes that were killed have left of the same folder, where it is certain that nobody works on it. */
async function removeLeft(out: string): Promise<void> {
  const folder = dirname(out);
  const isTemporary = (name: string) =>
    name.startsWith(`.${basename(out)}.`) && /^[0-9a-f]{8}$/.test(name.slice(basename(out).length + 2));
  const entries = await entriesIn(named(folder)).catch(() => []);
  for (const { name } of entries.filter((entry) => entry.isDirectory() && isTemporary(entry.name))) {
    const path = join(folder, name);
    const isLeft = (await locksIn(path)).length > 0 && !(await isBeingMade(path).catch(() => true));
    if (isLeft) await remove(inside(folder, name));
  }
}
