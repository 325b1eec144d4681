import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { CancelFlag } from '../cancellation';
import { codeOf, MAKE, StorageError } from '../errors';
import { disk } from './disk';
import { entryAt, named, type Place, refuseNoFolder, withSuffix } from './door';

/** Pieces in which bytes are handed on, so that the event loop runs in between: a few milliseconds each. */
const PIECE = 2 ** 22;

/**
 * Writes a file whole or not at all: under a name of its own first, flushed, then renamed, then the folder is flushed.
 * Whoever calls it is the only one who writes that file: a run or a sweep has one owner.
 * @throws DataError when something else than a plain file exists at the path, StorageError, CancelledError
 */
export function writeWhole(place: Place, content: string | Iterable<Uint8Array>, cancel?: CancelFlag): Promise<void> {
  return writeThenRename(partOf(place), place, content, cancel);
}

/**
 * The same for a file that several windows may write at once: the one that comes last is what stays, whole. Every write
 * has a name of its own, since with a common one the half of one writer could be renamed by the other.
 * @throws DataError when something else than a plain file exists at the path, StorageError
 */
export function writeShared(place: Place, content: string): Promise<void> {
  return writeThenRename(partOf(withSuffix(place, `.${randomUUID().slice(0, 8)}`)), place, content);
}

async function writeThenRename(
  part: Place,
  place: Place,
  content: string | Iterable<Uint8Array>,
  cancel?: CancelFlag,
): Promise<void> {
  await passable('write', place);
  await writeFlushed(part, typeof content === 'string' ? [Buffer.from(content)] : content, cancel);
  await renameFlushed(part, place);
}

/** What stands after the name of a file until it is whole: always the same, so that nothing piles up. */
export const PART_SUFFIX = '.part';

export function partOf(place: Place): Place {
  return withSuffix(place, PART_SUFFIX);
}

/**
 * Writes and flushes a file. What cannot be written whole is removed again, as far as that can be done.
 * @throws DataError when something else than a plain file exists at the path, StorageError, CancelledError
 */
export async function writeFlushed(place: Place, chunks: Iterable<Uint8Array>, cancel?: CancelFlag): Promise<void> {
  const { path } = place;
  await passable('write', place);
  try {
    await disk.remove(path);
    const file = await disk.open(path, 'wx');
    let writing = Promise.resolve();
    try {
      for (const piece of inPieces(chunks)) {
        cancel?.check();
        // While one piece is written the next one is made, and its checksum taken.
        await writing;
        writing = disk.write(file, piece);
        writing.catch(() => {});
      }
      await writing;
      await disk.sync(file);
    } finally {
      await writing.catch(() => {});
      await file.close();
    }
  } catch (error) {
    // Why it could not be written is what matters; that the rest cannot be removed either says nothing more.
    await disk.remove(path).catch(() => {});
    throw storageError('write', path, error);
  }
}

/** @throws DataError when something else than plain files or folders exists at the path, StorageError */
export async function renameFlushed(from: Place, to: Place): Promise<void> {
  await passable('rename', from);
  await passable('rename', to);
  await doing('rename', from.path, async () => {
    await disk.rename(from.path, to.path);
    await disk.syncFolder(dirname(to.path));
  });
}

/**
 * Gives a folder that was made under another name its own, which nothing or an empty folder has.
 * @throws DataError when something else exists at the path, StorageError
 */
export async function nameFolder(temporary: Place, folder: Place): Promise<void> {
  await passable('make room for', folder, refuseNoFolder);
  await doing('make room for', folder.path, () =>
    disk.removeEmptyFolder(folder.path).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    }),
  );
  await renameFlushed(temporary, folder);
}

/** @throws DataError when something else than a plain file or folder exists at the path, StorageError */
export async function remove(place: Place): Promise<void> {
  await passable('remove', place);
  await doing('remove', place.path, () => disk.remove(place.path));
}

/**
 * Makes a folder, with those above it that do not exist; one that exists is left as it is. Each is flushed into the
 * folder that it is in: what is later flushed below it would be lost with its name.
 * @throws DataError when the path, or a folder on it, is taken by something that is no folder; StorageError
 */
export async function makeFolder(place: Place): Promise<void> {
  await passable(MAKE, place, refuseNoFolder);
  await doing(MAKE, place.path, () => makeFolders(place.path));
}

/**
 * One level at a time: the recursive call of Node.js never comes back, and heeds no signal, where a file system says of
 * what is there that it is not (that of the kernel does so of a folder to be made), and tells of the wrong reason elsewhere.
 */
async function makeFolders(path: string): Promise<void> {
  const above = dirname(path);
  try {
    await disk.makeFolder(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || above === path) return await refuseUnlessFolder(path, error);
    await makeFolders(above);
    await disk.makeFolder(path).catch((again: unknown) => refuseUnlessFolder(path, again));
  }
  await disk.syncFolder(above);
}

/** Another process may have made it meanwhile; some systems report an existing folder with another code than EEXIST. */
async function refuseUnlessFolder(path: string, error: unknown): Promise<void> {
  const found = await entryAt(named(path)).catch(() => null);
  if (!found?.isDirectory()) throw error;
}

/** The door before anything is changed: an error of looking is reported as one of the change itself. */
function passable(what: string, place: Place, look: (place: Place) => Promise<unknown> = entryAt): Promise<unknown> {
  return doing(what, place.path, () => look(place));
}

/** The bytes a few at a time: views, no copies. */
export function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += PIECE) yield bytes.subarray(from, from + PIECE);
}

/** The same bytes in pieces of that size or somewhat more: each write waits for its turn, however little it writes. */
function* inPieces(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  let small: Uint8Array[] = [];
  let length = 0;
  for (const chunk of chunks) {
    for (const piece of piecesOf(chunk)) {
      small.push(piece);
      length += piece.length;
      if (length < PIECE) continue;
      yield joined(small);
      [small, length] = [[], 0];
    }
  }
  if (length > 0) yield joined(small);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
}

/** An action on disk whose failure is reported in words. @throws StorageError */
export async function doing<Result>(what: string, path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw storageError(what, path, error);
  }
}

/** What the file system said, in words; anything else as it is. */
function storageError(what: string, path: string, error: unknown): unknown {
  return codeOf(error) === undefined ? error : new StorageError(what, path, error as NodeJS.ErrnoException);
}
