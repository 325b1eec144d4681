import * as vscode from 'vscode';
import type { FromPanel, PanelState, ToPanel } from '../../model/panelProtocol';
import type { Experiment } from '../experiments/experiment';
import { PANEL_VIEW_TYPE } from '../ids';
import type { Runs } from '../runs';
import type { Selection, SelectionSource, Selections } from '../selections/selections';
import { runViewOf } from '../views/runView';
import { unfinishedState } from '../views/unfinishedView';
import { AnalysisPanel } from './analysisPanel';

/** A panel together with what it shows: an experiment, or a run from disk. */
export class ShownPanel {
  readonly view: AnalysisPanel;
  /** The experiment that it follows or followed; undefined for a run that was opened from disk. */
  experiment: Experiment | undefined;
  /** What it shows without an experiment. */
  stored: PanelState = { kind: 'empty' };

  constructor(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, log: vscode.LogOutputChannel) {
    this.view = new AnalysisPanel(panel, extensionUri, log, () => this.state);
  }

  /** As it is now: a page that is made anew while training goes on gets all points so far. */
  get state(): PanelState {
    return this.experiment?.state ?? this.stored;
  }

  show(stored: PanelState): void {
    this.stored = stored;
    this.view.refresh();
  }
}

/** The analysis panels of this window. A new experiment takes over the panel that was used last. */
export class Panels implements vscode.Disposable {
  private readonly shown: ShownPanel[] = [];
  private readonly intents = new vscode.EventEmitter<{ panel: ShownPanel; intent: FromPanel }>();
  private readonly subscriptions: readonly vscode.Disposable[];
  /** What the person asked for in a panel. */
  readonly onIntent = this.intents.event;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly runs: Runs,
    private readonly selections: Selections,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      selections.onDidSelect(({ selection, from }) => {
        if (from !== 'panel') this.tell(selection.runId, selectMessage(selection, from));
      }),
      selections.onDidPoint(({ runId, parameter, from }) => {
        if (from !== 'panel') this.tell(runId, { type: 'point', runId, parameter });
      }),
    ];
  }

  /** Shows an experiment, from its start on, beside the editor. */
  follow(experiment: Experiment, panel = this.latest() ?? this.create()): void {
    panel.experiment = experiment;
    const ifCurrent = (action: () => void) => {
      if (panel.experiment === experiment) action();
    };
    const subscriptions = [
      experiment.onState(() => ifCurrent(() => panel.view.refresh())),
      experiment.onProgress((progress) => ifCurrent(() => panel.view.send({ type: 'progress', progress }))),
      experiment.onPoints((points) => ifCurrent(() => panel.view.send({ type: 'points', ...points }))),
    ];
    panel.view.onDispose(() => {
      for (const subscription of subscriptions) subscription.dispose();
    });
    panel.view.refresh();
    panel.view.panel.reveal(undefined, true);
  }

  /** Shows a run from disk: in the panel that has it already, or in one of its own. */
  async openRun(runId: string): Promise<void> {
    const [known] = this.panelsOf(runId);
    if (known !== undefined) {
      known.view.panel.reveal();
      return;
    }
    const stored = await this.stateOf(runId);
    this.create().show(stored);
  }

  /** Brings the panel of an experiment to the front; opens one when it was closed. */
  reveal(experiment: Experiment): void {
    const panel = this.shown.find((one) => one.experiment === experiment);
    if (panel === undefined) this.follow(experiment, this.create());
    else panel.view.panel.reveal();
  }

  /** Brings the panel that was used last to the front; opens an empty one where there is none. */
  revealLatest(): void {
    (this.latest() ?? this.create()).view.panel.reveal();
  }

  /** The finished runs that panels show, the one of the panel that was used last first. */
  get runIds(): string[] {
    const latest = this.latest();
    const panels = latest === undefined ? this.shown : [latest, ...this.shown];
    return [...new Set(panels.flatMap(({ state }) => (state.kind === 'complete' ? [state.run.runId] : [])))];
  }

  /** The panel with a finished run that is in front, or was used last; undefined where there is none. */
  latestRun(): ShownPanel | undefined {
    const withRun = this.shown.filter(({ state }) => state.kind === 'complete');
    return (
      withRun.find(({ view }) => view.panel.active) ?? withRun.find(({ view }) => view.panel.visible) ?? withRun.at(-1)
    );
  }

  /** Whether a panel that shows an experiment is in sight. */
  isVisible(experiment: Experiment): boolean {
    return this.shown.some((panel) => panel.experiment === experiment && panel.view.panel.visible);
  }

  /** Whether a panel that shows a finished run is in sight. */
  isRunVisible(runId: string): boolean {
    return this.panelsOf(runId).some(({ view }) => view.panel.visible);
  }

  /** Takes over a panel that the editor brought back after a reload. */
  async restore(webviewPanel: vscode.WebviewPanel, persisted: unknown): Promise<void> {
    const runId = runIdIn(persisted);
    // Before the page is made, so that nothing else is seen first.
    const stored: PanelState = runId === undefined ? { kind: 'empty' } : await this.stateOf(runId);
    this.adopt(webviewPanel).show(stored);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const { view } of this.shown.splice(0)) view.dispose();
    this.intents.dispose();
  }

  private latest(): ShownPanel | undefined {
    return this.shown.find(({ view }) => view.panel.active) ?? this.shown.at(-1);
  }

  /** In the first two columns, so that panel and editor stand side by side without a third one. */
  private create(): ShownPanel {
    const editor = vscode.window.activeTextEditor?.viewColumn;
    const viewColumn = editor === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
    const place = { viewColumn, preserveFocus: true };
    return this.adopt(vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, 'Attribution', place));
  }

  private adopt(webviewPanel: vscode.WebviewPanel): ShownPanel {
    const panel = new ShownPanel(webviewPanel, this.extensionUri, this.log);
    panel.view.onIntent((intent) => {
      if (intent.type === 'ready') this.tellSelection(panel);
      this.intents.fire({ panel, intent });
    });
    panel.view.onDispose(() => this.shown.splice(this.shown.indexOf(panel), 1));
    this.shown.push(panel);
    return panel;
  }

  /** A page that is made anew learns what is selected; one that was restored after a reload says so itself. */
  private tellSelection({ state, view }: ShownPanel): void {
    if (state.kind !== 'complete') return;
    const selection = this.selections.of(state.run.runId);
    const from = this.selections.sourceOf(state.run.runId);
    if (selection !== undefined && from !== undefined) view.send(selectMessage(selection, from));
  }

  /** Tells every panel that shows a run. */
  tell(runId: string, message: ToPanel): void {
    for (const { view } of this.panelsOf(runId)) view.send(message);
  }

  private panelsOf(runId: string): ShownPanel[] {
    return this.shown.filter(({ state }) => state.kind === 'complete' && state.run.runId === runId);
  }

  private async stateOf(runId: string): Promise<PanelState> {
    // The figures of a run of another system are made now: of a large network that takes seconds.
    const place = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Opening a run') };
    const view = async () => runViewOf(runId, await this.runs.loadAny(runId));
    try {
      const unfinished = await this.runs.unfinishedRun(runId);
      if (unfinished !== undefined) return await unfinishedState(unfinished);
      return { kind: 'complete', run: await vscode.window.withProgress(place, view) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.log.warn(`Run ${runId} cannot be shown: ${reason}`);
      return { kind: 'missing', runId, reason };
    }
  }
}

function selectMessage({ runId, parameters, primary }: Selection, from: SelectionSource): ToPanel {
  return { type: 'select', selection: { runId, bits: parameters.bits, primary }, from };
}

/** The run id in what the panel left with the editor (`PersistedPanel`); undefined when there is none. */
function runIdIn(persisted: unknown): string | undefined {
  if (typeof persisted !== 'object' || persisted === null || !('runId' in persisted)) return undefined;
  return typeof persisted.runId === 'string' ? persisted.runId : undefined;
}
