import * as vscode from 'vscode';
import type { Progress } from '../../model/job';
import { percent, timeLeft } from '../../text/format';
import { Command } from '../ids';

/** Something that runs, as the status bar tells it. */
export interface RunningJob {
  /** "Experiment" */
  readonly name: string;
  /** "Cancel the experiment" */
  readonly cancelWords: string;
  readonly progress: Progress;
  readonly cancel: () => void;
  /** Leads to the page that says more. */
  readonly show: () => unknown;
}

/** Asks for what is to be cancelled rather than shown. */
const CANCEL = 'cancel';

interface Choice extends vscode.QuickPickItem {
  readonly job: RunningJob;
}

/** Everything that runs in this window, in one place of the status bar, with a button that cancels it. */
export class StatusBar implements vscode.Disposable {
  private readonly jobs = new Map<object, RunningJob>();
  private readonly progress: vscode.StatusBarItem;
  private readonly cancel: vscode.StatusBarItem;
  private readonly changes = new vscode.EventEmitter<void>();
  /** Something has begun, or has ended. */
  readonly onDidChange = this.changes.event;

  constructor() {
    const { Left } = vscode.StatusBarAlignment;
    this.progress = vscode.window.createStatusBarItem('attribution.progress', Left, 1);
    this.cancel = vscode.window.createStatusBarItem('attribution.progress.cancel', Left, 0);
    this.progress.name = vscode.l10n.t('Attribution: Progress');
    this.progress.command = Command.showRunning;
    this.cancel.name = vscode.l10n.t('Attribution: Cancel');
    this.cancel.command = { command: Command.showRunning, title: this.cancel.name, arguments: [CANCEL] };
    this.cancel.text = '$(debug-stop)';
  }

  /** @param key the job itself */
  set(key: object, job: RunningJob): void {
    const isNew = !this.jobs.has(key);
    this.jobs.set(key, job);
    this.write();
    if (isNew) this.changes.fire();
  }

  delete(key: object): void {
    if (!this.jobs.delete(key)) return;
    this.write();
    this.changes.fire();
  }

  /**
   * Leads to what runs, or cancels it; where there are several the person chooses.
   * @param asked what the button says
   */
  async choose(asked: unknown): Promise<void> {
    const [first, ...others] = this.jobs.values();
    if (first === undefined) {
      vscode.window.setStatusBarMessage(vscode.l10n.t('Nothing of Attribution is running.'), 5000);
      return;
    }
    const isCancel = asked === CANCEL;
    const job = others.length === 0 ? first : await this.ask(isCancel);
    if (job === undefined) return;
    if (isCancel) job.cancel();
    else await job.show();
  }

  dispose(): void {
    this.progress.dispose();
    this.cancel.dispose();
    this.changes.dispose();
  }

  /** Each line has a button to cancel, too. */
  private ask(isCancel: boolean): Promise<RunningJob | undefined> {
    const pick = vscode.window.createQuickPick<Choice>();
    pick.title = isCancel ? vscode.l10n.t('Cancel What Is Running') : vscode.l10n.t('What Is Running');
    pick.items = [...this.jobs.values()].map((job) => ({
      job,
      label: job.name,
      description: wordsOf(job.progress),
      buttons: isCancel ? [] : [{ iconPath: new vscode.ThemeIcon('debug-stop'), tooltip: job.cancelWords }],
    }));
    return new Promise((resolve) => {
      pick.onDidTriggerItemButton(({ item }) => {
        item.job.cancel();
        pick.hide();
      });
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]?.job);
        pick.hide();
      });
      pick.onDidHide(() => {
        resolve(undefined);
        pick.dispose();
      });
      pick.show();
    });
  }

  private write(): void {
    const [first, ...others] = this.jobs.values();
    if (first === undefined) {
      this.progress.hide();
      this.cancel.hide();
      return;
    }
    const several = others.length === 0 ? '' : `${vscode.l10n.t('{0} running', others.length + 1)} · `;
    this.progress.text = `$(sync~spin) ${several}${wordsOf(first.progress)}`;
    const lines = [...this.jobs.values()].map(({ name, progress: { stage, detail } }) =>
      [name, stage, detail].filter((part) => part !== '').join(' · '),
    );
    this.progress.tooltip = [...lines, others.length === 0 ? vscode.l10n.t('Show the panel') : ''].join('\n').trim();
    const cancelWords = others.length === 0 ? first.cancelWords : vscode.l10n.t('Cancel one of what is running');
    this.cancel.tooltip = cancelWords;
    this.cancel.accessibilityInformation = { label: cancelWords, role: 'button' };
    this.progress.show();
    this.cancel.show();
  }
}

function wordsOf({ stage, share, secondsLeft }: Progress): string {
  const parts = [
    stage,
    ...(share === null ? [] : [percent(share, 0)]),
    ...(secondsLeft === null ? [] : [timeLeft(secondsLeft)]),
  ];
  return parts.join(' · ');
}
