import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CancelFlag } from '../cancellation';
import { codeOf, StorageError } from '../errors';
import { disk } from './disk';

/** Pieces in which bytes are handed on, so that the event loop runs in between: a few milliseconds each. */
const PIECE = 2 ** 22;

/**
 * Writes a file whole or not at all: under a name of its own first, flushed, then renamed, then the folder is flushed.
 * @throws StorageError, CancelledError
 */
export async function writeWhole(path: string, chunks: Iterable<Uint8Array>, cancel?: CancelFlag): Promise<void> {
  const part = partOf(path);
  await writeFlushed(part, chunks, cancel);
  await renameFlushed(part, path);
}

/** The name under which a file is written until it is whole: always the same, so that nothing piles up. */
export function partOf(path: string): string {
  return `${path}.part`;
}

/**
 * Writes and flushes a file. What cannot be written whole is removed again, as far as that can be done.
 * @throws StorageError, CancelledError
 */
export async function writeFlushed(path: string, chunks: Iterable<Uint8Array>, cancel?: CancelFlag): Promise<void> {
  try {
    // What is there may be a link to a file elsewhere, which is not to be written to.
    await disk.remove(path);
    const file = await disk.open(path, 'wx');
    let writing = Promise.resolve();
    try {
      for (const chunk of chunks) {
        for (const piece of piecesOf(chunk)) {
          cancel?.check();
          // While one piece is written the next one is made, and its checksum taken.
          await writing;
          writing = disk.write(file, piece);
          writing.catch(() => {});
        }
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

/** @throws StorageError */
export async function renameFlushed(from: string, to: string): Promise<void> {
  await doing('rename', from, async () => {
    await disk.rename(from, to);
    await syncFolder(dirname(to));
  });
}

/** @throws StorageError */
export function remove(path: string): Promise<void> {
  return doing('remove', path, () => disk.remove(path));
}

/** @throws StorageError */
export function makeFolder(path: string): Promise<void> {
  return doing('make the folder', path, () => disk.makeFolder(path));
}

/** Has the names in a folder on disk. Windows has no such call, and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await disk.sync(handle);
  } finally {
    await handle.close();
  }
}

/** The bytes a few at a time: views, no copies. */
export function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += PIECE) yield bytes.subarray(from, from + PIECE);
}

async function doing<Result>(what: string, path: string, action: () => Promise<Result>): Promise<Result> {
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
