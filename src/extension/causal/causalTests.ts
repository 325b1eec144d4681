import * as vscode from 'vscode';
import { CancelFlag } from '../../engine/cancellation';
import { readCausalTest } from '../../engine/causal/causalFile';
import type { CausalEvent } from '../../engine/causal/overSeeds';
import { CancelledError } from '../../engine/errors';
import type { EngineContract } from '../../engine/worker/contracts';
import { isExpected } from '../../engine/worker/protocol';
import type { CausalProgress } from '../../model/causal';
import type { ToPanel } from '../../model/panelProtocol';
import { percent } from '../../text/format';
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
    const request = { tensor: TENSOR, seeds, runFolder: folder, cacheFolder: dataFolder() };
    const onEvent = (event: EngineContract['causal']['event']) => this.receive(runId, event);
    engine.start('causal', request, { cancel, onEvent }).result.then(
      () => {
        log.info(`Causal test of run ${runId} is complete`);
        this.end(runId, null);
      },
      (error: Error) => this.end(runId, this.faultOf(runId, error)),
    );
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

  private receive(runId: string, event: EngineContract['causal']['event']): void {
    const running = this.running.get(runId);
    if (running === undefined) return;
    running.progress = event.type === 'causal' ? progressOf(event) : { words: event.message, share: null };
    this.tellProgress(runId);
  }

  private faultOf(runId: string, error: Error): string {
    const { log } = this.services;
    if (error instanceof CancelledError) {
      log.info(`Causal test of run ${runId} was cancelled`);
      return vscode.l10n.t('The causal test was cancelled.');
    }
    log.error(
      `Causal test of run ${runId} failed: ${isExpected(error) ? error.message : error.stack || error.message}`,
    );
    return error.message;
  }

  private end(runId: string, fault: string | null): void {
    if (!this.running.delete(runId)) return;
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
function progressOf({ stage, index, seeds, share }: CausalEvent): CausalProgress {
  const what =
    stage === 'training' ? vscode.l10n.t('Training the networks') : vscode.l10n.t('Changing weights, dose by dose');
  const of = seeds === 1 ? '' : ` ${vscode.l10n.t('of seed {0} of {1}', index + 1, seeds)}`;
  const stages = 2 * seeds - 1;
  const before = index === 0 ? 0 : stage === 'training' ? 2 * index - 1 : 2 * index;
  return { words: `${what}${of}, ${percent(share, 0)}`, share: (before + share) / stages };
}
