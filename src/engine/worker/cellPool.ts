import { availableParallelism } from 'node:os';
import type { CancelFlag } from '../cancellation';
import type { CellLane, CellOutcome, CellTask } from '../sweep/cellLane';
import { refuseNoKernel } from '../training/simd/module';
import type { CellsContract } from './contracts';
import type { Role } from './protocol';
import { Thread } from './thread';

/**
 * Threads that run whole experiments, one at a time each: what serves many runs best, since nothing is waited for.
 * @param workerFile the bundled `worker/entry.ts`
 */
export class CellPool {
  private readonly workers: WorkerCellLane[];

  /** @throws ConfigError where they could not train */
  constructor(workerFile: string, wanted = availableParallelism()) {
    refuseNoKernel();
    this.workers = Array.from({ length: wanted }, () => new WorkerCellLane(workerFile));
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
