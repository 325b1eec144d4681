import { open, readdir, readlink, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { codeOf, DataError, StorageError } from '../errors';
import { disk } from '../files/disk';
import { beside, inside } from '../files/door';
import { remove, writeFlushed } from '../files/files';
import { parseJson } from '../outside/json';

/**
 * Whose a run is while it is being made: a file `running-1.lock` in its folder, which says which process. The next
 * owner makes `running-2.lock`, and only one can, however many try: the file must not exist before.
 *
 * A process is known by host, process number and the time it was started at, counted from the start of the machine. What
 * the clock says is never compared with anything. Where that cannot be found out (another host, another system than
 * Linux), the owner is alive as long as the file's time keeps changing: it is touched every two seconds.
 */
const LOCK = /^running-([1-9]\d*)\.lock$/;

export function isLock(name: string): boolean {
  return LOCK.test(name);
}

/** Between two times that the owner touches its lock. */
const BEAT_MS = 2000;
/** A lock that is watched and not touched within this time has no owner any more. */
export const WATCH_MS = 10_000;

const ownerSchema = z.object({
  /** With the container's process namespace: process numbers mean something within one only. */
  host: z.string(),
  pid: z.int(),
  /** The id of this start of the machine, and clock ticks from there to the start of the process; null where they cannot be had. */
  boot: z.string().nullable(),
  started: z.string().nullable(),
});
type Owner = z.output<typeof ownerSchema>;

export class RunLock {
  private timer: NodeJS.Timeout | undefined;
  /** Why it is held no more, though nobody let go of it: the folder has been removed. */
  lost: StorageError | undefined;

  private constructor(
    private folder: string,
    private readonly number: number,
    private readonly onLost: () => void,
  ) {}

  private beat(): void {
    this.timer = setInterval(() => {
      disk.touch(this.path).catch((error: NodeJS.ErrnoException) => {
        // A touch that fails for another reason is followed by the next one.
        if (error.code !== 'ENOENT' || this.lost !== undefined) return;
        this.lost = new StorageError('go on in', this.folder, error);
        this.onLost();
      });
    }, BEAT_MS);
    this.timer.unref();
  }

  /**
   * In a folder that nobody else knows of yet, until it is `moved`.
   * @param onLost is called when the folder has been removed
   * @throws StorageError
   */
  static async first(folder: string, onLost: () => void): Promise<RunLock> {
    await writeFlushed(inside(folder, nameOf(1)), [await ownLines()]);
    return new RunLock(folder, 1, onLost);
  }

  /**
   * @throws DataError when somebody else is at work on the run, StorageError
   */
  static async acquire(folder: string, onLost: () => void, watchMs = WATCH_MS): Promise<RunLock> {
    const before = await locksIn(folder);
    const latest = before.at(-1) ?? 0;
    if (latest > 0) {
      const path = join(folder, nameOf(latest));
      if (await isOwned(path, watchMs)) throw await refusal(folder, path);
    }
    const number = latest + 1;
    const path = join(folder, nameOf(number));
    try {
      const file = await disk.open(path, 'wx');
      try {
        await disk.write(file, await ownLines());
        await disk.sync(file);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw await refusal(folder, path);
      // Why it could not be written is what matters; that the rest cannot be removed either says nothing more.
      await disk.remove(path).catch(() => {});
      throw codeOf(error) === undefined ? error : new StorageError('write', path, error as NodeJS.ErrnoException);
    }
    // Somebody who found no lock at all may have made the first one at the same time.
    const other = (await locksIn(folder)).find((one) => one !== number && !before.includes(one));
    if (other !== undefined) {
      await remove(beside(path));
      throw await refusal(folder, join(folder, nameOf(other)));
    }
    for (const old of before) await remove(inside(folder, nameOf(old)));
    const lock = new RunLock(folder, number, onLost);
    lock.beat();
    return lock;
  }

  /** The folder has its name from now on. */
  moved(folder: string): void {
    this.folder = folder;
    this.beat();
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await remove(beside(this.path));
  }

  private get path(): string {
    return join(this.folder, nameOf(this.number));
  }
}

/**
 * Whether a process is at work on the run.
 * @param watchMs how long to watch a lock whose owner cannot be looked up; 0 takes it for alive
 */
export async function isBeingMade(folder: string, watchMs = 0): Promise<boolean> {
  const latest = (await locksIn(folder)).at(-1);
  return latest !== undefined && (await isOwned(join(folder, nameOf(latest)), watchMs));
}

/**
 * Removes locks that this very process holds, for a thread of it that has ended without doing so.
 * @throws StorageError
 */
export async function removeOwnLocks(folder: string): Promise<void> {
  const own = await ownOwner();
  for (const number of await locksIn(folder)) {
    const path = join(folder, nameOf(number));
    const owner = await ownerOf(path);
    if (owner?.host === own.host && owner.pid === own.pid) await remove(beside(path));
  }
}

/** The numbers of the locks in a folder, ascending. */
async function locksIn(folder: string): Promise<number[]> {
  // A folder that is not there has no locks.
  const names = await readdir(folder).catch(() => []);
  return names
    .flatMap((name) => Number(LOCK.exec(name)?.[1] ?? []))
    .filter((number) => number > 0)
    .sort((a, b) => a - b);
}

function nameOf(number: number): string {
  return `running-${number}.lock`;
}

async function isOwned(path: string, watchMs: number): Promise<boolean> {
  const [owner, own] = [await ownerOf(path), await ownOwner()];
  if (owner !== undefined && owner.host === own.host) {
    if (owner.boot !== own.boot) return false;
    if (owner.started !== null) return (await startOf(owner.pid)) === owner.started;
    if (!exists(owner.pid)) return false;
  }
  if (watchMs === 0) return true;
  const before = await touchedAt(path);
  for (let waited = 0; waited < watchMs; waited += BEAT_MS / 4) {
    await wait(Math.min(watchMs, BEAT_MS / 4));
    if ((await touchedAt(path)) !== before) return true;
  }
  return false;
}

async function refusal(folder: string, path: string): Promise<DataError> {
  const owner = await ownerOf(path);
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host.split(' ')[0]}`;
  return new DataError({
    path: folder,
    found: `a run that ${who} is at work on`,
    expected: 'one that nobody is at work on: wait until it has ended, or end it',
  });
}

/** Undefined for a lock that has gone, or was not written to its end. */
async function ownerOf(path: string): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(parseJson(await readStart(path), path, 'the lock of a run'));
  } catch {
    return undefined;
  }
}

let known: Promise<Owner> | undefined;

function ownOwner(): Promise<Owner> {
  known ??= (async () => {
    const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
    const boot = await readStart('/proc/sys/kernel/random/boot_id').catch(() => null);
    const host = `${hostname()} ${namespace}`.trim();
    return { host, pid: process.pid, boot: boot?.trim() ?? null, started: await startOf(process.pid) };
  })();
  return known;
}

/** As much of a file as any that is meant here has: those of the system say no size. */
async function readStart(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function ownLines(): Promise<Uint8Array> {
  return Buffer.from(`${JSON.stringify(await ownOwner())}\n`);
}

/** Clock ticks from the start of the machine to that of a process (proc(5), field 22 of `stat`); null where there is none. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const text = await readStart(`/proc/${pid}/stat`);
    // The second field is a name in parentheses, which may hold spaces and parentheses.
    const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? null : (fields[18] ?? null);
  } catch {
    return null;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function touchedAt(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
