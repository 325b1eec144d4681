import { disk } from '../../src/engine/files/disk';

/** How a call of the file system goes wrong. */
export const FAULTS = ['ENOSPC', 'EACCES', 'EIO', 'torn', 'killed'] as const;
export type Fault = (typeof FAULTS)[number];

/** What stands for the end of the process: nothing is written after it, whatever is tried. */
export class Killed extends Error {
  constructor() {
    super('The process was killed.');
  }
}

/**
 * Does something while the k-th change on disk, counted from 1, goes wrong. After `torn`, a write of which only the first
 * half arrives, and `killed`, before or after which nothing does, every further change fails as well, as if the process
 * were dead.
 * @returns how many changes were tried
 */
export async function withFault(k: number, fault: Fault, action: () => Promise<void>): Promise<number> {
  const real = { ...disk };
  let calls = 0;
  let dead = false;
  const fails = () => {
    if (dead) throw new Killed();
    calls++;
    if (calls !== k) return false;
    dead = fault === 'torn' || fault === 'killed';
    if (fault === 'torn') return true;
    throw fault === 'killed' ? new Killed() : Object.assign(new Error(`${fault}: injected`), { code: fault });
  };
  const faulty =
    <Arguments extends unknown[], Result>(call: (...args: Arguments) => Promise<Result>) =>
    async (...args: Arguments): Promise<Result> => {
      if (fails()) throw new Killed();
      return call(...args);
    };
  disk.open = faulty(real.open);
  disk.sync = faulty(real.sync);
  disk.syncFolder = faulty(real.syncFolder);
  disk.rename = faulty(real.rename);
  disk.remove = faulty(real.remove);
  disk.removeEmptyFolder = faulty(real.removeEmptyFolder);
  disk.makeFolder = faulty(real.makeFolder);
  disk.write = async (file, bytes) => {
    if (!fails()) return real.write(file, bytes);
    await real.write(file, bytes.subarray(0, bytes.length >> 1));
    throw new Killed();
  };
  try {
    await action();
  } finally {
    Object.assign(disk, real);
  }
  return calls;
}
