import * as vscode from 'vscode';
import { STUDY_RUNNING_CONTEXT_KEY } from '../ids';
import { Jobs, type Remedy } from '../jobs/jobs';
import type { StatusBar } from '../jobs/statusBar';
import { refuseManyUntrusted } from '../trust';
import { Study, type StudyServices } from './study';
import type { StudyFolders } from './studyFolders';
import type { StudyPanels } from './studyPanels';

/** The replications and sweeps of this window. One runs at a time; an experiment may run beside it. */
export class Studies implements vscode.Disposable {
  /** The one that runs, or the last one that did. */
  private latest: Study | undefined;
  private readonly jobs: Jobs<Study>;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly services: () => StudyServices,
    private readonly folders: StudyFolders,
    private readonly panels: StudyPanels,
    statusBar: StatusBar,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const show = (study: Study): Remedy => [vscode.l10n.t('Show'), () => this.open(study.studyId)];
    this.jobs = new Jobs<Study>(
      {
        name: vscode.l10n.t('Many runs'),
        cancelWords: vscode.l10n.t('Cancel the runs'),
        contextKey: STUDY_RUNNING_CONTEXT_KEY,
        isVisible: (study) => panels.isVisible(study),
        show,
        completeWords: ({ kind }) =>
          kind === 'replication'
            ? vscode.l10n.t('The replication is complete.')
            : vscode.l10n.t('The sweep is complete.'),
        failedWords: (message) => vscode.l10n.t('The runs ended with an error. {0}', message),
        remedies: (study) => [show(study)],
      },
      statusBar,
      log,
    );
    this.subscription = panels.onClosed((study) => this.closed(study));
  }

  /**
   * Runs what a sweep file says, in a folder of its own, and shows it. While another one runs the person is asked first.
   * @throws ConfigError; Error in a workspace without trust
   */
  async start(kind: 'replication' | 'sweep', input: unknown): Promise<void> {
    refuseManyUntrusted();
    if (!(await this.madeRoom())) return;
    const { id, folder } = this.folders.newStudy(kind);
    const study = new Study(id, folder, this.services());
    await this.run(study, () => study.begin(input));
  }

  /**
   * Runs the cells of a study that are not there yet. One that is about to stop is waited for, so that no press is lost.
   * @throws DataError; Error in a workspace without trust
   */
  async resume(study: Study): Promise<void> {
    refuseManyUntrusted();
    if (study.stopping) await study.finished;
    if (study.running || !(await this.madeRoom())) return;
    await this.run(study, () => study.resume());
  }

  /**
   * Shows a study.
   * @throws DataError, Error when there is none of this id
   */
  async open(id: string): Promise<void> {
    this.panels.show(await this.known(id));
  }

  /** Shows the study that runs. @returns false where none does */
  showRunning(): boolean {
    if (!this.latest?.running) return false;
    this.panels.show(this.latest);
    return true;
  }

  cancel(): void {
    this.jobs.cancel();
  }

  /** Tells the pages of studies that have been deleted, and those of studies that are there again. */
  async lookAgain(): Promise<void> {
    for (const { id, study } of this.panels.all) {
      if (study?.running) continue;
      const isThere = await this.folders.find(id).then(
        () => true,
        () => false,
      );
      if (study !== undefined && !isThere) this.panels.showDeleted(study);
      else if (study === undefined && isThere) {
        const found = await this.known(id);
        this.panels.showAgain(found);
      }
    }
  }

  /** Takes over a page that the editor brought back after a reload. */
  async restore(panel: vscode.WebviewPanel, persisted: unknown): Promise<void> {
    const id = studyIdIn(persisted);
    try {
      this.panels.follow(panel, await this.known(id));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.log.warn(`${id} cannot be shown: ${reason}`);
      this.panels.showMissing(panel, id, reason);
    }
  }

  dispose(): void {
    this.latest?.dispose();
    this.jobs.dispose();
    this.subscription.dispose();
  }

  private async known(id: string): Promise<Study> {
    const shown = this.panels.studyOf(id) ?? (this.latest?.studyId === id ? this.latest : undefined);
    if (shown !== undefined) return shown;
    const study = new Study(id, await this.folders.find(id), this.services());
    await study.read();
    return study;
  }

  private async run(study: Study, begin: () => Promise<void>): Promise<void> {
    const before = this.latest;
    // Asked for at the same moment as another one, which has begun by now.
    if (before?.running) return;
    if (before !== undefined && before !== study && this.panels.studyOf(before.studyId) === undefined) before.dispose();
    this.latest = study;
    this.jobs.follow(study);
    await begin();
    if (study.begun) this.panels.show(study);
  }

  private madeRoom(): Promise<boolean> {
    return this.jobs.madeRoom(
      vscode.l10n.t(
        'Many runs are going on already. What is finished of them is kept, and they can be gone on with later.',
      ),
    );
  }

  /** A study that nobody sees and that does not run is read again when it is wanted. */
  private closed(study: Study): void {
    if (study.running) return;
    if (this.latest === study) this.latest = undefined;
    study.dispose();
  }
}

/** What the page left with the editor (`PersistedStudy`); an empty id where it left none. */
function studyIdIn(persisted: unknown): string {
  if (typeof persisted !== 'object' || persisted === null || !('studyId' in persisted)) return '';
  return typeof persisted.studyId === 'string' ? persisted.studyId : '';
}
