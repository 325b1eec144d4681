import * as vscode from 'vscode';
import type { Failure, Progress } from '../../model/job';
import { type Job, starting } from './job';
import type { StatusBar } from './statusBar';

/** What a person may do about how a job ended: what the button says, and what it does. */
export type Remedy = readonly [title: string, action: () => unknown];

/** What is said of the jobs of a kind, and where. */
export interface JobKind<J extends Job> {
  /** "Experiment" */
  readonly name: string;
  /** "Cancel the experiment" */
  readonly cancelWords: string;
  /** The key that is true while one runs: commands' `enablement`. */
  readonly contextKey: string;
  /** Whether a page that says how it ended is in sight. */
  isVisible(job: J): boolean;
  /** Settles when the page has drawn what came of it: until then it is not over for who looks on. */
  drawn?(job: J): Promise<void>;
  /** What is said where it is not. */
  completeWords(job: J): string;
  /** Leads to that page. */
  show(job: J): Remedy;
  failedWords(message: string): string;
  remedies(job: J, failure: Failure): readonly Remedy[];
}

/** The jobs of one kind that run in this window: how far they are stands in the status bar, and how they end is said where no page does. */
export class Jobs<J extends Job> implements vscode.Disposable {
  private readonly running = new Set<J>();

  /** @param statusBar of the window, which jobs of all kinds share */
  constructor(
    private readonly kind: JobKind<J>,
    private readonly statusBar: StatusBar,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Follows a job from now, when it is about to begin, until it ends. */
  follow(job: J): void {
    this.running.add(job);
    const tell = (progress: Progress) =>
      this.statusBar.set(job, {
        ...{ name: this.kind.name, cancelWords: this.kind.cancelWords, progress },
        cancel: () => job.cancel(),
        show: () => this.kind.show(job)[1](),
      });
    tell(starting().progress);
    this.tellRunning();
    const subscriptions = [
      job.onProgress(tell),
      job.onState(() => {
        if (job.running) return;
        for (const subscription of subscriptions) subscription.dispose();
        this.ended(job);
      }),
    ];
  }

  /**
   * Asks whether one that runs is to make room for another, and waits until it has.
   * @returns whether there is room
   */
  async madeRoom(question: string): Promise<boolean> {
    if (this.running.size === 0) return true;
    const again = vscode.l10n.t('Cancel and Start');
    if ((await vscode.window.showWarningMessage(question, again)) !== again) return false;
    this.cancel();
    await Promise.all([...this.running].map(({ finished }) => finished));
    return true;
  }

  /** The first of those that run that is wanted. */
  find(isWanted: (job: J) => boolean): J | undefined {
    return [...this.running].find(isWanted);
  }

  cancel(): void {
    for (const job of this.running) job.cancel();
  }

  dispose(): void {
    for (const job of this.running) {
      job.dispose();
      this.statusBar.delete(job);
    }
    this.running.clear();
  }

  private ended(job: J): void {
    this.running.delete(job);
    this.clear(job).then(undefined, (error: unknown) => this.log.warn(`A page could not be waited for: ${error}`));
    this.tellRunning();
    this.tellEnd(job).then(undefined, (error: unknown) => this.log.warn(`A message could not be shown: ${error}`));
  }

  /** Takes it from the status bar, when its page shows what came of it. */
  private async clear(job: J): Promise<void> {
    const { kind } = this;
    if (job.status.kind === 'complete' && kind.drawn !== undefined) {
      const progress = { stage: vscode.l10n.t('Drawing the plots'), detail: '', share: null, secondsLeft: null };
      this.statusBar.set(job, {
        ...{ name: kind.name, cancelWords: kind.cancelWords, progress },
        ...{ cancel: () => {}, show: () => kind.show(job)[1]() },
      });
      await kind.drawn(job);
    }
    this.statusBar.delete(job);
  }

  private tellRunning(): void {
    vscode.commands
      .executeCommand('setContext', this.kind.contextKey, this.running.size > 0)
      .then(undefined, (error: unknown) => this.log.warn(`The running state could not be told: ${error}`));
  }

  /** Says how it ended where its page does not. */
  private async tellEnd(job: J): Promise<void> {
    const { kind } = this;
    const { status } = job;
    // A page in sight says it, with what can be done.
    if (kind.isVisible(job)) return;
    if (status.kind === 'failed') {
      const remedies = kind.remedies(job, status);
      const titles = remedies.map(([title]) => title);
      const chosen = await vscode.window.showErrorMessage(kind.failedWords(status.message), ...titles);
      await remedies.find(([title]) => title === chosen)?.[1]();
    }
    if (status.kind === 'complete') {
      const [title, action] = kind.show(job);
      if ((await vscode.window.showInformationMessage(kind.completeWords(job), title)) === title) await action();
    }
  }
}
