import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DataError, whyUnreadable } from '../engine/errors';
import { isBeingMade } from '../engine/runs/lock';
import { tell } from './streams';

const PREFIX = 'attribution-scratch-';

/** From when on a folder that nobody works in counts as left behind. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/**
 * Does something in a folder of the system's temporary one that is gone afterwards.
 * @throws DataError when it cannot be created
 */
export async function inScratch<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const parent = resolve(tmpdir());
  await removeAbandoned(parent);
  const folder = await mkdtemp(join(parent, PREFIX)).catch((error: unknown) => {
    const found = `no folder that a run can be made in (${whyUnreadable(error)})`;
    const expected = 'one, named by TMPDIR, or --out with a folder to keep the run in';
    throw new DataError({ path: parent, found, expected }, { cause: error });
  });
  try {
    return await work(folder);
  } finally {
    // What came of the work matters more.
    await rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
      tell(`${folder} is left behind: ${whyUnreadable(error)}\n`);
    });
  }
}

/** Removes what processes that were killed have left: folders of this name and this user that nobody has worked in for a day. */
async function removeAbandoned(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((name) => name.startsWith(PREFIX))) {
    const folder = join(parent, name);
    // One that cannot be looked at or removed is the business of whoever can.
    if (await isAbandoned(folder).catch(() => false)) await rm(folder, { recursive: true }).catch(() => {});
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  const found = await lstat(folder);
  const isOwn = found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid);
  return isOwn && Date.now() - found.mtimeMs > ABANDONED_MS && !(await isBeingMade(folder));
}
