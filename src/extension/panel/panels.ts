import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import type { FromPanel, PanelState, TABS, ToPanel } from '../../model/panelProtocol';
import type { RunTitle } from '../../model/runView';
import { PANEL_VIEW_TYPE } from '../ids';
import type { Runs } from '../runs';
import { readRunView } from '../views/runView';
import { unfinishedState } from '../views/unfinishedView';
import { type Followed, type ParseFromPanel, ShownPanel } from './shownPanel';

/** What runs are called wherever they are named: in the list, and on the tabs of their panels. */
export interface NamesOfRuns {
  /** Settles when the runs on disk are known. */
  ready(): Promise<void>;
  /** @param config of a run that is not on disk yet */
  nameOf(runId: string, title: RunTitle, config?: ExperimentConfig): string;
}

/** What a panel shows of a run from disk, with its config where it cannot be gone on with. */
type Stored = readonly [state: PanelState, config?: ExperimentConfig];

const TITLES: NamesOfRuns = { ready: async () => {}, nameOf: (_runId, title) => wordsOf(title) };

/** The analysis panels of this window, the one that was used last being the last. A run has one, and no other run takes it. */
export class Panels implements vscode.Disposable {
  private readonly shown: ShownPanel[] = [];
  private readonly intents = new vscode.EventEmitter<{ panel: ShownPanel; intent: FromPanel }>();
  /** What the person asked for in a panel. */
  readonly onIntent = this.intents.event;
  private readonly changes = new vscode.EventEmitter<void>();
  /** What panels show, or which of them there are, may be another. */
  readonly onDidChange = this.changes.event;
  /** The panel of a run that was only looked at: the next one to be looked at takes it. */
  private preview: ShownPanel | undefined;
  /** The run that is about to stand in it. */
  private previewing: string | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly runs: Runs,
    private readonly log: vscode.LogOutputChannel,
    private readonly parse: ParseFromPanel,
    private readonly names: NamesOfRuns = TITLES,
  ) {}

  /**
   * Shows an experiment, from its start on: in the panel of the same run or one with nothing to lose, else in one of its own.
   * @param asking the panel in which it was asked for
   */
  follow(experiment: Followed, asking?: ShownPanel): void {
    const panel = this.placeFor(experiment, asking);
    panel.follow(experiment);
    const ifCurrent = (action: () => void) => {
      if (panel.experiment === experiment) action();
    };
    const subscriptions = [
      experiment.onState(() => ifCurrent(() => panel.view.refresh())),
      experiment.onProgress((progress) => ifCurrent(() => panel.view.send({ type: 'progress', progress }))),
      experiment.onControls((made) =>
        ifCurrent(() => panel.view.send({ type: 'controls', runId: experiment.runId, made })),
      ),
      experiment.onPoints((points) => ifCurrent(() => panel.view.send({ type: 'points', ...points }))),
    ];
    panel.view.onDispose(() => {
      for (const subscription of subscriptions) subscription.dispose();
    });
    panel.view.refresh();
    panel.view.panel.reveal(undefined, true);
    this.use(panel);
    this.names.ready().then(
      () => panel.view.call(),
      (error: unknown) => this.log.warn(`Runs could not be named: ${error}`),
    );
  }

  /** Shows a run from disk: in the panel that has it already, else in an empty one, else in one of its own. */
  async openRun(runId: string): Promise<void> {
    const [known] = this.panelsOf(runId);
    if (known !== undefined) {
      if (known === this.preview) this.preview = undefined;
      await this.bringUpToDate(known, runId);
      known.view.panel.reveal();
      this.use(known);
      return;
    }
    const stored = await this.read(runId);
    const panel = this.shown.find(({ state }) => state.kind === 'empty') ?? this.create();
    panel.show(...stored);
    panel.view.panel.reveal(undefined, true);
    this.use(panel);
  }

  /**
   * Shows a run in the one panel for what is only looked at. What is in sight there, or about to be, is kept when it is
   * asked for again: the second click of two.
   */
  async previewRun(runId: string): Promise<void> {
    if (this.previewing === runId) {
      this.previewing = undefined;
      return;
    }
    const [known] = this.panelsOf(runId);
    if (known !== undefined) {
      if (known === this.preview && known.view.panel.visible) this.preview = undefined;
      await this.bringUpToDate(known, runId);
      known.view.panel.reveal(undefined, true);
      this.use(known);
      return;
    }
    this.previewing = runId;
    try {
      const stored = await this.read(runId);
      // Another one has been clicked by now.
      if (this.previewing !== runId && this.previewing !== undefined) return;
      const isKept = this.previewing === undefined;
      const panel = this.preview ?? this.shown.find(({ state }) => state.kind === 'empty') ?? this.create();
      this.preview = isKept ? undefined : panel;
      panel.before = undefined;
      panel.show(...stored);
      panel.view.panel.reveal(undefined, true);
      this.use(panel);
    } finally {
      if (this.previewing === runId) this.previewing = undefined;
    }
  }

  /** Brings the panel of an experiment to the front; opens one when it was closed. */
  reveal(experiment: Followed): void {
    const panel = this.shown.find((one) => one.experiment === experiment);
    if (panel === undefined) this.follow(experiment);
    else {
      panel.view.panel.reveal();
      this.use(panel);
    }
  }

  /** Brings the panel that was used last to the front. @returns false where there is none */
  revealLatest(): boolean {
    const panel = this.latest();
    panel?.view.panel.reveal();
    return panel !== undefined;
  }

  /** Opens a panel that shows no run yet. */
  openEmpty(): void {
    const panel = this.create();
    panel.view.refresh();
    panel.view.panel.reveal();
  }

  /** Goes from a run that failed back to the one that was shown when it was asked for. */
  async back(panel: ShownPanel): Promise<void> {
    const { before } = panel;
    if (before === undefined) return;
    await this.openRun(before.runId);
    panel.view.panel.dispose();
  }

  /** Tells the panels of runs that have been deleted, and those of runs that are there again. */
  async lookAgain(): Promise<void> {
    for (const panel of [...this.shown]) {
      const { runId, state } = panel;
      if (runId === undefined || state.kind === 'running' || state.kind === 'empty') continue;
      const isThere = await this.runs.isThere(runId);
      // It shows something else by now.
      if (panel.state.kind !== state.kind || panel.runId !== runId || !this.shown.includes(panel)) continue;
      if (state.kind === 'missing') {
        if (isThere) panel.show(...(await this.read(runId)));
      } else if (isThere) panel.seenOnDisk = true;
      else if (panel.seenOnDisk || state.kind === 'complete') await this.showDeleted(panel, runId, state);
    }
  }

  /** Calls every panel by what its run is called now. */
  callAgain(): void {
    for (const { view } of this.shown) view.call();
  }

  /** The finished runs that panels show, the one of the panel that was used last first. */
  get runIds(): string[] {
    return [...new Set(this.byUse().flatMap(({ run }) => run?.runId ?? []))];
  }

  /** The panel with a finished run that is in front, or was used last; undefined where there is none. */
  latestRun(): ShownPanel | undefined {
    const withRun = this.byUse().filter(({ run }) => run !== undefined);
    return withRun.find(({ view }) => view.panel.visible) ?? withRun[0];
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

  /** Settles when the page of an experiment has drawn its run, or is out of sight. */
  drawn(experiment: Followed): Promise<void> {
    const panel = this.shown.find((one) => one.experiment === experiment);
    if (panel === undefined || !panel.view.panel.visible) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        for (const subscription of subscriptions) subscription.dispose();
        resolve();
      };
      const subscriptions = [
        panel.view.onIntent((intent) => {
          if (intent.type === 'drawn' && intent.runId === experiment.runId) end();
        }),
        panel.view.panel.onDidChangeViewState(() => {
          if (!panel.view.panel.visible) end();
        }),
        panel.view.onDispose(end),
      ];
    });
  }

  /** Whether a panel that shows a finished run is in sight. */
  isRunVisible(runId: string): boolean {
    return this.panelsOf(runId).some(({ view }) => view.panel.visible);
  }

  /** Takes over a panel that the editor brought back after a reload. */
  async restore(webviewPanel: vscode.WebviewPanel, persisted: unknown): Promise<void> {
    const runId = runIdIn(persisted);
    // Before the page is made, so that nothing else is seen first.
    const stored: Stored = runId === undefined ? [{ kind: 'empty' }] : await this.read(runId);
    this.adopt(webviewPanel).show(...stored);
  }

  /** Tells every panel that shows a run. */
  tell(runId: string, message: ToPanel): void {
    for (const { view, run } of this.shown) if (run?.runId === runId) view.send(message);
  }

  dispose(): void {
    for (const { view } of this.shown.splice(0)) view.dispose();
    this.intents.dispose();
    this.changes.dispose();
  }

  /** The panel that was used last first, that which has the focus before all. */
  private byUse(): ShownPanel[] {
    const latest = this.latest();
    const others = this.shown.toReversed().filter((panel) => panel !== latest);
    return latest === undefined ? others : [latest, ...others];
  }

  private latest(): ShownPanel | undefined {
    return this.shown.find(({ view }) => view.panel.active) ?? this.shown.at(-1);
  }

  private use(panel: ShownPanel): void {
    const index = this.shown.indexOf(panel);
    if (index >= 0) this.shown.push(...this.shown.splice(index, 1));
  }

  private placeFor(experiment: Followed, asking: ShownPanel | undefined): ShownPanel {
    const same = this.shown.find(({ runId }) => runId === experiment.runId);
    if (same !== undefined) return same;
    const latest = this.latest();
    const spare = asking ?? latest;
    // In a panel without a finished run, the same once more takes the place of what came to nothing.
    if (spare !== undefined && (asking === undefined ? hasNothing(spare) : asking.run === undefined)) return spare;
    const panel = this.create(spare);
    const run = asking?.run;
    if (run !== undefined) panel.before = { runId: run.runId, name: this.names.nameOf(run.runId, run.title) };
    return panel;
  }

  /** In the group of another panel, else in the first two columns, so that panel and editor stand side by side without a third one. */
  private create(neighbour?: ShownPanel): ShownPanel {
    const editor = vscode.window.activeTextEditor?.viewColumn;
    const beside = editor === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
    const group = neighbour?.view.panel.viewColumn;
    // What is being written stays in sight.
    const place = { viewColumn: group === undefined || group === editor ? beside : group, preserveFocus: true };
    return this.adopt(vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, 'Attribution', place));
  }

  private adopt(webviewPanel: vscode.WebviewPanel): ShownPanel {
    const panel = new ShownPanel(webviewPanel, this.extensionUri, this.log, this.parse, (...shown) =>
      this.nameOf(...shown),
    );
    panel.view.onIntent((intent) => {
      // Neither a page that has just been loaded nor a pointer on its way is a person at work in it.
      if (intent.type !== 'ready' && intent.type !== 'drawn' && intent.type !== 'point') this.use(panel);
      this.intents.fire({ panel, intent });
    });
    const views = webviewPanel.onDidChangeViewState(() => {
      if (webviewPanel.active) this.use(panel);
    });
    panel.view.onDispose(() => {
      views.dispose();
      this.shown.splice(this.shown.indexOf(panel), 1);
      if (this.preview === panel) this.preview = undefined;
      this.changes.fire();
    });
    panel.view.onRefresh(() => this.changes.fire());
    this.shown.push(panel);
    return panel;
  }

  private nameOf(state: PanelState, experiment: Followed | undefined): string {
    if (state.kind === 'empty') return 'Attribution';
    if (state.kind === 'missing') return state.deleted?.name ?? 'Attribution';
    const title = state.kind === 'complete' ? state.run.title : state.title;
    const runId = experiment?.runId ?? (state.kind === 'complete' ? state.run.runId : state.runId) ?? '';
    return this.names.nameOf(runId, title, experiment?.config);
  }

  private panelsOf(runId: string): ShownPanel[] {
    return this.shown.filter((panel) => panel.runId === runId && panel.state.kind !== 'missing');
  }

  /** A run from disk that had not come to its end may have done so since. */
  private async bringUpToDate(panel: ShownPanel, runId: string): Promise<void> {
    if (panel.experiment === undefined && panel.run === undefined) panel.show(...(await this.read(runId)));
  }

  private async showDeleted(panel: ShownPanel, runId: string, state: PanelState): Promise<void> {
    const config = panel.experiment?.config ?? (await this.runs.configInMemory(runId));
    const name = this.nameOf(state, panel.experiment);
    await this.runs.forget(runId);
    const reason = vscode.l10n.t(
      'Its folder is gone. If it lies in the trash, put it back, and it is shown here again.',
    );
    panel.show({ kind: 'missing', runId, reason, deleted: { name, hasConfig: config !== undefined } }, config);
  }

  private async read(runId: string): Promise<Stored> {
    // The metrics of a run of another system are made now: of a large network that takes seconds.
    const place = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Opening a run') };
    const view = () => readRunView(runId, this.runs);
    try {
      await this.names.ready();
      const unfinished = await this.runs.unfinishedRun(runId);
      if (unfinished === undefined) return [{ kind: 'complete', run: await vscode.window.withProgress(place, view) }];
      const state = await unfinishedState(unfinished);
      return state.kind === 'failed' ? [state, unfinished.file.config] : [state];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.log.warn(`Run ${runId} cannot be shown: ${reason}`);
      return [{ kind: 'missing', runId, reason }];
    }
  }
}

/** Whether nothing is lost with what it shows; the editor of a run's file shows that run and no other. */
function hasNothing({ state, view }: ShownPanel): boolean {
  if (view.panel.viewType !== PANEL_VIEW_TYPE) return false;
  return state.kind === 'empty' || (state.kind === 'failed' && state.runId === null);
}

/** A run in words, where nobody knows what it is called. */
function wordsOf({ network, data, seed, source }: RunTitle): string {
  const name = source === undefined ? data.replace(/ \d[\d, ]*\| [\d, ]+$/, '') : (network.split(',')[0] ?? '');
  return seed === null ? name : vscode.l10n.t('{0} · seed {1}', name, seed);
}

/** The run id in what the panel left with the editor (`PersistedPanel`); undefined when there is none. */
function runIdIn(persisted: unknown): string | undefined {
  if (typeof persisted !== 'object' || persisted === null || !('runId' in persisted)) return undefined;
  return typeof persisted.runId === 'string' ? persisted.runId : undefined;
}
