import * as vscode from 'vscode';
import { CancelFlag } from '../../engine/cancellation';
import { CancelledError, isNotDownloaded } from '../../engine/errors';
import type { Preparing } from '../../engine/sweep/cellData';
import { isExpected } from '../../engine/worker/protocol';
import type { Call } from '../../engine/worker/thread';
import type { Failure, JobState, Progress } from '../../model/job';
import { percent } from '../../text/format';

/** A thread that has not stopped this long after it was asked to is ended. */
const CANCEL_GRACE_MS = 3000;

/** What a thread has been asked for. */
export type Work<Result> = Pick<Call<Result>, 'result' | 'giveUp'>;

/** What everything that takes a while begins with. */
export function starting(): Extract<JobState, { kind: 'running' }> {
  const progress = { stage: vscode.l10n.t('Starting'), detail: '', share: null, secondsLeft: null };
  return { kind: 'running', progress };
}

/** What is said of an error. Addresses and codes are folded away where there are words for what happened. */
function failureOf(error: Error): Failure {
  if (!isNotDownloaded(error)) return { message: error.message, inLog: !isExpected(error) };
  const message = vscode.l10n.t('MNIST could not be downloaded. Is there a connection to the network?');
  return { message, details: error.message, inLog: false };
}

/**
 * What a thread does for a while: an experiment, a sweep, a test of the claims, a causal test. Here is the life that all
 * have in common, seen from the extension host: it begins, says how far it is, can be cancelled, and ends in one of four ways.
 */
export abstract class Job implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly progressed = new vscode.EventEmitter<Progress>();
  /** Fires when the kind of its state changes, or more is known of it than its progress. */
  readonly onState = this.changes.event;
  readonly onProgress = this.progressed.event;
  /** Settles when what runs, or ran last, has ended, in whatever way. */
  finished: Promise<void> = Promise.resolve();
  /** Whether its thread was ended, since it did not listen. */
  protected gaveUp = false;
  private cancelFlag = new CancelFlag();
  private work: Work<unknown> | undefined;
  private disposed = false;

  /**
   * @param name what the log calls it
   * @param current how it stands before it is run here
   */
  constructor(
    readonly name: string,
    protected readonly log: vscode.LogOutputChannel,
    private current: JobState,
  ) {}

  get status(): JobState {
    return this.current;
  }

  get running(): boolean {
    return this.current.kind === 'running';
  }

  /** Whether it runs, and has been asked to stop. */
  get stopping(): boolean {
    return this.running && this.cancelFlag.raised;
  }

  /** Asks it to stop, and ends its thread where that is not done. */
  cancel(): void {
    const { cancelFlag } = this;
    if (!this.running || cancelFlag.raised) return;
    this.tell({ stage: vscode.l10n.t('Cancelling'), detail: '', share: null, secondsLeft: null });
    cancelFlag.raise();
    setTimeout(() => {
      if (!this.running || cancelFlag !== this.cancelFlag) return;
      this.gaveUp = true;
      // Whoever follows the work hears of it, and waits for the end of the thread.
      void this.work?.giveUp();
    }, CANCEL_GRACE_MS);
  }

  /** Nothing more is heard of it: not even by the log, which may be gone by then. */
  dispose(): void {
    this.disposed = true;
    this.cancelFlag.raise();
    void this.work?.giveUp();
    this.changes.dispose();
    this.progressed.dispose();
  }

  /**
   * Has a thread do it.
   * @param begin asks the thread
   * @param completed takes what came of it, before others hear that it is complete
   */
  protected run<Result>(
    begin: (cancel: CancelFlag) => Work<Result>,
    completed: (result: Result) => void | Promise<void> = () => {},
  ): void {
    this.cancelFlag = new CancelFlag();
    this.gaveUp = false;
    const work = begin(this.cancelFlag);
    this.work = work;
    this.become(starting());
    this.finished = this.follow(work, completed);
  }

  /** Says how far it is. */
  protected tell(progress: Progress): void {
    // Who has asked it to stop wants to hear of that alone.
    if (!this.running || this.stopping) return;
    this.current = { kind: 'running', progress };
    this.progressed.fire(progress);
  }

  /** Images are downloaded or read. */
  protected tellPreparing({ message, share }: Preparing): void {
    this.tell({ stage: message, detail: percent(share, 0), share, secondsLeft: null });
  }

  /** Says that more is known of it. */
  protected refresh(): void {
    this.changes.fire();
  }

  protected become(status: JobState): void {
    this.current = status;
    this.refresh();
  }

  /** What has to be kept of an end that is none of its own making, when its thread is done with it and nobody has heard of it yet. */
  protected async afterError(_error: Error): Promise<void> {}

  /** How it stands after an error. */
  protected endOf(error: Error): JobState {
    if (error instanceof CancelledError) {
      this.log.info(`${this.name} was cancelled`);
      return { kind: 'cancelled' };
    }
    const inLog = !isExpected(error);
    this.log.error(`${this.name} failed: ${inLog ? error.stack || error.message : error.message}`);
    return { kind: 'failed', ...failureOf(error) };
  }

  private completed(): JobState {
    this.log.info(`${this.name} is complete`);
    return { kind: 'complete' };
  }

  private async follow<Result>(work: Work<Result>, completed: (result: Result) => void | Promise<void>): Promise<void> {
    let error: Error | undefined;
    try {
      await completed(await work.result);
    } catch (thrown) {
      error = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    await this.attempt(() => work.giveUp());
    if (error !== undefined && !this.disposed) await this.attempt(() => this.afterError(error));
    if (!this.disposed) this.become(error === undefined ? this.completed() : this.endOf(error));
  }

  /** It ends in any case, whatever cannot be cleared away after it. */
  private async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!this.disposed) this.log.warn(`${this.name}: ${error instanceof Error ? error.message : error}`);
    }
  }
}
