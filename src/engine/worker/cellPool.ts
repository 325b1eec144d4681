import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { refuseTooFewAddresses, threadsWithin } from '../addressSpace';
import type { CancelFlag } from '../cancellation';
import { ConfigError } from '../errors';
import type { CellLane, CellOutcome, CellTask } from '../sweep/cellLane';
import type { FromCells, ToCells } from './cells';
import { type Role, revivedError } from './protocol';

/**
 * Threads that run whole experiments, one at a time each: what serves many runs best, since nothing is waited for.
 * @param workerFile the bundled `worker/entry.ts`
 */
export class CellPool {
  private readonly workers: WorkerCellLane[];

  /** @throws ConfigError where not even one can be started */
  constructor(workerFile: string, wanted = availableParallelism()) {
    refuseTooFewAddresses(1);
    this.workers = Array.from({ length: threadsWithin(wanted) }, () => new WorkerCellLane(workerFile));
  }

  get lanes(): readonly CellLane[] {
    return this.workers;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.dispose()));
  }
}

/** Runs cells in a worker thread, which is started with the first one. */
class WorkerCellLane implements CellLane {
  private worker: Worker | undefined;

  constructor(private readonly workerFile: string) {}

  run(task: CellTask, cancel: CancelFlag): Promise<CellOutcome> {
    this.worker ??= new Worker(this.workerFile, { workerData: { role: 'cells' } satisfies Role });
    const worker = this.worker;
    return new Promise((resolve, reject) => {
      const onMessage = (message: FromCells) => {
        settle();
        switch (message.type) {
          case 'outcome':
            return resolve(message.outcome);
          case 'refused':
            return reject(new ConfigError(message.mistakes));
          case 'failed':
            return reject(revivedError(message.error));
        }
      };
      const onError = (error: Error) => {
        settle();
        reject(error);
      };
      const onExit = (code: number) => {
        settle();
        reject(new Error(`A thread of the sweep ended early, with code ${code}.`));
      };
      const settle = () => worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage({ task, cancelMemory: cancel.memory } satisfies ToCells);
    });
  }

  async dispose(): Promise<void> {
    await this.worker?.terminate();
  }
}
