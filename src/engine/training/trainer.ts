import { type CancelFlag, TimeSlicer } from '../cancellation';
import { makeControls } from '../controls/controls';
import { drawLabels } from '../controls/labelPermutation';
import type { ControlExecutor } from '../controls/sharedControls';
import type { LabelExecutor } from '../controls/sharedLabels';
import { type InputData, type InputMetrics, inputMetricsInChunks } from '../data/inputMetrics';
import { streaming } from '../streaming';
import { type JobEvent, runJob, type TrainedNetwork } from './job';
import type { TrainingContext, TrainingJob } from './kernel';
import { PARALLEL_THRESHOLD_MS } from './parallelThreshold';
import { createSimdKernel } from './simd/simd';

/** A place where one network at a time can be trained, or metrics made: this thread, or a worker. */
export interface Executor extends ControlExecutor, LabelExecutor {
  /** Makes itself ready for work that is likely to come: a thread takes about 50 ms to start. */
  warm(): void;

  run(
    context: TrainingContext,
    job: TrainingJob,
    /** Its own number among the executors of the trainer. */
    place: number,
    cancel: CancelFlag,
    progress: (progress: JobEvent) => void,
  ): Promise<TrainedNetwork>;

  /** @throws CancelledError */
  inputs(data: InputData, cancel: CancelFlag): Promise<InputMetrics>;
}

/** Works on the calling thread. */
export const thisThread: Executor = {
  warm: () => {},
  run: (context, job, place, cancel, progress) => runJob(createSimdKernel, context, job, place, cancel, progress),
  inputs: (data, cancel) => new TimeSlicer(cancel).run(inputMetricsInChunks(data)),
  controls: (data, queue, cancel, onMade) => makeControls(data, queue, new TimeSlicer(cancel), onMade),
  labels: (data, queue, cancel) => drawLabels(data, queue, new TimeSlicer(cancel)),
};

/** Trains the networks of one experiment, as many at a time as there are executors. No number depends on where. */
export class Trainer {
  /** Of networks trained so far, one after the other. */
  private readonly pace = { examples: 0, milliseconds: 0 };

  /**
   * @param executors the first one takes the first job; idle executors take what is left
   * @param parallelThresholdMs estimated milliseconds of work from which on further executors are used
   */
  constructor(
    private readonly context: TrainingContext,
    private readonly cancel: CancelFlag,
    private readonly executors: readonly Executor[],
    private readonly parallelThresholdMs = PARALLEL_THRESHOLD_MS,
  ) {}

  async *train(job: TrainingJob): AsyncGenerator<JobEvent, TrainedNetwork> {
    const from = performance.now();
    const [network] = yield* this.trainAll([job]);
    // Of a network that went on from a checkpoint, nobody knows how much was trained here.
    if (job.checkpoint?.resuming === true) return network as TrainedNetwork;
    this.pace.examples += job.sequence.length;
    this.pace.milliseconds += performance.now() - from;
    return network as TrainedNetwork;
  }

  /** By the pace so far; before there is one, everything is worth all executors. */
  private executorsFor(jobs: readonly TrainingJob[]): readonly Executor[] {
    const examples = jobs.reduce((sum, { sequence }) => sum + sequence.length, 0);
    const expected = (examples * this.pace.milliseconds) / this.pace.examples;
    return this.executors.slice(0, expected < this.parallelThresholdMs ? 1 : jobs.length);
  }

  /** @returns the trained networks in the order of the jobs */
  trainAll(jobs: readonly TrainingJob[]): AsyncGenerator<JobEvent, TrainedNetwork[]> {
    return streaming(async (progress) => {
      const trained: TrainedNetwork[] = [];
      const waiting = [...jobs.entries()];
      const failures: unknown[] = [];
      const work = async (executor: Executor, number: number) => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const [index, job] = next;
          trained[index] = await executor.run(this.context, job, number, this.cancel, progress);
        }
      };
      await Promise.all(
        this.executorsFor(jobs).map((executor, number) =>
          work(executor, number).catch((error: unknown) => {
            failures.push(error);
            // One network that fails ends the experiment: the others need not go on.
            this.cancel.raise();
          }),
        ),
      );
      if (failures.length > 0) throw failures[0];
      return trained;
    });
  }
}
