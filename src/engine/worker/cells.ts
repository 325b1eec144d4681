import type { MessagePort } from 'node:worker_threads';
import { CancelFlag } from '../cancellation';
import { ConfigError, type Mistake } from '../errors';
import { type CellOutcome, CellRunner, type CellTask } from '../sweep/cellLane';
import { type PlainError, plainError } from './protocol';

/** To a worker that runs cells of a sweep: one at a time. */
export interface ToCells {
  readonly task: CellTask;
  readonly cancelMemory: SharedArrayBuffer;
}

/** From a worker that runs cells of a sweep. */
export type FromCells =
  | { readonly type: 'outcome'; readonly outcome: CellOutcome }
  | { readonly type: 'refused'; readonly mistakes: readonly Mistake[] }
  | { readonly type: 'failed'; readonly error: PlainError };

/** Runs every cell that comes in, until the thread is ended. */
export function serveCells(port: MessagePort): void {
  const runner = new CellRunner();
  const send = (message: FromCells) => port.postMessage(message);
  port.on('message', ({ task, cancelMemory }: ToCells) => {
    runner
      .run(task, new CancelFlag(cancelMemory))
      .then((outcome) => send({ type: 'outcome', outcome }))
      .catch((error: unknown) => {
        if (error instanceof ConfigError) send({ type: 'refused', mistakes: error.mistakes });
        else send({ type: 'failed', error: plainError(error) });
      });
  });
}
