import type { CancelFlag } from '../cancellation';
import { streaming } from '../streaming';
import { createFastKernel } from './fastKernel';
import { runJob, type TrainedNetwork, type TrainingProgress } from './job';
import type { TrainingContext, TrainingJob } from './kernel';

/** A place where one network at a time can be trained: this thread, or a worker. */
export interface Lane {
  run(
    context: TrainingContext,
    job: TrainingJob,
    /** Its own number among the lanes of the trainer. */
    lane: number,
    cancel: CancelFlag,
    progress: (progress: TrainingProgress) => void,
  ): Promise<TrainedNetwork>;
}

/** Trains on the calling thread. */
export const thisThread: Lane = {
  run: (context, job, lane, cancel, progress) => runJob(createFastKernel, context, job, lane, cancel, progress),
};

/** Trains the networks of one experiment, as many at a time as there are lanes. */
export class Trainer {
  /** @param lanes the first one takes the first job; idle lanes take what is left */
  constructor(
    private readonly context: TrainingContext,
    private readonly cancel: CancelFlag,
    private readonly lanes: readonly Lane[],
  ) {}

  async *train(job: TrainingJob): AsyncGenerator<TrainingProgress, TrainedNetwork> {
    const [network] = yield* this.trainAll([job]);
    return network as TrainedNetwork;
  }

  /** @returns the trained networks in the order of the jobs */
  trainAll(jobs: readonly TrainingJob[]): AsyncGenerator<TrainingProgress, TrainedNetwork[]> {
    return streaming(async (progress) => {
      const trained: TrainedNetwork[] = [];
      const waiting = [...jobs.entries()];
      const failures: unknown[] = [];
      const work = async (lane: Lane, number: number) => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const [index, job] = next;
          trained[index] = await lane.run(this.context, job, number, this.cancel, progress);
        }
      };
      await Promise.all(
        this.lanes.slice(0, jobs.length).map((lane, number) =>
          work(lane, number).catch((error: unknown) => {
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
