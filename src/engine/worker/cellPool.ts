import { availableParallelism } from 'node:os';
import type { CancelFlag } from '../cancellation';
import type { CellExecutor, CellOutcome, CellTask } from '../sweep/cellExecutor';
import { refuseNoKernel } from '../training/simd/module';
import type { CellsContract } from './contracts';
import type { Role } from './protocol';
import { Thread } from './thread';

/**
 * Threads that run whole experiments, one at a time each: what serves many runs best, since nothing is waited for.
 * @param workerFile the bundled `worker/entry.ts`
 */
export class CellPool {
  private readonly workers: WorkerCellExecutor[];

  /** @throws ConfigError where they could not train */
  constructor(workerFile: string, wanted = availableParallelism()) {
    refuseNoKernel();
    this.workers = Array.from({ length: wanted }, () => new WorkerCellExecutor(workerFile));
  }

  get executors(): readonly CellExecutor[] {
    return this.workers;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.dispose()));
  }
}

/** Runs cells in a worker thread, which is started with the first one. */
class WorkerCellExecutor implements CellExecutor {
  private readonly thread: Thread<CellsContract>;

  constructor(workerFile: string) {
    this.thread = new Thread(workerFile, { workerData: () => ({ role: 'cells' }) satisfies Role });
  }

  run(task: CellTask, cancel: CancelFlag): Promise<CellOutcome> {
    return this.thread.start('cell', task, { cancel }).result;
  }

  dispose(): Promise<void> {
    return this.thread.dispose();
  }
}
