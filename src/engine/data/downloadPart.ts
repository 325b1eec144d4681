import { createHash, randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '../errors';
import { disk } from '../files/disk';
import { beside } from '../files/door';
import { doing, renameFlushed } from '../files/files';

/**
 * What has arrived of a file from one mirror. Every downloader writes to a part of its own, so that two at once never
 * meet: `NAME.MIRROR.OWNER.part`. What one lets go unfinished has no owner, `NAME.MIRROR.part`, and whoever comes next
 * takes it over by giving it a name of their own, which one alone can do. A part that has not grown for a long time
 * belonged to a process that was killed, and has no owner either.
 *
 * Only plain files are taken over, with no second name: a link that was put there is never opened.
 */
export class Part {
  private constructor(
    private path: string,
    private readonly ownerless: string,
    private readonly file: FileHandle,
    /** Bytes so far. */
    private length: number,
  ) {}

  /**
   * A part to write to: what is kept of an earlier time, or an empty one.
   * @param path the whole file's
   * @param abandonedMs how long a part has not grown that has no owner any more
   * @throws StorageError
   */
  static async take(path: string, url: string, abandonedMs: number): Promise<Part> {
    const mirror = createHash('sha256').update(url).digest('hex').slice(0, 8);
    const [ownerless, own] = [`${path}.${mirror}.part`, `${path}.${mirror}.${randomUUID().slice(0, 8)}.part`];
    for (const { part, stats } of await ownerlessParts(path, abandonedMs, mirror)) {
      const taken = await doing('rename', part, () => disk.rename(part, own)).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Error && codeOf(error.cause) === 'ENOENT') return false;
          throw error;
        },
      );
      if (!taken) continue;
      const file = await openPlain(own);
      if (file !== undefined) return new Part(own, ownerless, file, stats.size);
    }
    return new Part(own, ownerless, await doing('write', own, () => disk.open(own, 'ax')), 0);
  }

  get name(): string {
    return this.path;
  }

  /** Whether somebody else took it over, which is done with what has not grown for long: on a machine that slept. */
  async isLost(): Promise<boolean> {
    const [atPath, own] = [await plainFile(this.path), await this.file.stat()];
    return atPath?.ino !== own.ino;
  }

  get size(): number {
    return this.length;
  }

  /** @throws StorageError */
  async add(bytes: Uint8Array): Promise<void> {
    await doing('write', this.path, () => disk.write(this.file, bytes));
    this.length += bytes.byteLength;
  }

  /** Begins anew. @throws StorageError */
  async empty(): Promise<void> {
    await doing('write', this.path, () => this.file.truncate(0));
    this.length = 0;
  }

  /** @throws StorageError */
  async flush(): Promise<void> {
    await doing('write', this.path, () => disk.sync(this.file));
  }

  /** Renames the checked part to the file. @throws DataError when the path is not that of a file, StorageError */
  async become(path: string): Promise<void> {
    await this.file.close();
    await renameFlushed(beside(this.path), beside(path));
    this.path = path;
  }

  /** Leaves the part to the next download, unless it has become the file. */
  async letGo(isWhole: boolean): Promise<void> {
    if (isWhole) return;
    await this.file.close().catch(() => {});
    // The caller reports why it failed; a part that keeps its name is found by its age.
    await (this.length === 0 ? disk.remove(this.path) : disk.rename(this.path, this.ownerless)).catch(() => {});
  }
}

/** Removes unfinished parts that others left of a file which is complete now; one that cannot be removed does no harm. */
export async function removeParts(path: string, abandonedMs: number): Promise<void> {
  const parts = await ownerlessParts(path, abandonedMs, '[0-9a-f]{8}').catch(() => []);
  for (const { part } of parts) await disk.remove(part).catch(() => {});
}

/** The parts that nobody writes to, the longest first. */
async function ownerlessParts(path: string, abandonedMs: number, mirror: string) {
  const [folder, name] = [dirname(path), basename(path)];
  const pattern = new RegExp(`^\\.${mirror}(\\.[0-9a-f]{8})?\\.part$`);
  const found: { part: string; stats: Stats }[] = [];
  for (const entry of await doing('read', folder, () => readdir(folder))) {
    const owner = entry.startsWith(name) ? pattern.exec(entry.slice(name.length)) : null;
    const part = join(folder, entry);
    const stats = owner === null ? undefined : await plainFile(part);
    if (stats === undefined || (owner?.[1] !== undefined && Date.now() - stats.mtimeMs < abandonedMs)) continue;
    found.push({ part, stats });
  }
  return found.sort((one, other) => other.stats.size - one.stats.size);
}

/** Undefined for what does not exist, is no plain file, or has a second name somewhere. */
async function plainFile(path: string): Promise<Stats | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isFile() && stats.nlink === 1 ? stats : undefined;
}

/** Undefined for what is no plain file; neither does a link lead anywhere, nor a pipe wait for its other end. */
async function openPlain(path: string): Promise<FileHandle | undefined> {
  const { O_RDWR, O_APPEND, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const file = await open(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK).catch(() => undefined);
  const stats = await file?.stat();
  if (stats?.isFile() && stats.nlink === 1) return file;
  await file?.close();
  return undefined;
}
