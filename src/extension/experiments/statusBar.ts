import * as vscode from 'vscode';
import { percent, timeLeft } from '../../shared/format';
import type { Progress } from '../../shared/panelProtocol';
import { Command } from '../ids';
import type { Experiment } from './experiment';

/** What a running experiment is at, in the status bar, with a button that cancels it. */
export class StatusBar implements vscode.Disposable {
  private readonly progress = vscode.window.createStatusBarItem(
    'attribution.progress',
    vscode.StatusBarAlignment.Left,
    1,
  );
  private readonly cancel = vscode.window.createStatusBarItem('attribution.cancel', vscode.StatusBarAlignment.Left, 0);

  constructor() {
    this.progress.name = vscode.l10n.t('Attribution: Progress');
    this.progress.command = Command.showPanel;
    this.cancel.name = vscode.l10n.t('Attribution: Cancel');
    this.cancel.command = Command.cancelExperiment;
    this.cancel.text = '$(debug-stop)';
    this.cancel.tooltip = vscode.l10n.t('Cancel the experiment');
    this.cancel.accessibilityInformation = { label: vscode.l10n.t('Cancel the experiment'), role: 'button' };
  }

  /** Shows an experiment until it ends. */
  follow(experiment: Experiment): void {
    this.show({ stage: vscode.l10n.t('Starting'), detail: '', share: null, secondsLeft: null });
    experiment.onProgress((progress) => this.show(progress));
    experiment.onState(() => {
      if (experiment.running) return;
      this.progress.hide();
      this.cancel.hide();
    });
  }

  dispose(): void {
    this.progress.dispose();
    this.cancel.dispose();
  }

  private show({ stage, detail, share, secondsLeft }: Progress): void {
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
}
