import type { MessagePort } from 'node:worker_threads';
import { testClaims } from '../claims/testClaims';
import { CellPool } from './cellPool';
import type { ClaimsContract, ClaimsRequest, ClaimsTold } from './contracts';
import { type Serving, serve } from './serve';

/**
 * Tests the claims that are asked for, on threads of their own.
 * @param workerFile the bundled `worker/entry.ts`, for the threads that run the cells
 */
export function serveClaims(port: MessagePort, workerFile: string): void {
  serve<ClaimsContract>(port, { claims: (request, serving) => run(request, workerFile, serving) });
}

async function run(
  { config, seeds, cacheFolder, folder }: ClaimsRequest & { readonly cacheFolder: string },
  workerFile: string,
  { cancel, emit }: Serving<ClaimsTold>,
): Promise<void> {
  const pool = new CellPool(workerFile);
  try {
    const events = testClaims(config, seeds, { cacheFolder, folder, cancel, executors: pool.executors });
    for await (const event of events) {
      if (event.type === 'cell') emit({ type: 'cells', cells: event.cells, done: event.done });
      else emit(event);
    }
  } finally {
    await pool.dispose();
  }
}
