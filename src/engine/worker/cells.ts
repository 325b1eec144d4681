import type { MessagePort } from 'node:worker_threads';
import { CellRunner } from '../sweep/cellExecutor';
import type { CellsContract } from './contracts';
import { serve } from './serve';

/** Runs every cell that comes in, until the thread is ended. */
export function serveCells(port: MessagePort): void {
  const runner = new CellRunner();
  serve<CellsContract>(port, { cell: (task, { cancel }) => runner.run(task, cancel) });
}
