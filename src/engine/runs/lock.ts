import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { CancelFlag } from '../cancellation';
import { codeOf, DataError, StorageError } from '../errors';
import { disk } from '../files/disk';
import { beside } from '../files/door';
import { remove, writeFlushed } from '../files/files';
import { LARGEST_NUMBER, type Look, lockPath, locksIn, lookAt } from './lockFile';
import { fateOf, type OwnerWork, ownerIn, system, WORKS } from './lockOwner';

/**
 * Whose a folder is while something is being made in it: a file `running-1.lock`, which says which process. The next
 * owner makes `running-2.lock`, and only one can, however many try: the file must not exist before.
 *
 * Whether an owner lives is known by its beat: it touches its lock every two seconds, and no clock is compared with
 * another. What the system knows of its process only makes that faster, where it is certain.
 */

/** Between two times that the owner touches its lock. */
const BEAT_MS = 2000;
/** A lock that is watched and not touched within this time has no owner any more. */
export const WATCH_MS = 10_000;
/** Looks at locks that have gone by the time that they are looked at. */
const TRIES = 20;
const SOON_MS = 50;

export class FolderLock {
  private timer: NodeJS.Timeout | undefined;
  /** Why it is held no more, though nobody let go of it. */
  lost: StorageError | undefined;

  private constructor(
    private folder: string,
    private readonly number: number,
    private readonly cancel: CancelFlag,
    /** What no other lock says. */
    private readonly text: string,
  ) {}

  /**
   * In a folder that nobody else knows of yet, until it is moved.
   * @param cancel is raised when the folder has been removed, or taken over
   * @throws StorageError
   */
  static async first(folder: string, work: OwnerWork, cancel: CancelFlag): Promise<FolderLock> {
    const lock = new FolderLock(folder, 1, cancel, await linesFor(work));
    await writeFlushed(beside(lock.path), [Buffer.from(lock.text)]);
    lock.beat();
    return lock;
  }

  /**
   * @param cancel ends the watching; it is raised when the folder has been removed, or taken over
   * @throws DataError when somebody else is at work in the folder, or a lock is no plain file; StorageError, CancelledError
   */
  static async acquire(folder: string, work: OwnerWork, cancel: CancelFlag, watchMs = WATCH_MS): Promise<FolderLock> {
    let refused = lockPath(folder, 1);
    for (let tries = 0; tries < TRIES; tries++) {
      const before = await locksIn(folder);
      const [latest = 0] = before.slice(-1);
      let found: Look | undefined;
      for (const number of before) found = await lookAt(lockPath(folder, number));
      refused = lockPath(folder, Math.max(1, latest));
      const fate = found === undefined ? 'gone' : await watched(refused, found, cancel, watchMs);
      if (fate === 'alive') break;
      if (latest > 0 && fate === 'gone') {
        await wait(SOON_MS);
        continue;
      }
      if (latest === LARGEST_NUMBER) {
        await remove(beside(refused));
        continue;
      }
      const lock = new FolderLock(folder, latest + 1, cancel, await linesFor(work));
      refused = lock.path;
      if (!(await lock.create())) break;
      const other = await lock.otherThan(before, found);
      if (other !== undefined) {
        await lock.release();
        refused = other;
        break;
      }
      for (const old of before) await remove(beside(lockPath(folder, old)));
      lock.beat();
      return lock;
    }
    throw await refusal(folder, refused, work);
  }

  /** @returns false when somebody else has */
  private async create(): Promise<boolean> {
    try {
      const file = await disk.open(this.path, 'wx');
      try {
        await disk.write(file, Buffer.from(this.text));
        await disk.sync(file);
      } finally {
        await file.close();
      }
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      // Why it could not be written is what matters; that the rest cannot be removed either says nothing more.
      await disk.remove(this.path).catch(() => {});
      throw codeOf(error) === undefined ? error : new StorageError('write', this.path, error as NodeJS.ErrnoException);
    }
  }

  /**
   * Somebody who found no lock at all may have made the first one at the same time, and an owner that stood still may
   * have gone on.
   * @param before the locks that were there, the latest of them as `found`
   */
  private async otherThan(before: readonly number[], found: Look | undefined): Promise<string | undefined> {
    const other = (await locksIn(this.folder)).find((one) => one !== this.number && !before.includes(one));
    if (other !== undefined) return lockPath(this.folder, other);
    const latest = before.at(-1);
    if (latest === undefined || found === undefined) return undefined;
    const path = lockPath(this.folder, latest);
    const now = await lookAt(path);
    return now === undefined || isSame(now, found) ? undefined : path;
  }

  private beat(): void {
    let touching = false;
    const timer = setInterval(() => {
      if (touching) return;
      touching = true;
      // A touch that fails is followed by the next one.
      this.touch(timer)
        .catch(() => {})
        .finally(() => {
          touching = false;
        });
    }, BEAT_MS);
    timer.unref();
    this.timer = timer;
  }

  private async touch(timer: NodeJS.Timeout): Promise<void> {
    const now = await lookAt(this.path);
    if (this.timer !== timer || this.lost !== undefined) return;
    // Another owner's lock may have its name by now.
    if (now !== undefined && (now.text === this.text || now.text === '')) return await disk.touch(this.path);
    this.lost = new StorageError('go on in', this.folder, await reasonOf(this.folder));
    this.cancel.raise();
  }

  /** Gives the folder its name. */
  async move(folder: string, action: () => Promise<void>): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await action();
    this.folder = folder;
    this.beat();
  }

  /** @throws StorageError */
  async release(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    if ((await lookAt(this.path))?.text === this.text) await remove(beside(this.path));
  }

  private get path(): string {
    return lockPath(this.folder, this.number);
  }
}

/** The last state seen of locks whose owners are known by their beat alone, and since when. */
const seen = new Map<string, { readonly look: Look; readonly since: number }>();

/**
 * Whether a process is at work in a folder, as far as that can be decided at once. A lock known by its beat alone counts as
 * held until it has not changed for as long as it would be watched, from one asking to another.
 * @throws DataError when its lock is no plain file, StorageError
 */
export async function isBeingMade(folder: string): Promise<boolean> {
  const latest = (await locksIn(folder)).at(-1);
  if (latest === undefined) return false;
  const path = lockPath(folder, latest);
  const look = await lookAt(path);
  if (look === undefined) return false;
  const owner = ownerIn(look.text, path);
  const fate = owner === undefined ? 'unknown' : await fateOf(owner);
  if (fate !== 'unknown') return fate === 'alive';
  const last = seen.get(path);
  if (last !== undefined && isSame(last.look, look)) return performance.now() - last.since < WATCH_MS;
  seen.set(path, { look, since: performance.now() });
  return true;
}

/**
 * Removes locks that this very process holds, for a thread of it that has ended without doing so.
 * @throws StorageError
 */
export async function removeOwnLocks(folder: string): Promise<void> {
  const own = await system.self();
  for (const number of await locksIn(folder)) {
    const path = lockPath(folder, number);
    // What is no plain file is nobody's lock.
    const look = await lookAt(path).catch(() => undefined);
    const owner = look && ownerIn(look.text, path);
    const isOwn =
      owner?.pid === own.pid &&
      owner.host === own.host &&
      owner.boot === own.boot &&
      owner.namespace === own.namespace &&
      owner.started === own.started;
    if (isOwn) await remove(beside(path));
  }
}

async function linesFor(work: OwnerWork): Promise<string> {
  return `${JSON.stringify({ work, ...(await system.self()), key: randomUUID() })}\n`;
}

function isSame(one: Look, other: Look): boolean {
  return one.text === other.text && one.touched === other.touched;
}

/** @returns `gone` when it no longer exists */
async function watched(
  path: string,
  found: Look,
  cancel: CancelFlag,
  watchMs: number,
): Promise<'alive' | 'dead' | 'gone'> {
  const owner = ownerIn(found.text, path);
  const fate = owner === undefined ? 'unknown' : await fateOf(owner);
  if (fate !== 'unknown') return fate;
  // Counted in looks: the time that this machine sleeps, or this process stands still, does not count.
  for (let waited = 0; waited < watchMs; waited += BEAT_MS / 4) {
    await wait(Math.min(watchMs, BEAT_MS / 4));
    cancel.check();
    const now = await lookAt(path);
    if (now === undefined) return 'gone';
    if (!isSame(now, found)) return 'alive';
  }
  return 'dead';
}

async function refusal(folder: string, path: string, work: OwnerWork): Promise<DataError> {
  const owner = await ownerOf(path);
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new DataError({
    path: folder,
    found: `${WORKS[owner?.work ?? work]} that ${who} is at work on`,
    expected: 'one that nobody is at work on: wait until it has ended, or end it',
  });
}

/** Undefined for a lock that has gone, or is not written to its end within a short time. */
async function ownerOf(path: string): Promise<ReturnType<typeof ownerIn>> {
  for (let tries = 0; tries < TRIES; tries++) {
    const look = await lookAt(path).catch(() => undefined);
    const owner = look && ownerIn(look.text, path);
    if (owner !== undefined || look === undefined) return owner;
    await wait(SOON_MS);
  }
  return undefined;
}

/** Why a lock no longer exists. */
async function reasonOf(folder: string): Promise<NodeJS.ErrnoException> {
  try {
    await readdir(folder);
    return Object.assign(new Error('The lock has gone.'), { code: 'TAKEN' });
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}
