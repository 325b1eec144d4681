import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined | null = null;

/**
 * Collects this thread's garbage at once. Memory that threads share is not counted by a thread's collector, which
 * therefore sees no reason to run: a thread that stays would keep the images and networks of experiments long over.
 */
export function releaseMemory(): void {
  if (collect === null) {
    setFlagsFromString('--expose-gc');
    // A host that does not give it away collects when it sees fit.
    collect = runInNewContext('globalThis.gc') as (() => void) | undefined;
  }
  collect?.();
}
