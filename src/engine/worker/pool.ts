import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { threadsWithin } from '../addressSpace';
import type { CancelFlag } from '../cancellation';
import type { ControlData, ControlQueue, Controls } from '../controls/controls';
import type { InputData, InputFigures } from '../data/inputFigures';
import type { JobEvent, TrainedNetwork } from '../training/job';
import type { TrainingContext, TrainingJob } from '../training/kernel';
import { type Lane, thisThread } from '../training/trainer';
import { type FromTrainer, plainControlData, plainJob, revivedError, type ToTrainer, trainedNetwork } from './protocol';

/**
 * The calling thread and one worker for each further core, as lanes for a `Trainer`. Workers stay until the pool is
 * disposed of, for as many experiments as there are.
 * @param trainerFile the bundled `worker/trainer.ts`
 */
export class Pool {
  private readonly workers: WorkerLane[];

  constructor(trainerFile: string, threads = availableParallelism()) {
    const further = threadsWithin(Math.max(0, threads - 1));
    this.workers = Array.from({ length: further }, () => new WorkerLane(trainerFile));
  }

  /** Has the threads let go of the memory of an experiment that is over. */
  release(): void {
    for (const worker of this.workers) worker.release();
  }

  get lanes(): readonly Lane[] {
    return [thisThread, ...this.workers];
  }

  async dispose(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.dispose()));
  }
}

/** Works in a worker thread, which is started with the first job at the latest. */
class WorkerLane implements Lane {
  private worker: Worker | undefined;

  constructor(private readonly trainerFile: string) {}

  run(
    context: TrainingContext,
    job: TrainingJob,
    lane: number,
    cancel: CancelFlag,
    progress: (progress: JobEvent) => void,
  ): Promise<TrainedNetwork> {
    const plain = { context, job: plainJob(job), lane, cancelMemory: cancel.memory };
    return this.ask({ type: 'train', ...plain }, (message, resolve) => {
      if (message.type === 'training' || message.type === 'warning') progress(message);
      if (message.type === 'trained') resolve(trainedNetwork(job, message));
    });
  }

  controls(data: ControlData, queue: ControlQueue, cancel: CancelFlag): Promise<Partial<Controls>> {
    const request = { type: 'controls', data: plainControlData(data), queue, cancelMemory: cancel.memory } as const;
    return this.ask(request, (message, resolve) => {
      if (message.type === 'controlled') resolve(message.findings);
    });
  }

  inputs(data: InputData, cancel: CancelFlag): Promise<InputFigures> {
    return this.ask({ type: 'inputs', data, cancelMemory: cancel.memory }, (message, resolve) => {
      if (message.type === 'inputs') resolve(message.figures);
    });
  }

  /**
   * Asks the worker for one thing.
   * @param hear is told what it says, and resolves when that is the answer
   */
  private ask<Answer>(
    request: ToTrainer,
    hear: (message: FromTrainer, resolve: (answer: Answer) => void) => void,
  ): Promise<Answer> {
    const worker = this.start();
    return new Promise((resolve, reject) => {
      const onMessage = (message: FromTrainer) => {
        if (message.type === 'failed') settle(() => reject(revivedError(message.error)));
        else hear(message, (answer) => settle(() => resolve(answer)));
      };
      const onError = (error: Error) => settle(() => reject(error));
      const onExit = (code: number) =>
        settle(() => reject(new Error(`A training thread ended early, with code ${code}.`)));
      const settle = (action: () => void) => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        action();
      };
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(request);
    });
  }

  warm(): void {
    this.start();
  }

  private start(): Worker {
    if (this.worker !== undefined) return this.worker;
    const worker = new Worker(this.trainerFile);
    // One that has ended serves no further network; whoever waits for one of it has listeners of their own.
    const forget = () => {
      if (this.worker === worker) this.worker = undefined;
    };
    worker.on('error', forget).on('exit', forget);
    this.worker = worker;
    return worker;
  }

  release(): void {
    this.worker?.postMessage({ type: 'release' } satisfies ToTrainer);
  }

  async dispose(): Promise<void> {
    await this.worker?.terminate();
  }
}
