import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { removeOwnLocks } from '../../engine/runs/lock';
import { plainError } from '../../engine/worker/protocol';
import type { FromSweep, SweepRequest } from '../../engine/worker/sweeps';
import { roleOf } from '../proxies';

/**
 * Has a thread of its own see to a sweep. It ends with what it was asked for.
 * @param workerFile the bundled `engine/worker/entry.ts`
 * @param listener hears what is told of it, the last time that it has ended, was refused or has failed; the end of the
 *   thread is a failure
 * @returns ends the thread, and is heard no more; settles when nothing of it is left, the lock of a folder that it worked
 *   in neither
 */
export function seeToSweep(
  workerFile: string,
  request: SweepRequest,
  listener: (message: FromSweep) => void,
): () => Promise<void> {
  const worker = new Worker(workerFile, { workerData: roleOf('sweep') });
  let ending: Promise<void> | undefined;
  const end = () => {
    ending ??= worker.terminate().then(() => (request.run === undefined ? undefined : removeOwnLocks(request.folder)));
    return ending;
  };
  const hear = (message: FromSweep) => {
    if (ending !== undefined) return;
    // What became of it is told to whoever ends it.
    if (message.type === 'ended' || message.type === 'refused' || message.type === 'failed') end().catch(() => {});
    listener(message);
  };
  worker
    .on('message', hear)
    .on('error', (error) => hear({ type: 'failed', error: plainError(error) }))
    .on('exit', (code) => {
      const message = l10n.t('The worker thread ended with code {0}.', code);
      hear({ type: 'failed', error: { name: 'Error', message, stack: '' } });
    });
  worker.postMessage(request);
  return end;
}
