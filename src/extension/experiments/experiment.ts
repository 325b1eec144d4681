import * as vscode from 'vscode';
import type { Compared } from '../../engine/compared';
import type { ExperimentConfig } from '../../engine/config';
import { kindOf } from '../../engine/errors';
import type { ExperimentEvent } from '../../engine/experiment';
import { markEnded, statusOf } from '../../engine/runs/pendingFile';
import { TimeLeft } from '../../engine/timeLeft';
import { isExpected } from '../../engine/worker/protocol';
import type { JobState, Progress } from '../../model/job';
import type { ControlName, Controls } from '../../model/metrics';
import { PHASE_1 } from '../../model/networkNames';
import type { PanelState } from '../../model/panelProtocol';
import {
  type CompleteRun,
  type HistoryPoint,
  type RunTitle,
  type RunView,
  type TrainingView,
  withControls,
} from '../../model/runView';
import { controlLabels } from '../../text/controls';
import { count, countOf, decimal } from '../../text/format';
import type { EngineThread } from '../jobs/engineThread';
import { Job, starting } from '../jobs/job';
import type { Runs } from '../runs';
import { dataInWords, runTitle } from '../views/runTitle';
import { earlyViewOf, readRunView, runViewOf } from '../views/runView';
import { type UnfinishedRun, unfinishedTitle } from '../views/unfinishedView';

/** How much of the whole is done when all networks are trained, and when they have been compared: about so, by time. */
const TRAINING_SHARE = 0.8;
const COMPARED_SHARE = 0.96;

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
export class Experiment extends Job {
  readonly runId: string;
  private readonly folder: string;
  private readonly gained = new vscode.EventEmitter<{ network: string; points: readonly HistoryPoint[] }>();
  readonly onPoints = this.gained.event;
  private readonly found = new vscode.EventEmitter<Partial<Controls>>();
  /** Controls that have been made since it said what can be looked at already. */
  readonly onControls = this.found.event;

  private title: RunTitle;
  private readonly points = new Map<string, HistoryPoint[]>();
  private readonly steps = new Map<string, number>();
  private plan: Extract<ExperimentEvent, { type: 'planned' }> | undefined;
  private timeLeft: TimeLeft | undefined;
  private view: CompleteRun | undefined;
  /** What can be looked at before it is complete; null until its networks are trained and compared. */
  private early: RunView | null = null;
  /** The controls that are awaited, and those that have been made since they were; undefined until it is known which. */
  private awaited: readonly ControlName[] | undefined;
  private made: Partial<Controls> = {};
  private resumable = false;
  private lacksImages = false;

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
    super(`Run ${id}`, services.log, starting());
    this.runId = id;
    this.folder = folder;
    this.title = resumed === undefined ? runTitle(config, dataInWords(config.data)) : unfinishedTitle(resumed.file);
  }

  get state(): PanelState {
    const { runId, title, status, view } = this;
    if (status.kind === 'complete' && view !== undefined) return { kind: 'complete', run: view };
    const known = { title, training: this.training() };
    switch (status.kind) {
      case 'running':
        return { ...status, runId, ...known, run: this.early };
      case 'failed':
        return {
          ...{ ...status, ...known, runId: this.resumable ? runId : null },
          ways: { hasConfigFile: this.configUri !== undefined, lacksImages: this.lacksImages, before: null },
        };
      default:
        return { kind: 'cancelled', runId, ...known };
    }
  }

  start(): void {
    const { log, engine, dataFolder } = this.services;
    log.info(`${this.name} ${this.resumed ? 'goes on' : 'starts'} in ${this.folder}: ${JSON.stringify(this.config)}`);
    const request = {
      ...(this.resumed === undefined ? {} : ({ resume: true } as const)),
      config: this.config,
      cacheFolder: dataFolder,
      runFolder: this.folder,
    };
    const onEvent = (event: ExperimentEvent) => this.receive(event);
    this.run(
      (cancel) => engine.start('experiment', request, { cancel, onEvent }),
      async () => {
        this.tell({ stage: vscode.l10n.t('Reading the run'), detail: '', share: COMPARED_SHARE, secondsLeft: null });
        this.view = await this.complete();
      },
    );
  }

  /** The run as it is kept; what has been looked at already is not read again. */
  private async complete(): Promise<CompleteRun> {
    const { runId, early, services } = this;
    if (early === null) return readRunView(runId, services.runs);
    const { file } = await services.runs.load(runId);
    const { layers, pixels, inputStatistics, constantInput, measures } = early;
    return runViewOf(runId, file, { layers, pixels, inputStatistics, constantInput, measures, metrics: file.metrics });
  }

  override dispose(): void {
    super.dispose();
    this.gained.dispose();
    this.found.dispose();
  }

  /** Says in the run's folder how it ended, where the thread could not. */
  protected override async afterError(error: Error): Promise<void> {
    try {
      if (this.gaveUp) await markEnded(this.folder, 'cancelled', null);
      // Of a thread that has ended in the midst of the run nobody else says so.
      else if (!isExpected(error)) await markEnded(this.folder, 'interrupted', error.message);
    } finally {
      this.resumable = (await statusOf(this.folder)) === 'interrupted';
    }
  }

  protected override endOf(error: Error): JobState {
    this.lacksImages = kindOf(error) === 'data';
    return super.endOf(error);
  }

  private receive(message: ExperimentEvent): void {
    switch (message.type) {
      case 'preparing':
        this.tellPreparing(message);
        break;
      case 'planned':
        this.plan = message;
        this.timeLeft = new TimeLeft(message.networks);
        this.title = runTitle(message.config, message.dataName, message.sizes);
        this.refresh();
        break;
      case 'training':
        this.receiveTraining(message);
        break;
      case 'comparing':
        this.tell({
          ...this.comparingStage(message),
          share: TRAINING_SHARE + (COMPARED_SHARE - TRAINING_SHARE) * (message.done / message.of),
          secondsLeft: null,
        });
        break;
      case 'compared':
        this.awaited = message.run.awaited;
        this.show(message.run).then(undefined, (error: unknown) => {
          // The run itself is none the worse for it.
          if (this.running) this.log.warn(`${this.name} is not shown before it is complete: ${error}`);
        });
        break;
      case 'controls':
        this.receiveControls(message.made);
        break;
      case 'warning':
        this.log.warn(`${this.name}: ${message.message}`);
        break;
    }
  }

  /** Lets it be looked at while its controls are made. */
  private async show(compared: Compared): Promise<void> {
    const { runId, title } = this;
    const measures = this.plan?.config.measures ?? [];
    const view = await earlyViewOf({ runId, title, measures }, compared);
    if (!this.running || this.stopping) return;
    this.early = withControls(view, this.made);
    this.refresh();
  }

  private receiveControls(made: Partial<Controls>): void {
    this.awaited = this.awaited?.filter((name) => !(name in made));
    this.made = { ...this.made, ...made };
    if (this.early === null) return;
    this.early = withControls(this.early, made);
    this.found.fire(made);
  }

  /** What is being worked out: the controls by their names, as soon as there is something that they are about. */
  private comparingStage({ done, of }: { done: number; of: number }): Pick<Progress, 'stage' | 'detail'> {
    const labels = controlLabels(this.awaited ?? []);
    if (labels.length > 0) return { stage: vscode.l10n.t('Computing the controls'), detail: labels.join(', ') };
    const stage = vscode.l10n.t('Comparing the forks');
    return { stage, detail: vscode.l10n.t('step {0} of {1}', Math.min(done + 1, of), of) };
  }

  private receiveTraining({ name, step, points }: Extract<ExperimentEvent, { type: 'training' }>): void {
    const known = this.points.get(name) ?? [];
    this.points.set(name, known);
    known.push(...points);
    this.steps.set(name, step);
    if (points.length > 0) this.gained.fire({ network: name, points });
    const left = this.timeLeft?.update(name, step);
    this.tell({
      ...this.stageOf(name),
      share: left === undefined ? null : TRAINING_SHARE * left.share,
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
