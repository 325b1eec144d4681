import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import type { Progress } from '../../model/job';
import type { Controls } from '../../model/metrics';
import type { FromPanel, PanelState, ToPanel } from '../../model/panelProtocol';
import type { CompleteRun, HistoryPoint } from '../../model/runView';
import { WebviewPage } from './webviewPage';

/** What a panel follows, from its start to its end. */
export interface Followed {
  readonly runId: string;
  readonly config: ExperimentConfig;
  /** The file the config was read from, if it was one. */
  readonly configUri: vscode.Uri | undefined;
  readonly state: PanelState;
  readonly onState: vscode.Event<void>;
  readonly onProgress: vscode.Event<Progress>;
  /** What it has come to know since it could be looked at. */
  readonly onControls: vscode.Event<Partial<Controls>>;
  readonly onPoints: vscode.Event<{ readonly network: string; readonly points: readonly HistoryPoint[] }>;
}

/** Reads what a page says; undefined when it is none of its messages. */
export type ParseFromPanel = (message: unknown) => FromPanel | undefined;

/** What a panel's tab is called: as the run is called in the list. */
export type CallPanel = (state: PanelState, experiment: Followed | undefined) => string;

/** A run that a panel leads back to. */
export interface RunBefore {
  readonly runId: string;
  readonly name: string;
}

/** A panel together with what it shows: an experiment, or a run from disk. */
export class ShownPanel {
  readonly view: WebviewPage<ToPanel, FromPanel>;
  /** The experiment that it follows or followed; undefined for a run that was opened from disk. */
  experiment: Followed | undefined;
  /** The run that was shown where this one was asked for. */
  before: RunBefore | undefined;
  /** The config of a run that was deleted, or has failed in another window: what is to be run once more. */
  configToRepeat: ExperimentConfig | undefined;
  /** Whether the folder of what it shows has been seen: only what was there can have been deleted. */
  seenOnDisk = false;
  /** What it shows without an experiment. */
  private stored: PanelState = { kind: 'empty' };

  constructor(
    panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    log: vscode.LogOutputChannel,
    parse: ParseFromPanel,
    call: CallPanel = () => 'Attribution',
  ) {
    const current = () => ({
      title: call(this.state, this.experiment),
      message: { type: 'state', state: this.state, answer: true } as const,
    });
    this.view = new WebviewPage(panel, extensionUri, log, { page: 'panel', parse, current });
  }

  /** As it is now: a page that is made anew while training goes on gets all points so far. */
  get state(): PanelState {
    const state = this.experiment?.state ?? this.stored;
    if (state.kind !== 'failed' || state.ways === undefined) return state;
    return { ...state, ways: { ...state.ways, before: this.before?.name ?? null } };
  }

  /** The finished run that it shows; undefined while it shows none. */
  get run(): CompleteRun | undefined {
    const { state } = this;
    return state.kind === 'complete' ? state.run : undefined;
  }

  /** The run that it shows, finished or not; undefined where it shows none. */
  get runId(): string | undefined {
    const { experiment, state } = this;
    if (experiment !== undefined) return experiment.runId;
    if (state.kind === 'complete') return state.run.runId;
    return state.kind === 'empty' ? undefined : (state.runId ?? undefined);
  }

  /** @throws Error when it shows none */
  finishedRun(): CompleteRun {
    const { run } = this;
    if (run === undefined) throw new Error(vscode.l10n.t('The panel shows no finished run.'));
    return run;
  }

  follow(experiment: Followed): void {
    this.experiment = experiment;
    this.configToRepeat = undefined;
    this.seenOnDisk = false;
  }

  /** @param config of what cannot be read again, but run again */
  show(stored: PanelState, config?: ExperimentConfig): void {
    this.experiment = undefined;
    this.stored = stored;
    this.seenOnDisk = stored.kind !== 'missing';
    this.configToRepeat = config;
    this.view.refresh();
  }
}
