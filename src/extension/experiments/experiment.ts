import * as vscode from 'vscode';
import { CancelFlag } from '../../engine/cancellation';
import type { ExperimentConfig } from '../../engine/config';
import { CancelledError } from '../../engine/errors';
import type { ExperimentEvent } from '../../engine/experiment';
import { markEnded, statusOf } from '../../engine/runs/pendingFile';
import { TimeLeft } from '../../engine/timeLeft';
import { isExpected } from '../../engine/worker/protocol';
import type { Call } from '../../engine/worker/thread';
import { PHASE_1 } from '../../model/networkNames';
import type { PanelState, Progress } from '../../model/panelProtocol';
import type { HistoryPoint, RunTitle, TrainingView } from '../../model/runView';
import { count, countOf, decimal, percent } from '../../text/format';
import type { Runs } from '../runs';
import { dataInWords, runTitle } from '../views/runTitle';
import { runViewOf } from '../views/runView';
import { type UnfinishedRun, unfinishedTitle } from '../views/unfinishedView';
import type { EngineThread } from './engineThread';

/** A thread that has not stopped this long after it was asked to is ended. */
const CANCEL_GRACE_MS = 3000;

/** What an experiment needs from the extension. */
export interface ExperimentServices {
  readonly runs: Runs;
  readonly log: vscode.LogOutputChannel;
  readonly engine: EngineThread;
  /** Where downloaded data is kept. */
  readonly dataFolder: string;
}

/**
 * One experiment from start to end, seen from the extension host. The work is done in a worker thread; here is only
 * what is known about it so far, in the panel's terms.
 */
export class Experiment implements vscode.Disposable {
  readonly runId: string;
  private readonly folder: string;
  private readonly cancelFlag = new CancelFlag();
  private readonly changes = new vscode.EventEmitter<PanelState>();
  private readonly progressed = new vscode.EventEmitter<Progress>();
  private readonly gained = new vscode.EventEmitter<{ network: string; points: readonly HistoryPoint[] }>();
  /** Fires when the kind of state changes, or its networks become known. */
  readonly onState = this.changes.event;
  readonly onProgress = this.progressed.event;
  readonly onPoints = this.gained.event;

  /** Settles when it has ended, in whatever way. */
  readonly finished: Promise<void>;

  private title: RunTitle;
  private readonly points = new Map<string, HistoryPoint[]>();
  private readonly steps = new Map<string, number>();
  private plan: Extract<ExperimentEvent, { type: 'planned' }> | undefined;
  private progress: Progress = { stage: vscode.l10n.t('Starting'), detail: '', share: null, secondsLeft: null };
  private timeLeft: TimeLeft | undefined;
  private ended: PanelState | undefined;
  private disposed = false;
  private call: Call<void> | undefined;

  /**
   * @param configUri the file the config was read from, if it was one
   * @param resumed the run to go on with, whose config it is; a new one when left out
   */
  constructor(
    readonly config: ExperimentConfig,
    readonly configUri: vscode.Uri | undefined,
    private readonly services: ExperimentServices,
    private readonly resumed?: UnfinishedRun,
  ) {
    const { id, folder } = resumed ?? services.runs.newRun();
    this.runId = id;
    this.folder = folder;
    this.title = resumed === undefined ? runTitle(config, dataInWords(config.data)) : unfinishedTitle(resumed.file);
    this.finished = new Promise((resolve) => {
      this.onState(() => {
        if (!this.running) resolve();
      });
    });
  }

  get state(): PanelState {
    const { runId, title, progress } = this;
    return this.ended ?? { kind: 'running', runId, title, training: this.training(), progress };
  }

  get running(): boolean {
    return this.ended === undefined;
  }

  start(): void {
    const { log, engine, dataFolder } = this.services;
    log.info(`Run ${this.runId} ${this.resumed ? 'goes on' : 'starts'}: ${JSON.stringify(this.config)}`);
    const request = {
      ...(this.resumed === undefined ? {} : ({ resume: true } as const)),
      config: this.config,
      cacheFolder: dataFolder,
      runFolder: this.folder,
    };
    const onEvent = (event: ExperimentEvent) => this.receive(event);
    this.call = engine.start('experiment', request, { cancel: this.cancelFlag, onEvent });
    void this.follow(this.call);
  }

  cancel(): void {
    if (!this.running) return;
    this.cancelFlag.raise();
    setTimeout(() => {
      if (!this.running) return;
      void this.call?.giveUp().then(() => this.mark('cancelled', null));
      this.end(this.cancelled());
    }, CANCEL_GRACE_MS);
  }

  dispose(): void {
    this.disposed = true;
    this.cancelFlag.raise();
    void this.call?.giveUp();
    for (const emitter of [this.changes, this.progressed, this.gained]) emitter.dispose();
  }

  private receive(message: ExperimentEvent): void {
    if (!this.running) return;
    switch (message.type) {
      case 'preparing':
        this.setProgress({
          stage: message.message,
          detail: percent(message.share, 0),
          share: message.share,
          secondsLeft: null,
        });
        break;
      case 'planned':
        this.plan = message;
        this.timeLeft = new TimeLeft(message.networks);
        this.title = runTitle(message.config, message.dataName, message.sizes);
        this.changes.fire(this.state);
        break;
      case 'training':
        this.receiveTraining(message);
        break;
      case 'comparing':
        this.setProgress({ stage: vscode.l10n.t('Comparing the forks'), detail: '', share: 1, secondsLeft: null });
        break;
      case 'warning':
        this.services.log.warn(`Run ${this.runId}: ${message.message}`);
        break;
    }
  }

  /** Until it has ended, in whatever way. */
  private async follow({ result }: Call<void>): Promise<void> {
    try {
      await result;
      if (!this.running) return;
      const run = await this.services.runs.load(this.runId);
      this.services.log.info(`Run ${this.runId} is complete, in ${this.folder}`);
      this.end({ kind: 'complete', run: await runViewOf(this.runId, run) });
    } catch (error) {
      if (!this.running || this.disposed) return;
      if (error instanceof CancelledError) this.end(this.cancelled());
      else await this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private receiveTraining({ name, step, points }: Extract<ExperimentEvent, { type: 'training' }>): void {
    const known = this.points.get(name) ?? [];
    this.points.set(name, known);
    known.push(...points);
    this.steps.set(name, step);
    if (points.length > 0) this.gained.fire({ network: name, points });
    const left = this.timeLeft?.update(name, step);
    this.setProgress({
      ...this.stageOf(name),
      share: left?.share ?? null,
      secondsLeft: left?.secondsLeft ?? null,
    });
  }

  /** Phase 1 by itself; the forks, of which several are trained at once, together. */
  private stageOf(name: string): Pick<Progress, 'stage' | 'detail'> {
    const isPhase1 = name === PHASE_1;
    const networks = (this.plan?.networks ?? []).filter((network) => (network.name === PHASE_1) === isPhase1);
    const stage = isPhase1
      ? vscode.l10n.t('Training phase 1')
      : vscode.l10n.t('Training {0}', countOf(networks.length, vscode.l10n.t('fork'), vscode.l10n.t('forks')));
    const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
    const done = sum(networks.map((network) => this.steps.get(network.name) ?? 0));
    const losses = networks.flatMap((network) => this.points.get(network.name)?.at(-1)?.loss ?? []);
    const all = sum(networks.map(({ examples }) => examples));
    const detail = vscode.l10n.t('{0} of {1}', count(done), count(all));
    if (losses.length === 0) return { stage, detail };
    return { stage, detail: `${detail} · ${vscode.l10n.t('loss {0}', decimal(sum(losses) / losses.length, 4))}` };
  }

  private cancelled(): PanelState {
    this.services.log.info(`Run ${this.runId} was cancelled`);
    return { kind: 'cancelled', runId: this.runId, title: this.title, training: this.training() };
  }

  private async fail(error: Error): Promise<void> {
    const inLog = !isExpected(error);
    // Of a thread that has ended in the midst of the run nobody else says so.
    if (inLog) await this.mark('interrupted', error.message);
    const resumable = (await statusOf(this.folder)) === 'interrupted';
    if (!this.running) return;
    this.services.log.error(`Run ${this.runId} failed: ${inLog ? error.stack || error.message : error.message}`);
    const { title, runId } = this;
    const message = error.message;
    this.end({ kind: 'failed', title, training: this.training(), message, inLog, runId: resumable ? runId : null });
  }

  /** Says in the run's folder how it ended, where the thread could not. */
  private async mark(status: 'cancelled' | 'interrupted', reason: string | null): Promise<void> {
    try {
      await markEnded(this.folder, status, reason);
    } catch (error) {
      this.services.log.warn(`Run ${this.runId}: ${error instanceof Error ? error.message : error}`);
    }
  }

  private end(state: PanelState): void {
    this.ended = state;
    void this.call?.giveUp();
    this.changes.fire(state);
  }

  private setProgress(progress: Progress): void {
    this.progress = progress;
    this.progressed.fire(progress);
  }

  private training(): TrainingView {
    const networks = this.plan?.networks ?? [];
    return {
      tallyFrom: this.plan?.tallyFrom ?? 0,
      networks: networks.map(({ name, examples }) => ({
        name,
        examples,
        points: this.points.get(name) ?? [],
        heldOutAccuracy: null,
      })),
    };
  }
}
