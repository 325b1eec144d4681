import { open, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as z from 'zod';
import { codeOf } from '../errors';
import { parseJson } from '../untrusted/json';

/** What is at work on a folder, and how it is called. */
export const WORKS = {
  run: 'a run',
  sweep: 'a sweep',
  replication: 'a replication',
  claims: 'a test of claims',
  merge: 'a sweep that is being joined',
} as const;
export type OwnerWork = keyof typeof WORKS;

/** As much of a lock, or of a file of the system, as any has. */
export const LONGEST = 4096;
/** Far more than are in one. */
const MOST_VALUES = 100;

const text = z.string().max(LONGEST);
const ownerSchema = z.object({
  work: z.enum(Object.keys(WORKS) as [OwnerWork, ...OwnerWork[]]),
  /** For people: two machines may have one name. */
  host: text,
  /** No other number is one of a process: to some systems a negative one means many processes. */
  pid: z.int().min(1).max(0x7fffffff),
  /** The id of this start of the machine, within which process numbers of one namespace mean something; null where it is not known. */
  boot: text.nullable(),
  /** Of process numbers and of time: containers on one machine have their own. Null where it is not known. */
  namespace: text.nullable(),
  /** Clock ticks from the start of the machine to that of the process; null where they cannot be had. */
  started: text.nullable(),
  /** No other lock has the same: a process may own a folder again later. */
  key: text,
});
export type Owner = z.output<typeof ownerSchema>;
export type ThisProcess = Omit<Owner, 'work' | 'key'>;

/** What the system says of processes. An object, so that a test can be on another machine. */
export const system = {
  self: (): Promise<ThisProcess> => {
    known ??= readSelf();
    return known;
  },
  startOf,
  exists,
};

let known: Promise<ThisProcess> | undefined;

async function readSelf(): Promise<ThisProcess> {
  const link = (path: string) => readlink(path).catch(() => null);
  // Another namespace's /proc may be mounted here: it counts processes by other numbers than this one does.
  const isOwn = (await link('/proc/self')) === String(process.pid);
  const pids = isOwn ? await link('/proc/self/ns/pid') : null;
  const namespace = pids === null ? null : `${pids} ${(await link('/proc/self/ns/time')) ?? ''}`.trim();
  const boot = await readSystemFile('/proc/sys/kernel/random/boot_id').catch(() => null);
  const started = isOwn ? await startOf(process.pid) : null;
  return { host: hostname(), pid: process.pid, boot: boot?.trim() || null, namespace, started };
}

/** Undefined for a lock that was not written to its end, or not by this program. */
export function ownerIn(lock: string, path: string): Owner | undefined {
  try {
    return ownerSchema.parse(parseJson(lock, path, 'a lock', MOST_VALUES));
  } catch {
    return undefined;
  }
}

/**
 * What the system knows of an owner. `dead` only where that is certain: a process of this start of this machine, by
 * numbers that mean the same here, which no longer exists or has left its number to another one.
 */
export async function fateOf(owner: Owner): Promise<'alive' | 'dead' | 'unknown'> {
  const own = await system.self();
  if (own.boot === null || own.namespace === null) return 'unknown';
  if (owner.boot !== own.boot || owner.namespace !== own.namespace) return 'unknown';
  const started = await system.startOf(owner.pid);
  if (started === ENDED) return 'dead';
  if (started !== null && owner.started !== null) return started === owner.started ? 'alive' : 'dead';
  // Nothing of it can be read: it has gone, or other people's processes are hidden.
  return system.exists(owner.pid) ? 'unknown' : 'dead';
}

/** A process that has ended, and that its parent has not waited for yet. */
const ENDED = 'ended';

/** proc(5), field 22 of `stat`; null where it cannot be read. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const stat = await readSystemFile(`/proc/${pid}/stat`);
    // The second field is a name in parentheses, which may hold spaces and parentheses.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? ENDED : (fields[18] ?? null);
  } catch {
    return null;
  }
}

/** False only where it is certain: a process of another user may exist though it may not be signalled. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** Files of the system say no size. */
async function readSystemFile(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST), 0, LONGEST, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
