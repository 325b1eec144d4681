import * as vscode from 'vscode';
import { readCausalTest } from '../../engine/causal/causalFile';
import type { JobState } from '../../model/job';
import { CAUSAL_CONTEXT_KEY } from '../ids';
import type { EngineThread } from '../jobs/engineThread';
import { Jobs } from '../jobs/jobs';
import type { StatusBar } from '../jobs/statusBar';
import type { Panels } from '../panel/panels';
import type { Runs } from '../runs';
import { refuseUntrusted, refuseWriting } from '../trust';
import { CausalJob } from './causalJob';
import { causalViewOf } from './causalView';

export interface CausalServices {
  readonly runs: Runs;
  readonly engine: EngineThread;
  readonly log: vscode.LogOutputChannel;
  readonly statusBar: StatusBar;
  /** Where downloaded data is kept. */
  readonly dataFolder: () => string;
  readonly panels: Pick<Panels, 'tell' | 'openRun' | 'isRunVisible'>;
}

/** The causal tests of this window's runs: one a run at a time, in the engine's thread, kept in the run's folder. */
export class CausalJobs implements vscode.Disposable {
  private readonly jobs: Jobs<CausalJob>;

  constructor(private readonly services: CausalServices) {
    const { log, panels, statusBar } = services;
    const show = ({ runId }: CausalJob) => [vscode.l10n.t('Show Panel'), () => panels.openRun(runId)] as const;
    this.jobs = new Jobs<CausalJob>(
      {
        name: vscode.l10n.t('Causal test'),
        cancelWords: vscode.l10n.t('Cancel the causal test'),
        contextKey: CAUSAL_CONTEXT_KEY,
        isVisible: ({ runId }) => panels.isRunVisible(runId),
        show,
        completeWords: () => vscode.l10n.t('The causal test is complete.'),
        failedWords: (message) => vscode.l10n.t('The causal test failed. {0}', message),
        remedies: (job) => [show(job)],
      },
      statusBar,
      log,
    );
  }

  /**
   * Starts the test of a run, if it does not run already.
   * @param seeds how many: the run's own, and those that follow
   * @throws DataError when there is no such run; Error when the workspace is not trusted with its images, or it lies there
   */
  async start(runId: string, seeds: number): Promise<void> {
    const { runs, engine, log, dataFolder } = this.services;
    const { folder, file } = await runs.load(runId);
    refuseUntrusted(file.config);
    refuseWriting([folder]);
    if (this.runningFor(runId) !== undefined) return;
    const job = new CausalJob(runId, log);
    job.onProgress(() => this.tellProgress(runId));
    job.onState(() => {
      if (job.running) this.tellProgress(runId);
      else this.end(job);
    });
    this.jobs.follow(job);
    job.start(engine, { seeds, runFolder: folder, cacheFolder: dataFolder() });
  }

  /** @param runId of all runs when left out */
  cancel(runId?: string): void {
    if (runId === undefined) this.jobs.cancel();
    else this.runningFor(runId)?.cancel();
  }

  /** What a page that has just been made is to know. */
  async tellOf(runId: string): Promise<void> {
    await this.tellResult(runId, null);
    this.tellProgress(runId);
  }

  dispose(): void {
    this.jobs.dispose();
  }

  private runningFor(runId: string): CausalJob | undefined {
    return this.jobs.find((job) => job.runId === runId);
  }

  private end({ runId, status }: CausalJob): void {
    const { log, panels } = this.services;
    panels.tell(runId, { type: 'causalProgress', runId, progress: null });
    this.tellResult(runId, faultIn(status)).then(undefined, (error: unknown) =>
      log.error(`The causal test of run ${runId} could not be told: ${error}`),
    );
  }

  private async tellResult(runId: string, fault: string | null): Promise<void> {
    const { runs, log, panels } = this.services;
    try {
      const { folder, file } = await runs.load(runId);
      const kept = await readCausalTest(folder, file.configHash);
      panels.tell(runId, { type: 'causal', runId, result: kept === null ? null : causalViewOf(kept), fault });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      log.warn(`The causal test of run ${runId} cannot be shown: ${words}`);
      panels.tell(runId, { type: 'causal', runId, result: null, fault: fault ?? words });
    }
  }

  private tellProgress(runId: string): void {
    const status = this.runningFor(runId)?.status;
    if (status?.kind === 'running')
      this.services.panels.tell(runId, { type: 'causalProgress', runId, progress: status.progress });
  }
}

/** Why it has nothing to show for it; null where it has. */
function faultIn(status: JobState): string | null {
  if (status.kind === 'cancelled') return vscode.l10n.t('The causal test was cancelled.');
  return status.kind === 'failed' ? status.message : null;
}
