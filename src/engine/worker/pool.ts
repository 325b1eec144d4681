import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CancelFlag } from '../cancellation';
import type { TrainedNetwork, TrainingProgress } from '../training/job';
import type { TrainingContext, TrainingJob } from '../training/kernel';
import { type Lane, thisThread } from '../training/trainer';
import { type FromTrainer, plainJob, type Role, revivedError, type ToTrainer, trainedNetwork } from './protocol';

/**
 * The calling thread and one worker for each further core, as lanes for a `Trainer`.
 * @param workerFile the bundled `worker/entry.ts`
 */
export class Pool {
  private readonly workers: WorkerLane[];

  constructor(workerFile: string, threads = availableParallelism()) {
    this.workers = Array.from({ length: Math.max(0, threads - 1) }, () => new WorkerLane(workerFile));
  }

  /** Starts the threads, so that they are ready when their first network is. */
  warm(): void {
    for (const worker of this.workers) worker.start();
  }

  get lanes(): readonly Lane[] {
    return [thisThread, ...this.workers];
  }

  async dispose(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.dispose()));
  }
}

/** Trains in a worker thread, which is started with the first job at the latest. */
class WorkerLane implements Lane {
  private worker: Worker | undefined;

  constructor(private readonly workerFile: string) {}

  run(
    context: TrainingContext,
    job: TrainingJob,
    lane: number,
    cancel: CancelFlag,
    progress: (progress: TrainingProgress) => void,
  ): Promise<TrainedNetwork> {
    const worker = this.start();
    return new Promise((resolve, reject) => {
      const onMessage = (message: FromTrainer) => {
        switch (message.type) {
          case 'training':
            return progress(message);
          case 'trained':
            return settle(() => resolve(trainedNetwork(job, message)));
          case 'failed':
            return settle(() => reject(revivedError(message.error)));
        }
      };
      const onError = (error: Error) => settle(() => reject(error));
      const onExit = (code: number) =>
        settle(() => reject(new Error(`A training thread ended early, with code ${code}.`)));
      const settle = (action: () => void) => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        action();
      };
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage({ context, job: plainJob(job), lane, cancelMemory: cancel.memory } satisfies ToTrainer);
    });
  }

  start(): Worker {
    this.worker ??= new Worker(this.workerFile, { workerData: { role: 'trainer' } satisfies Role });
    return this.worker;
  }

  async dispose(): Promise<void> {
    await this.worker?.terminate();
  }
}
