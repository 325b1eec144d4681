import { constants, type Dirent, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { codeOf, DataError, whyUnreadable } from '../errors';

/**
 * Where a file or folder is. What lies below a folder that may be a stranger's (a run, a sweep, a cache) is named by
 * `inside`, and nothing on the way there may lead out: every reading, writing and removing of the engine takes a place and
 * goes through `entryAt`. What a person has named is given by `named`, and lies wherever its path leads.
 */
export interface Place {
  readonly path: string;
  /** The folder below which nothing but plain files and folders is passed; undefined for what a person has named. */
  readonly within: string | undefined;
}

/**
 * A place below a folder that may be a stranger's.
 * @param folder was named by a person: it may itself be a link
 * @param names of folders and, last, of the file or folder itself
 */
export function inside(folder: string, ...names: string[]): Place {
  for (const name of names)
    if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name))
      throw new RangeError(`"${name}" is no name of a file or folder.`);
  return { path: join(folder, ...names), within: names.length === 0 ? undefined : folder };
}

/** What lies in the same folder as a file or folder whose path is known. */
export function beside(path: string, name = basename(path)): Place {
  return inside(dirname(path), name);
}

/** What a person has named: it may be a link, as long as a plain file or a folder is behind it. */
export function named(path: string): Place {
  return { path, within: undefined };
}

/** The same place with something after its last name. */
export function withSuffix({ path, within }: Place, suffix: string): Place {
  return { path: `${path}${suffix}`, within };
}

/**
 * What is at a place: a plain file or a folder.
 * @returns null where there is nothing
 * @throws DataError when it, or a folder on the way there, is a link, a pipe or anything else; Error of the file system
 */
export async function entryAt(place: Place): Promise<Stats | null> {
  const { path, within } = place;
  let entry: Stats | null = null;
  for (const step of stepsTo(place)) {
    entry = await ifThere(within === undefined ? stat(step) : lstat(step));
    if (entry === null) {
      if (within === undefined) await refuseDangling(path);
      return null;
    }
    if (entry.isDirectory() || (step === path && entry.isFile())) continue;
    throw new DataError({ path: step, found: await kindOf(step, entry), expected: expectedAt(place, step) });
  }
  return entry;
}

/** What nothing is behind is not the same as nothing. @throws DataError */
async function refuseDangling(path: string): Promise<void> {
  const link = await ifThere(lstat(path));
  if (!link?.isSymbolicLink()) return;
  const found = `${await kindOf(path, link)}, which is not there`;
  throw new DataError({ path, found, expected: 'something behind the link, or no link: remove it' });
}

/** @throws DataError when the path is taken by something that is no folder, or leads through a link */
export async function refuseNoFolder(place: Place): Promise<void> {
  const entry = await entryAt(place);
  if (entry === null || entry.isDirectory()) return;
  throw new DataError({ path: place.path, found: 'a file', expected: 'a folder; move the file away' });
}

/**
 * Opens a plain file. Opening never blocks, whatever is at the path.
 * @throws DataError when it is none; Error of the file system (ENOENT)
 */
export async function openToRead(place: Place): Promise<FileHandle> {
  const refuse = (found: string) => new DataError({ path: place.path, found, expected: expectedAt(place, place.path) });
  const entry = await entryAt(place);
  if (entry?.isDirectory()) throw refuse('a folder');
  // Windows has neither of the two, nor what they guard against.
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  const file = await open(place.path, O_RDONLY | O_NONBLOCK | (place.within === undefined ? 0 : O_NOFOLLOW));
  try {
    const opened = await file.stat();
    if (!opened.isFile()) throw refuse(await kindOf(place.path, opened));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * What is in a folder, in the order of the file system; nothing where there is no folder.
 * @throws DataError when it is no folder, cannot be read, or leads through a link
 */
export async function entriesIn(place: Place): Promise<Dirent[]> {
  try {
    await refuseNoFolder(place);
    return (await ifThere(readdir(place.path, { withFileTypes: true }))) ?? [];
  } catch (error) {
    if (error instanceof DataError) throw error;
    const found = `no readable folder (${whyUnreadable(error)})`;
    throw new DataError({ path: place.path, found, expected: 'a folder that can be read' }, { cause: error });
  }
}

/** The names in a folder. @throws DataError as `entriesIn` */
export async function namesIn(place: Place): Promise<string[]> {
  return (await entriesIn(place)).map(({ name }) => name);
}

/** The paths from the first name below `within` to the place itself. */
function stepsTo({ path, within }: Place): string[] {
  if (within === undefined) return [path];
  const names = relative(within, path).split(sep);
  return names.map((_, index) => join(within, ...names.slice(0, index + 1)));
}

async function ifThere<Found>(looking: Promise<Found>): Promise<Found | null> {
  try {
    return await looking;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function expectedAt({ path, within }: Place, step: string): string {
  const what = step === path ? 'a plain file or folder' : 'a folder';
  return within === undefined ? what : `${what} of its own, since nothing may lead out of ${within}; remove it`;
}

async function kindOf(path: string, entry: Stats): Promise<string> {
  if (entry.isSymbolicLink()) return `a link to ${await readlink(path).catch(() => 'somewhere else')}`;
  if (entry.isFIFO()) return 'a named pipe (FIFO)';
  if (entry.isSocket()) return 'a socket';
  if (entry.isBlockDevice() || entry.isCharacterDevice()) return 'a device';
  return entry.isFile() ? 'a file' : 'something that is neither a file nor a folder';
}
