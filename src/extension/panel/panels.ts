import * as vscode from 'vscode';
import type { FromPanel, PanelState, TABS, ToPanel } from '../../model/panelProtocol';
import { PANEL_VIEW_TYPE } from '../ids';
import type { Runs } from '../runs';
import { runViewOf } from '../views/runView';
import { unfinishedState } from '../views/unfinishedView';
import { type Followed, type ParseFromPanel, ShownPanel } from './shownPanel';

/** The analysis panels of this window. A new experiment takes over the panel that was used last. */
export class Panels implements vscode.Disposable {
  private readonly shown: ShownPanel[] = [];
  private readonly intents = new vscode.EventEmitter<{ panel: ShownPanel; intent: FromPanel }>();
  /** What the person asked for in a panel. */
  readonly onIntent = this.intents.event;
  private readonly changes = new vscode.EventEmitter<void>();
  /** What panels show, or which of them there are, may be another. */
  readonly onDidChange = this.changes.event;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly runs: Runs,
    private readonly log: vscode.LogOutputChannel,
    private readonly parse: ParseFromPanel,
  ) {}

  /** Shows an experiment, from its start on, beside the editor. */
  follow(experiment: Followed, wanted = this.latest()): void {
    const panel = wanted !== undefined && isFree(wanted) ? wanted : (this.shown.findLast(isFree) ?? this.create());
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
  reveal(experiment: Followed): void {
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
    return [...new Set(panels.flatMap(({ run }) => run?.runId ?? []))];
  }

  /** The panel with a finished run that is in front, or was used last; undefined where there is none. */
  latestRun(): ShownPanel | undefined {
    const withRun = this.shown.filter(({ run }) => run !== undefined);
    return (
      withRun.find(({ view }) => view.panel.active) ?? withRun.find(({ view }) => view.panel.visible) ?? withRun.at(-1)
    );
  }

  /**
   * The panel whose run a command is about.
   * @throws Error where there is none
   */
  withRun(): ShownPanel {
    const panel = this.latestRun();
    if (panel === undefined) throw new Error(vscode.l10n.t('No run is shown. “Attribution: Open Run…” shows one.'));
    return panel;
  }

  /** Brings a tab of that panel to the front. */
  showTab(tab: (typeof TABS)[number]): ShownPanel {
    const panel = this.withRun();
    panel.view.panel.reveal(undefined, true);
    panel.view.sendWhenReady({ type: 'showTab', tab });
    return panel;
  }

  /** Whether a panel that shows an experiment is in sight. */
  isVisible(experiment: Followed): boolean {
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
    for (const { view } of this.shown.splice(0)) view.dispose();
    this.intents.dispose();
    this.changes.dispose();
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
    const panel = new ShownPanel(webviewPanel, this.extensionUri, this.log, this.parse);
    panel.view.onIntent((intent) => this.intents.fire({ panel, intent }));
    panel.view.onDispose(() => {
      this.shown.splice(this.shown.indexOf(panel), 1);
      this.changes.fire();
    });
    panel.view.onRefresh(() => this.changes.fire());
    this.shown.push(panel);
    return panel;
  }

  /** Tells every panel that shows a run. */
  tell(runId: string, message: ToPanel): void {
    for (const { view } of this.panelsOf(runId)) view.send(message);
  }

  private panelsOf(runId: string): ShownPanel[] {
    return this.shown.filter(({ run }) => run?.runId === runId);
  }

  private async stateOf(runId: string): Promise<PanelState> {
    // The metrics of a run of another system are made now: of a large network that takes seconds.
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

/** Whether another run may take its place: the editor of a run's file shows that run and no other. */
function isFree({ view }: ShownPanel): boolean {
  return view.panel.viewType === PANEL_VIEW_TYPE;
}

/** The run id in what the panel left with the editor (`PersistedPanel`); undefined when there is none. */
function runIdIn(persisted: unknown): string | undefined {
  if (typeof persisted !== 'object' || persisted === null || !('runId' in persisted)) return undefined;
  return typeof persisted.runId === 'string' ? persisted.runId : undefined;
}
