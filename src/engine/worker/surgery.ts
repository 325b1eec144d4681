import type { MessagePort } from 'node:worker_threads';
import type { ComparisonMetrics, OperationMetrics } from '../../model/surgeryProtocol';
import { CancelFlag } from '../cancellation';
import { readRun } from '../runs/runStore';
import { Surgery } from '../surgery/surgery';
import { surgeryInputOf } from '../surgery/surgeryInput';
import type { OpenedRun, OperationRequest, SurgeryContract } from './contracts';
import { type Serving, serve } from './serve';

/** Operates on one run at a time, until the thread is ended. */
export function serveSurgery(port: MessagePort): void {
  let opened: { readonly runFolder: string; readonly surgery: Promise<Surgery> } | undefined;
  const surgeryOn = (run: OpenedRun): Promise<Surgery> => {
    if (opened?.runFolder !== run.runFolder) {
      const surgery = open(run);
      opened = { runFolder: run.runFolder, surgery };
      // Opened anew by the next operation: a missing file may exist by then.
      surgery.catch(() => {
        if (opened?.surgery === surgery) opened = undefined;
      });
    }
    return opened.surgery;
  };
  serve<SurgeryContract>(port, {
    operate: async ({ run, ...request }, serving) => operate(await surgeryOn(run), request, serving),
  });
}

async function open({ runFolder, cacheFolder }: OpenedRun): Promise<Surgery> {
  const context = { cacheFolder, cancel: new CancelFlag(), progress: () => {} };
  return new Surgery(await surgeryInputOf(await readRun(runFolder, false), context));
}

/** @throws CancelledError */
function operate(
  surgery: Surgery,
  { operation, members }: Omit<OperationRequest, 'run'>,
  { cancel, emit }: Serving<OperationMetrics>,
): ComparisonMetrics {
  cancel.check();
  emit(surgery.metrics(operation, members));
  const work = surgery.comparisons(operation, members);
  for (;;) {
    cancel.check();
    const next = work.next();
    if (next.done) return next.value;
  }
}
