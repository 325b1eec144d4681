import type { MessagePort } from 'node:worker_threads';
import type { LayerMetrics } from '../../model/runView';
import type { ComparisonMetrics, OperationMetrics } from '../../model/surgeryProtocol';
import { CancelFlag, TimeSlicer } from '../cancellation';
import { DataError } from '../errors';
import { exportedTable } from '../export/exportedTable';
import { bitsMeeting } from '../opened/meeting';
import { OpenedRun } from '../opened/openedRun';
import { parameterColumnsOf } from '../opened/parameterColumns';
import { layerMetricsOf, layerOf, measureLayersOf, runNumbersOf } from '../opened/runNumbers';
import { standingOf } from '../opened/standing';
import { isForeign } from '../runs/foreignFormat';
import { recordedElsewhere } from '../runs/runStore';
import { Surgery } from '../surgery/surgery';
import { surgeryInputOf } from '../surgery/surgeryInput';
import type { OpenedRunContract, OperationRequest, RunToOpen } from './contracts';
import { type Serving, serve } from './serve';

/** A run that is open, and what has been made for it. */
interface Opened {
  readonly folder: string;
  readonly run: Promise<OpenedRun>;
  /** Made with the first operation on it. */
  surgery?: Promise<Surgery>;
}

/** Owns one run at a time: opens it with the first question, and answers until the thread is ended. */
export function serveOpenedRun(port: MessagePort): void {
  let opened: Opened | undefined;
  const open = ({ runFolder, mayWrite, memory }: RunToOpen): Opened => {
    if (opened?.folder === runFolder) return opened;
    const made: Opened = { folder: runFolder, run: OpenedRun.open(runFolder, mayWrite, memory) };
    opened = made;
    // Opened anew with the next question: a missing file may exist by then.
    made.run.catch(() => {
      if (opened === made) opened = undefined;
    });
    return made;
  };
  const runOf = (asked: RunToOpen) => open(asked).run;
  const surgeryOn = (asked: RunToOpen): Promise<Surgery> => {
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
    figures: async ({ run, layers }, { cancel, emit }) => {
      const slicer = new TimeSlicer(cancel);
      const opened = await runOf(run);
      for (const index of layers) {
        emit({ index, made: await figuresOrFault(opened, index, slicer) });
        await slicer.pause();
      }
    },
    layer: async ({ run, index }, { cancel }) => layerOf(await runOf(run), index, new TimeSlicer(cancel)),
    measure: async ({ run, index, name }, { cancel }) =>
      measureLayersOf(await runOf(run), index, name, new TimeSlicer(cancel)),
    meeting: async ({ run, query, layer }, { cancel }) =>
      bitsMeeting(await runOf(run), query, layer, new TimeSlicer(cancel)),
    columns: async ({ run, parameters }) => parameterColumnsOf(await runOf(run), parameters),
    standing: async ({ run, parameter, column }) => standingOf(await runOf(run), parameter, column),
    table: async ({ run, parameters, format, metadata }, { cancel }) =>
      exportedTable(await runOf(run), parameters, format, metadata, new TimeSlicer(cancel)),
    operate: async ({ run, ...request }, serving) => operate(await surgeryOn(run), request, serving),
  });
}

/** A layer that is damaged leaves the others as they are. @throws CancelledError */
async function figuresOrFault(
  opened: OpenedRun,
  index: number,
  slicer: TimeSlicer,
): Promise<LayerMetrics | { readonly fault: string }> {
  try {
    return await layerMetricsOf(opened, index, slicer);
  } catch (error) {
    if (error instanceof DataError) return { fault: error.message };
    throw error;
  }
}

async function surgeryOf(opened: Promise<OpenedRun>, { cacheFolder }: RunToOpen): Promise<Surgery> {
  const context = { cacheFolder, cancel: new CancelFlag(), progress: () => {} };
  const { whole, folder, file } = await opened;
  if (whole !== undefined) return new Surgery(await surgeryInputOf(whole, context));
  throw isForeign(file) ? recordedElsewhere(folder, file) : new Error('A run of this engine is read whole.');
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
