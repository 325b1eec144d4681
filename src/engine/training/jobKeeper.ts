import { type CancelFlag, TimeSlicer } from '../cancellation';
import { DataError, StorageError } from '../errors';
import { type Checkpoint, fill, writeCheckpoint } from './checkpoint';
import type { Position } from './checkpointPosition';
import { arraysOf, type CheckpointPlace, type Kernel, type TrainingJob } from './kernel';

/** A checkpoint takes at most this share of the time. */
const LARGEST_SHARE = 0.01;

/** At the end of a network this share of the time between two checkpoints is enough to be worth one. */
const AT_THE_END = 0.2;

/** Keeps how far one network has come, every few seconds and at its end; short trainings not at all. */
export class JobKeeper {
  private savedAt = performance.now();
  private wait: number;

  /** @param warn called once each time a checkpoint could not be written or used: training goes on without */
  constructor(
    private readonly job: TrainingJob,
    private readonly place: CheckpointPlace,
    private readonly cancel: CancelFlag,
    private readonly warn: (message: string) => void,
  ) {
    this.wait = 1000 * place.seconds;
  }

  /** What was kept by an earlier process; undefined when that is nothing that can be used. */
  async read(): Promise<Checkpoint | undefined> {
    const { path, key, resuming } = this.place;
    if (!resuming) return undefined;
    try {
      // A thread that resumes nothing has no use for what it takes to read one.
      const { readCheckpoint } = await import('./readCheckpoint');
      const found = await readCheckpoint(path, key, new TimeSlicer(this.cancel));
      if (found === undefined || found.position.steps === this.job.sequence.length) return found;
      this.warn(`${path}: found a checkpoint of another sequence; ${this.job.name} is trained from its start.`);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      this.warn(`${error.message}; ${this.job.name} is trained from its start.`);
    }
    return undefined;
  }

  /** Puts a network that is done back into the job; false when the checkpoint does not fit. */
  restoreDone(checkpoint: Checkpoint): boolean {
    if (!this.fill(arraysOf(this.job), checkpoint)) return false;
    this.job.state.optimiser.steps = checkpoint.position.optimiserSteps;
    return true;
  }

  /** Whether a checkpoint has the arrays that a kernel in training needs; `restore` puts them there. */
  fits(kernel: Kernel, { arrays }: Checkpoint): boolean {
    return [...this.arraysIn(kernel)].every(([name, { length }]) => arrays.get(name)?.length === length);
  }

  /** To be called after `readIn`. */
  restore(kernel: Kernel, checkpoint: Checkpoint): void {
    fill(this.arraysIn(kernel), checkpoint, this.place.path);
  }

  /** Keeps a network in training, if it is time to. A loss that is no number any more is not worth keeping. */
  async during(kernel: Kernel, position: Position): Promise<void> {
    if (performance.now() - this.savedAt < this.wait || !Number.isFinite(position.window.lossSum)) return;
    await this.save({ position, arrays: this.arraysIn(kernel) });
  }

  /** Keeps a network that is done, unless it is trained again in no time. */
  async atEnd(position: Position): Promise<void> {
    if (performance.now() - this.savedAt < AT_THE_END * this.wait) return;
    await this.save({ position, arrays: arraysOf(this.job) });
  }

  /** @throws StorageError when the folder has been removed, CancelledError */
  private async save(checkpoint: Checkpoint): Promise<void> {
    const { path, key, seconds } = this.place;
    const from = performance.now();
    try {
      await writeCheckpoint(path, key, checkpoint, this.cancel);
    } catch (error) {
      const isRefused = error instanceof DataError || (error instanceof StorageError && error.code !== 'ENOENT');
      if (!isRefused) throw error;
      this.warn(
        `${error.message} The run goes on; until the next checkpoint it could be resumed from an earlier point only.`,
      );
    }
    this.savedAt = performance.now();
    this.wait = seconds === 0 ? 0 : Math.max(1000 * seconds, (this.savedAt - from) / LARGEST_SHARE);
  }

  private arraysIn(kernel: Kernel): Map<string, Float64Array> {
    const earlier = [...arraysOf(this.job)].filter(([name]) => name.startsWith('earlier/'));
    return new Map([...earlier, ...kernel.kept()]);
  }

  private fill(arrays: Map<string, Float64Array>, checkpoint: Checkpoint): boolean {
    try {
      fill(arrays, checkpoint, this.place.path);
      return true;
    } catch (error) {
      this.warn(`${error instanceof Error ? error.message : error}; ${this.job.name} is trained from its start.`);
      return false;
    }
  }
}
