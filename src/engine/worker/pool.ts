import { availableParallelism } from 'node:os';
import type { CancelFlag } from '../cancellation';
import type { ControlData, ControlQueue, MadeControls } from '../controls/controls';
import type { DrawQueue, LabelData, LabelDraw } from '../controls/labelPermutation';
import type { InputData, InputMetrics } from '../data/inputMetrics';
import type { JobEvent, TrainedNetwork } from '../training/job';
import type { TrainingContext, TrainingJob } from '../training/kernel';
import { type Executor, thisThread } from '../training/trainer';
import type { TrainerContract } from './contracts';
import { plainControlData, plainJob, trainedNetwork } from './plain';
import { Thread } from './thread';

/**
 * The calling thread and one worker for each further core, as executors for a `Trainer`. Workers stay until the pool is
 * disposed of, for as many experiments as there are.
 * @param trainerFile the bundled `worker/trainer.ts`
 */
export class Pool {
  private readonly workers: WorkerExecutor[];

  constructor(trainerFile: string, threads = availableParallelism()) {
    const further = Math.max(0, threads - 1);
    this.workers = Array.from({ length: further }, () => new WorkerExecutor(trainerFile));
  }

  /** Has the threads let go of the memory of an experiment that is over. */
  async release(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.release()));
  }

  get executors(): readonly Executor[] {
    return [thisThread, ...this.workers];
  }

  async dispose(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.dispose()));
  }
}

/** Works in a worker thread, which is started with the first job at the latest. */
class WorkerExecutor implements Executor {
  private readonly thread: Thread<TrainerContract>;

  constructor(trainerFile: string) {
    this.thread = new Thread(trainerFile);
  }

  async run(
    context: TrainingContext,
    job: TrainingJob,
    place: number,
    cancel: CancelFlag,
    progress: (progress: JobEvent) => void,
  ): Promise<TrainedNetwork> {
    const input = { context, job: plainJob(job), place };
    return trainedNetwork(job, await this.thread.start('train', input, { cancel, onEvent: progress }).result);
  }

  controls(
    data: ControlData,
    queue: ControlQueue,
    cancel: CancelFlag,
    onMade: (made: Partial<MadeControls>) => void,
  ): Promise<void> {
    return this.thread.start('controls', { data: plainControlData(data), queue }, { cancel, onEvent: onMade }).result;
  }

  labels(data: LabelData, queue: DrawQueue, cancel: CancelFlag): Promise<LabelDraw[]> {
    return this.thread.start('labels', { data, queue }, { cancel }).result;
  }

  inputs(data: InputData, cancel: CancelFlag): Promise<InputMetrics> {
    return this.thread.start('inputs', data, { cancel }).result;
  }

  warm(): void {
    this.thread.warm();
  }

  async release(): Promise<void> {
    if (this.thread.threadId !== undefined) await this.thread.start('release', null).result;
  }

  dispose(): Promise<void> {
    return this.thread.dispose();
  }
}
