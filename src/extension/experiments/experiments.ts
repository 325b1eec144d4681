import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import { Command, RUNNING_CONTEXT_KEY } from '../ids';
import type { Panels, ShownPanel } from '../panel/panels';
import { refuseUntrusted, refuseWriting } from '../trust';
import { Experiment, type ExperimentServices } from './experiment';
import { StatusBar } from './statusBar';

/** The experiments of this window, one at a time. */
export class Experiments implements vscode.Disposable {
  private latest: Experiment | undefined;
  private readonly statusBar = new StatusBar({
    id: 'attribution.progress',
    name: vscode.l10n.t('Attribution: Progress'),
    cancelWords: vscode.l10n.t('Cancel the experiment'),
    cancel: Command.cancelExperiment,
    show: Command.showPanel,
  });

  constructor(
    private readonly services: () => ExperimentServices,
    private readonly panels: Panels,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The experiment that runs, or the last one that did. */
  get current(): Experiment | undefined {
    return this.latest;
  }

  /**
   * Starts an experiment and shows it. While another one runs the person is asked first.
   * @param configUri the file the config was read from, if it was one
   * @param panel where to show it; left out, the panel that was used last, or a new one
   * @throws Error when the workspace is not trusted with it
   */
  async start(config: ExperimentConfig, configUri: vscode.Uri | undefined, panel?: ShownPanel): Promise<void> {
    refuseUntrusted(config);
    if (await this.madeRoom()) await this.begin(new Experiment(config, configUri, this.services()), panel);
  }

  /**
   * Goes on with a run that was interrupted or cancelled, and shows it.
   * @throws DataError when there is no such run, Error when it is complete or the workspace is not trusted with it
   */
  async resume(runId: string, panel?: ShownPanel): Promise<void> {
    if (!(await this.madeRoom())) return;
    const services = this.services();
    const run = await services.runs.unfinishedRun(runId);
    if (run === undefined)
      throw new Error(vscode.l10n.t('The run {0} is complete: there is nothing to resume.', runId));
    refuseWriting([run.folder]);
    refuseUntrusted(run.file.config);
    const configUri = panel?.experiment?.configUri;
    await this.begin(new Experiment(run.file.config, configUri, services, run), panel);
  }

  private async begin(experiment: Experiment, panel: ShownPanel | undefined): Promise<void> {
    this.latest?.dispose();
    this.latest = experiment;
    experiment.onState(() => {
      if (!experiment.running) this.ended(experiment);
    });
    this.statusBar.follow(experiment);
    await setRunning(true);
    this.panels.follow(experiment, panel);
    experiment.start();
  }

  cancel(): void {
    this.latest?.cancel();
  }

  dispose(): void {
    this.latest?.dispose();
    this.statusBar.dispose();
  }

  private async madeRoom(): Promise<boolean> {
    const running = this.latest;
    if (!running?.running) return true;
    const again = vscode.l10n.t('Cancel and Start');
    const question = vscode.l10n.t(
      'An experiment is running. One runs at a time, so that each has all cores to itself.',
    );
    if ((await vscode.window.showWarningMessage(question, again)) !== again) return false;
    running.cancel();
    await running.finished;
    return true;
  }

  private ended(experiment: Experiment): void {
    setRunning(false).then(undefined, (error: unknown) =>
      this.log.warn(`The running state could not be told: ${error}`),
    );
    const told = this.tell(experiment);
    told.then(undefined, (error: unknown) => this.log.warn(`A message could not be shown: ${error}`));
  }

  /** Says how it ended where the panel does not, or not loudly enough. */
  private async tell(experiment: Experiment): Promise<void> {
    const { state, configUri } = experiment;
    if (state.kind === 'failed') {
      const [showLog, showConfig] = [vscode.l10n.t('Show Log'), vscode.l10n.t('Show Config')];
      const resume = vscode.l10n.t('Resume');
      const actions = [
        ...(state.runId === null ? [] : [resume]),
        ...(state.inLog ? [showLog] : configUri === undefined ? [] : [showConfig]),
      ];
      const chosen = await vscode.window.showErrorMessage(
        vscode.l10n.t('The experiment failed. {0}', state.message),
        ...actions,
      );
      if (chosen === resume && state.runId !== null) await this.resume(state.runId);
      if (chosen === showLog) this.log.show();
      if (chosen === showConfig && configUri !== undefined) await vscode.window.showTextDocument(configUri);
    }
    if (state.kind === 'complete' && !this.panels.isVisible(experiment)) {
      const show = vscode.l10n.t('Show Panel');
      const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('The experiment is complete.'), show);
      if (chosen === show) this.panels.reveal(experiment);
    }
  }
}

async function setRunning(running: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', RUNNING_CONTEXT_KEY, running);
}
