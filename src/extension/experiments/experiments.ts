import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import type { Failure } from '../../model/job';
import { RUNNING_CONTEXT_KEY } from '../ids';
import { Jobs, type Remedy } from '../jobs/jobs';
import type { StatusBar } from '../jobs/statusBar';
import type { Panels } from '../panel/panels';
import type { ShownPanel } from '../panel/shownPanel';
import { refuseUntrusted, refuseWriting } from '../trust';
import { Experiment, type ExperimentServices } from './experiment';

/** The experiments of this window, one at a time. */
export class Experiments implements vscode.Disposable {
  private latest: Experiment | undefined;
  private readonly jobs: Jobs<Experiment>;

  constructor(
    private readonly services: () => ExperimentServices,
    private readonly panels: Panels,
    statusBar: StatusBar,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.jobs = new Jobs<Experiment>(
      {
        name: vscode.l10n.t('Experiment'),
        cancelWords: vscode.l10n.t('Cancel the experiment'),
        contextKey: RUNNING_CONTEXT_KEY,
        isVisible: (experiment) => panels.isVisible(experiment),
        drawn: (experiment) => panels.drawn(experiment),
        show: (experiment) => [vscode.l10n.t('Show Panel'), () => panels.reveal(experiment)],
        completeWords: () => vscode.l10n.t('The experiment is complete.'),
        failedWords: (message) => vscode.l10n.t('The experiment failed. {0}', message),
        remedies: (experiment, failure) => this.remediesFor(experiment, failure),
      },
      statusBar,
      log,
    );
  }

  /** The experiment that runs, or the last one that did. */
  get current(): Experiment | undefined {
    return this.latest;
  }

  /**
   * Starts an experiment and shows it. While another one runs the person is asked first.
   * @param configUri the file the config was read from, if it was one
   * @param panel the one in which it was asked for
   * @throws Error when the workspace is not trusted with it
   */
  async start(config: ExperimentConfig, configUri: vscode.Uri | undefined, panel?: ShownPanel): Promise<void> {
    refuseUntrusted(config);
    if (await this.madeRoom()) this.begin(new Experiment(config, configUri, this.services()), panel);
  }

  /**
   * Goes on with a run that was interrupted or cancelled, and shows it. One that is about to stop is waited for.
   * @throws DataError when there is no such run, Error when it is complete or the workspace is not trusted with it
   */
  async resume(runId: string, panel?: ShownPanel): Promise<void> {
    if (this.latest?.stopping) await this.latest.finished;
    if (!(await this.madeRoom())) return;
    const services = this.services();
    const run = await services.runs.unfinishedRun(runId);
    if (run === undefined)
      throw new Error(vscode.l10n.t('The run {0} is complete: there is nothing to resume.', runId));
    refuseWriting([run.folder]);
    refuseUntrusted(run.file.config);
    const configUri = panel?.experiment?.configUri;
    this.begin(new Experiment(run.file.config, configUri, services, run), panel);
  }

  private begin(experiment: Experiment, panel: ShownPanel | undefined): void {
    // Asked for at the same moment as another one, which has begun by now.
    if (this.latest?.running) return;
    this.latest?.dispose();
    this.latest = experiment;
    this.jobs.follow(experiment);
    this.panels.follow(experiment, panel);
    experiment.start();
  }

  cancel(): void {
    this.jobs.cancel();
  }

  dispose(): void {
    this.latest?.dispose();
    this.jobs.dispose();
  }

  private madeRoom(): Promise<boolean> {
    return this.jobs.madeRoom(
      vscode.l10n.t('An experiment is running. One runs at a time, so that each has all cores to itself.'),
    );
  }

  private remediesFor({ runId, configUri, state }: Experiment, { inLog }: Failure): Remedy[] {
    const isResumable = state.kind === 'failed' && state.runId !== null;
    const resume: Remedy = [vscode.l10n.t('Resume'), () => this.resume(runId)];
    const showLog: Remedy = [vscode.l10n.t('Show Log'), () => this.log.show()];
    const showConfig = (uri: vscode.Uri): Remedy => [
      vscode.l10n.t('Show Config'),
      () => vscode.window.showTextDocument(uri),
    ];
    return [
      ...(isResumable ? [resume] : []),
      ...(inLog ? [showLog] : configUri === undefined ? [] : [showConfig(configUri)]),
    ];
  }
}
