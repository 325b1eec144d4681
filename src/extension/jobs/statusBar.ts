import * as vscode from 'vscode';
import type { Progress } from '../../model/job';
import { percent, timeLeft } from '../../text/format';

export interface StatusBarWords {
  /** `attribution.progress` */
  readonly id: string;
  readonly name: string;
  readonly cancelWords: string;
  /** Commands. */
  readonly cancel: string;
  readonly show: string;
}

/** What something that runs is at, in the status bar, with a button that cancels it. */
export class StatusBar implements vscode.Disposable {
  private readonly progress: vscode.StatusBarItem;
  private readonly cancel: vscode.StatusBarItem;

  constructor({ id, name, cancelWords, cancel, show }: StatusBarWords) {
    const { Left } = vscode.StatusBarAlignment;
    this.progress = vscode.window.createStatusBarItem(id, Left, 1);
    this.cancel = vscode.window.createStatusBarItem(`${id}.cancel`, Left, 0);
    this.progress.name = name;
    this.progress.command = show;
    this.cancel.name = vscode.l10n.t('{0}: Cancel', name);
    this.cancel.command = cancel;
    this.cancel.text = '$(debug-stop)';
    this.cancel.tooltip = cancelWords;
    this.cancel.accessibilityInformation = { label: cancelWords, role: 'button' };
  }

  show({ stage, detail, share, secondsLeft }: Progress): void {
    const parts = [
      stage,
      ...(share === null ? [] : [percent(share, 0)]),
      ...(secondsLeft === null ? [] : [timeLeft(secondsLeft)]),
    ];
    this.progress.text = `$(sync~spin) ${parts.join(' · ')}`;
    this.progress.tooltip = `${[stage, detail].filter((part) => part !== '').join(': ')}\n${vscode.l10n.t('Show the panel')}`;
    this.progress.show();
    this.cancel.show();
  }

  hide(): void {
    this.progress.hide();
    this.cancel.hide();
  }

  dispose(): void {
    this.progress.dispose();
    this.cancel.dispose();
  }
}
