import { setTimeout as delay } from 'node:timers/promises';
import { waitLimit } from '../harness/limits.cjs';

/**
 * Reads something again and again until it is as wanted.
 * @returns what was read last, wanted or not, for an assertion to say what is wrong with it
 */
export async function eventually<T>(read: () => Promise<T>, wanted: (value: T) => boolean): Promise<T> {
  for (const end = Date.now() + waitLimit; ; await delay(50)) {
    const value = await read();
    if (wanted(value) || Date.now() > end) return value;
  }
}
