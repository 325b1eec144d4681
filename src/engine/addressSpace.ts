import { closeSync, openSync, readSync } from 'node:fs';
import { ConfigError } from './errors';

/** Bytes of addresses that a process may take (`ulimit -v`), and how many of them it has taken. */
export interface AddressSpace {
  readonly limit: number;
  readonly taken: number;
}

/** Undefined where there is no limit, or the system does not say: all but Linux. */
export function addressSpace(): AddressSpace | undefined {
  const limit = /^Max address space\s+(\d+)/m.exec(textOf('/proc/self/limits'))?.[1];
  const taken = /^VmSize:\s+(\d+) kB/m.exec(textOf('/proc/self/status'))?.[1];
  return limit === undefined ? undefined : { limit: Number(limit), taken: 1024 * Number(taken ?? 0) };
}

/**
 * Addresses from which on WebAssembly is used. Each of its memories takes ten gigabytes of them, however small it is, and
 * a thread has several: with fewer, some memory could not be had in the end, or no further thread be started.
 */
const ENOUGH_FOR_WEBASSEMBLY = 2 ** 40;

export function isEnoughForWebAssembly(space = addressSpace()): boolean {
  return space === undefined || space.limit >= ENOUGH_FOR_WEBASSEMBLY;
}

/** What the smallest experiment takes beside what Node.js had from the start. */
const LEAST = 2 ** 28;

/** What a thread takes, for its heap, code and stack, by the time that it has worked for a while. */
const THREAD = 2 ** 30;

/**
 * How many threads may be started beside those that there are, of those wanted. Node.js ends the whole process when there
 * is no room for one.
 */
export function threadsWithin(wanted: number, space = addressSpace()): number {
  if (space === undefined) return wanted;
  // As much again as for one thread is left to those that there are.
  return Math.max(0, Math.min(wanted, Math.floor((space.limit - space.taken) / THREAD) - 1));
}

/**
 * Refuses what would be ended by the system in the midst of its work.
 * @param threads that are needed beside those that there are
 * @throws ConfigError with the limit, and what would do
 */
export function refuseTooFewAddresses(threads: number, space = addressSpace()): void {
  if (space === undefined) return;
  const needed = space.taken + LEAST + (threads === 0 ? 0 : (threads + 1) * THREAD);
  if (space.limit >= needed) return;
  const kilobytes = (bytes: number) => Math.ceil(bytes / 1024);
  const expected = `at least ${kilobytes(needed)}, with which ${threads === 0 ? 'this' : 'a thread of its own'} can be done`;
  throw new ConfigError([{ path: 'ulimit -v', found: `${kilobytes(space.limit)} kB of memory`, expected }]);
}

/** As much of a file of the system as any of the two has. */
const LONGEST = 2 ** 14;

/** Empty where there is none. */
function textOf(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(LONGEST);
      return bytes.toString('utf8', 0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
