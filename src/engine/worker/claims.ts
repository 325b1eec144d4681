import type { MessagePort } from 'node:worker_threads';
import { CancelFlag } from '../cancellation';
import { type ClaimsEvent, testClaims } from '../claims/testClaims';
import type { ExperimentConfig } from '../config';
import { CellPool } from './cellPool';
import { type PlainError, plainError } from './protocol';

/** To a worker that tests claims: what to test, once. */
export interface ToClaims {
  readonly config: ExperimentConfig;
  readonly seeds: number;
  /** Where downloaded data is kept. */
  readonly cacheFolder: string;
  /** Where cells and evidence are kept; absent, empty, or begun by the same request. */
  readonly folder: string;
  readonly cancelMemory: SharedArrayBuffer;
}

/** From a worker that tests claims. After `complete` or `failed` nothing more comes. */
export type FromClaims =
  | Exclude<ClaimsEvent, { readonly type: 'cell' }>
  | { readonly type: 'cells'; readonly cells: number; readonly done: number }
  | { readonly type: 'complete' }
  | { readonly type: 'failed'; readonly error: PlainError };

/** Tests the claims that are asked for, on threads of their own. */
export function serveClaims(port: MessagePort, workerFile: string): void {
  const send = (message: FromClaims) => port.postMessage(message);
  port.once('message', (request: ToClaims) => {
    const pool = new CellPool(workerFile);
    run(request, pool, send)
      .then(
        () => send({ type: 'complete' }),
        (error: unknown) => send({ type: 'failed', error: plainError(error) }),
      )
      .finally(() => pool.dispose());
  });
}

async function run(
  { config, seeds, cacheFolder, folder, cancelMemory }: ToClaims,
  pool: CellPool,
  send: (message: FromClaims) => void,
): Promise<void> {
  const cancel = new CancelFlag(cancelMemory);
  const events = testClaims(config, seeds, { cacheFolder, folder, cancel, lanes: pool.lanes });
  for await (const event of events) {
    if (event.type === 'cell') send({ type: 'cells', cells: event.cells, done: event.done });
    else send(event);
  }
}
