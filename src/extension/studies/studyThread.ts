import type { CancelFlag } from '../../engine/cancellation';
import { removeOwnLocks } from '../../engine/runs/lock';
import type { SweepContract, SweepEnd, SweepRequest, SweepThreadEvent } from '../../engine/worker/contracts';
import { Thread } from '../../engine/worker/thread';
import { roleOf } from '../proxies';

/** A sweep that a thread sees to. */
export interface SweepThread {
  /** Rejects as the sweep does, and with a CancelledError when the thread was ended. */
  readonly result: Promise<SweepEnd>;
  /** Ends the thread; settles when nothing of it is left, the lock of a folder that it worked in neither. */
  end(): Promise<void>;
}

/**
 * Has a thread of its own see to a sweep. It ends with what it was asked for.
 * @param workerFile the bundled `engine/worker/entry.ts`
 */
export function startSweepThread(
  workerFile: string,
  request: SweepRequest,
  cancel: CancelFlag,
  onEvent: (event: SweepThreadEvent) => void,
): SweepThread {
  const thread = new Thread<SweepContract>(workerFile, { workerData: () => roleOf('sweep') });
  let ending: Promise<void> | undefined;
  const end = () => {
    ending ??= thread.dispose().then(() => (request.run === undefined ? undefined : removeOwnLocks(request.folder)));
    return ending;
  };
  return { result: thread.start('sweep', request, { cancel, onEvent }).result, end };
}
