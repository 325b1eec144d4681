import type { MessagePort } from 'node:worker_threads';
import type { ComparisonMetrics, OperationMetrics } from '../../model/surgeryProtocol';
import { CancelFlag, TimeSlicer } from '../cancellation';
import { exportedTable } from '../export/exportedTable';
import { parameterColumnsOf } from '../opened/parameterColumns';
import { measureLayersOf, runNumbersOf } from '../opened/runNumbers';
import { standingOf } from '../opened/standing';
import { type AnyRun, readAnyRun, refuseForeign } from '../runs/runStore';
import { Surgery } from '../surgery/surgery';
import { surgeryInputOf } from '../surgery/surgeryInput';
import type { OpenedRun, OpenedRunContract, OperationRequest } from './contracts';
import { type Serving, serve } from './serve';

/** A run in memory. */
interface Opened {
  readonly folder: string;
  readonly run: Promise<AnyRun>;
  /** Made with the first operation on it. */
  surgery?: Promise<Surgery>;
}

/** Owns one run at a time: reads it with the first question, and answers until the thread is ended. */
export function serveOpenedRun(port: MessagePort): void {
  let opened: Opened | undefined;
  const open = ({ runFolder, mayWrite }: OpenedRun): Opened => {
    if (opened?.folder === runFolder) return opened;
    const made: Opened = { folder: runFolder, run: readAnyRun(runFolder, mayWrite) };
    opened = made;
    // Read anew with the next question: a missing file may exist by then.
    made.run.catch(() => {
      if (opened === made) opened = undefined;
    });
    return made;
  };
  const runOf = (asked: OpenedRun) => open(asked).run;
  const surgeryOn = (asked: OpenedRun): Promise<Surgery> => {
    const one = open(asked);
    one.surgery ??= surgeryOf(one.run, asked);
    // Its images may be found the next time.
    one.surgery.catch(() => {
      delete one.surgery;
    });
    return one.surgery;
  };
  serve<OpenedRunContract>(port, {
    numbers: async ({ run }, { cancel }) => runNumbersOf(await runOf(run), cancel),
    measure: async ({ run, name }, { cancel }) => measureLayersOf(await runOf(run), name, cancel),
    columns: async ({ run, parameters }) => parameterColumnsOf(await runOf(run), parameters),
    standing: async ({ run, parameter, column }) => standingOf(await runOf(run), parameter, column),
    table: async ({ run, parameters, format, metadata }, { cancel }) =>
      exportedTable(await runOf(run), parameters, format, metadata, new TimeSlicer(cancel)),
    operate: async ({ run, ...request }, serving) => operate(await surgeryOn(run), request, serving),
  });
}

async function surgeryOf(run: Promise<AnyRun>, { cacheFolder }: OpenedRun): Promise<Surgery> {
  const context = { cacheFolder, cancel: new CancelFlag(), progress: () => {} };
  return new Surgery(await surgeryInputOf(refuseForeign(await run), context));
}

/** Lets other questions be answered in between. @throws CancelledError */
async function operate(
  surgery: Surgery,
  { operation, members }: Omit<OperationRequest, 'run'>,
  { cancel, emit }: Serving<OperationMetrics>,
): Promise<ComparisonMetrics> {
  cancel.check();
  emit(surgery.metrics(operation, members));
  const slicer = new TimeSlicer(cancel);
  const work = surgery.comparisons(operation, members);
  for (;;) {
    cancel.check();
    const next = work.next();
    if (next.done) return next.value;
    if (slicer.due) await slicer.pause();
  }
}
