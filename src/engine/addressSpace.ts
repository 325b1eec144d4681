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
 * Addresses from which on there are enough for WebAssembly. Each of its memories takes ten gigabytes of them, however small it
 * is, and a thread has several: with fewer, some memory could not be had in the end, or no further thread be started.
 */
const ENOUGH_FOR_WEBASSEMBLY = 2 ** 40;

/**
 * Refuses what is done in WebAssembly where addresses are limited.
 * @throws ConfigError with the limit, and what would do
 */
export function refuseLimitedAddresses(space = addressSpace()): void {
  if (space === undefined || space.limit >= ENOUGH_FOR_WEBASSEMBLY) return;
  const enough = `unlimited, or at least ${kilobytes(ENOUGH_FOR_WEBASSEMBLY)}`;
  refuse(
    space,
    `${enough}: each memory of WebAssembly, in which training is done, reserves ten gigabytes of addresses`,
  );
}

/** What any command takes beside what Node.js had from the start. */
const LEAST = 2 ** 28;

/**
 * Refuses what would be ended by the system in the midst of its work.
 * @throws ConfigError with the limit, and what would do
 */
export function refuseTooFewAddresses(space = addressSpace()): void {
  if (space === undefined || space.limit >= space.taken + LEAST) return;
  refuse(space, `at least ${kilobytes(space.taken + LEAST)}, with which this can be done`);
}

function refuse({ limit }: AddressSpace, expected: string): never {
  throw new ConfigError([{ path: 'ulimit -v', found: `${kilobytes(limit)} kB of memory`, expected }]);
}

function kilobytes(bytes: number): number {
  return Math.ceil(bytes / 1024);
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
