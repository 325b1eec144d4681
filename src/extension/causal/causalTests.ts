import * as vscode from 'vscode';
import { CancelFlag } from '../../engine/cancellation';
import { readCausalTest } from '../../engine/causal/causalFile';
import { type EngineRequest, type FromExperiment, isExpected, type PlainError } from '../../engine/worker/protocol';
import type { CausalProgress } from '../../shared/causal';
import { percent } from '../../shared/format';
import type { ToPanel } from '../../shared/panelProtocol';
import type { EngineThread } from '../experiments/engineThread';
import type { Runs } from '../runs';
import { refuseUntrusted, refuseWriting } from '../trust';
import { causalViewOf } from './causalView';

/** The weights that are ranked. */
const TENSOR = 'layer1.weight';

export interface CausalServices {
  readonly runs: Runs;
  readonly engine: EngineThread;
  readonly log: vscode.LogOutputChannel;
  /** Where downloaded data is kept. */
  readonly dataFolder: () => string;
  /** Tells every panel that shows a run. */
  readonly tell: (runId: string, message: ToPanel) => void;
}

interface Running {
  readonly cancel: CancelFlag;
  progress: CausalProgress;
}

/** The causal tests of this window's runs: one a run at a time, in the engine's thread, kept in the run's folder. */
export class CausalTests implements vscode.Disposable {
  private readonly running = new Map<string, Running>();

  constructor(private readonly services: CausalServices) {}

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
    if (this.running.has(runId)) return;
    const cancel = new CancelFlag();
    this.running.set(runId, { cancel, progress: { words: vscode.l10n.t('Starting'), share: null } });
    log.info(`Causal test of run ${runId} starts, over ${seeds} seeds`);
    this.tellProgress(runId);
    const request: EngineRequest = {
      kind: 'causal',
      tensor: TENSOR,
      seeds,
      runFolder: folder,
      cacheFolder: dataFolder(),
      cancelMemory: cancel.memory,
    };
    engine.run(request, (message) => this.receive(runId, message));
  }

  cancel(runId: string): void {
    this.running.get(runId)?.cancel.raise();
  }

  /** What a page that has just been made is to know. */
  async tellOf(runId: string): Promise<void> {
    await this.tellResult(runId, null);
    if (this.running.has(runId)) this.tellProgress(runId);
  }

  dispose(): void {
    for (const { cancel } of this.running.values()) cancel.raise();
    this.running.clear();
  }

  private receive(runId: string, message: FromExperiment): void {
    const running = this.running.get(runId);
    if (running === undefined) return;
    switch (message.type) {
      case 'preparing':
        running.progress = { words: message.message, share: null };
        this.tellProgress(runId);
        break;
      case 'causal':
        running.progress = progressOf(message);
        this.tellProgress(runId);
        break;
      case 'complete':
        this.services.log.info(`Causal test of run ${runId} is complete`);
        this.end(runId, null);
        break;
      case 'failed':
        this.end(runId, this.faultOf(runId, message.error));
        break;
    }
  }

  private faultOf(runId: string, error: PlainError): string {
    const { log } = this.services;
    if (error.kind === 'cancelled') {
      log.info(`Causal test of run ${runId} was cancelled`);
      return vscode.l10n.t('The causal test was cancelled.');
    }
    log.error(
      `Causal test of run ${runId} failed: ${isExpected(error) ? error.message : error.stack || error.message}`,
    );
    return error.message;
  }

  private end(runId: string, fault: string | null): void {
    this.running.delete(runId);
    this.services.tell(runId, { type: 'causalProgress', runId, progress: null });
    this.tellResult(runId, fault).then(undefined, (error: unknown) =>
      this.services.log.error(`The causal test of run ${runId} could not be told: ${error}`),
    );
  }

  private async tellResult(runId: string, fault: string | null): Promise<void> {
    const { runs, log, tell } = this.services;
    try {
      const { folder, file } = await runs.load(runId);
      const kept = await readCausalTest(folder, file.configHash);
      tell(runId, { type: 'causal', runId, result: kept === null ? null : causalViewOf(kept), fault });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      log.warn(`The causal test of run ${runId} cannot be shown: ${words}`);
      tell(runId, { type: 'causal', runId, result: null, fault: fault ?? words });
    }
  }

  private tellProgress(runId: string): void {
    const running = this.running.get(runId);
    if (running !== undefined) this.services.tell(runId, { type: 'causalProgress', runId, progress: running.progress });
  }
}

/** Training a seed counts as much as testing it. */
function progressOf({ stage, index, seeds, share }: Extract<FromExperiment, { type: 'causal' }>): CausalProgress {
  const what =
    stage === 'training' ? vscode.l10n.t('Training the networks') : vscode.l10n.t('Changing weights, dose by dose');
  const of = seeds === 1 ? '' : ` ${vscode.l10n.t('of seed {0} of {1}', index + 1, seeds)}`;
  const stages = 2 * seeds - 1;
  const before = index === 0 ? 0 : stage === 'training' ? 2 * index - 1 : 2 * index;
  return { words: `${what}${of}, ${percent(share, 0)}`, share: (before + share) / stages };
}
