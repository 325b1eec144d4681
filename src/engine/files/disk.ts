import { type FileHandle, mkdir, open, rename, rm, rmdir, utimes } from 'node:fs/promises';

/**
 * Every call by which the engine changes what is on disk. An object, and called through it everywhere, so that a test can
 * let any one of the calls fail.
 */
export const disk = {
  /** @param flags the file must not exist; with `ax` whatever is written comes after what it holds */
  open: (path: string, flags: 'wx' | 'ax'): Promise<FileHandle> => open(path, flags),
  /** Writes all of the bytes where the file stands: at once, where the system does, and not half a megabyte at a time. */
  write: async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
    for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done)).bytesWritten;
  },
  sync: (file: FileHandle): Promise<void> => file.sync(),
  /** Has the names in a folder on disk. Windows has no such call, and needs none. */
  syncFolder: async (path: string): Promise<void> => {
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  rename: (from: string, to: string): Promise<void> => rename(from, to),
  remove: (path: string): Promise<void> => rm(path, { recursive: true, force: true }),
  removeEmptyFolder: (path: string): Promise<void> => rmdir(path),
  /** One folder in an existing one. */
  makeFolder: (path: string): Promise<void> => mkdir(path),
  touch: (path: string): Promise<void> => {
    const now = new Date();
    return utimes(path, now, now);
  },
};
