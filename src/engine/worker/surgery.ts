import type { MessagePort } from 'node:worker_threads';
import { CancelFlag } from '../cancellation';
import type { InterventionName } from '../causal/interventions';
import { readRun } from '../runs/runStore';
import type { ComparisonFigures, OperationFigures } from '../surgery/surgery';
import { Surgery } from '../surgery/surgery';
import { surgeryInputOf } from '../surgery/surgeryInput';
import { type PlainError, plainError } from './protocol';

/** To a worker for live surgery: first which run, then what is to be done to it. */
export type ToSurgery =
  | {
      readonly type: 'open';
      readonly runFolder: string;
      /** Where downloaded data is kept. */
      readonly cacheFolder: string;
      /** One 32-bit integer: the number of the latest operation asked for. What has another number is given up. */
      readonly latest: SharedArrayBuffer;
    }
  | {
      readonly type: 'operate';
      readonly number: number;
      readonly operation: InterventionName;
      /** Positions in `Parameters.values`, ascending. */
      readonly members: Uint32Array;
    };

/** From a worker for live surgery. Of an operation come first its figures and then those of its comparisons, or a failure. */
export type FromSurgery =
  | { readonly type: 'figures'; readonly number: number; readonly figures: OperationFigures }
  | { readonly type: 'comparisons'; readonly number: number; readonly comparisons: ComparisonFigures }
  | { readonly type: 'failed'; readonly number: number; readonly error: PlainError };

/** Operates on one run, always on what was asked for last, until the thread is ended. */
export function serveSurgery(port: MessagePort): void {
  const send = (message: FromSurgery) => port.postMessage(message);
  let opened: Promise<Surgery> | undefined;
  let latest: Int32Array = new Int32Array(1);
  port.on('message', (message: ToSurgery) => {
    if (message.type === 'open') {
      latest = new Int32Array(message.latest);
      opened = open(message);
      // Told to whoever asks for an operation.
      opened.catch(() => {});
      return;
    }
    const { number } = message;
    const wanted = () => Atomics.load(latest, 0) === number;
    operate(message, opened, wanted, send).catch((error: unknown) =>
      send({ type: 'failed', number, error: plainError(error) }),
    );
  });
}

async function open({ runFolder, cacheFolder }: Extract<ToSurgery, { type: 'open' }>): Promise<Surgery> {
  const context = { cacheFolder, cancel: new CancelFlag(), progress: () => {} };
  return new Surgery(await surgeryInputOf(await readRun(runFolder, false), context));
}

async function operate(
  { number, operation, members }: Extract<ToSurgery, { type: 'operate' }>,
  opened: Promise<Surgery> | undefined,
  wanted: () => boolean,
  send: (message: FromSurgery) => void,
): Promise<void> {
  if (opened === undefined) throw new Error('An operation was asked for before a run was opened.');
  const surgery = await opened;
  if (!wanted()) return;
  send({ type: 'figures', number, figures: surgery.figures(operation, members) });
  const work = surgery.comparisons(operation, members);
  while (wanted()) {
    const next = work.next();
    if (!next.done) continue;
    send({ type: 'comparisons', number, comparisons: next.value });
    return;
  }
}
