import { deepEqual, equal, ok } from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parseConfig } from '../../../src/engine/config';
import { sealed } from '../../../src/engine/files/sealed';
import { newPendingFile } from '../../../src/engine/runs/pendingFile';
import { PANEL_VIEW_TYPE } from '../../../src/extension/ids';
import { Panels } from '../../../src/extension/panel/panels';
import type { Followed, ShownPanel } from '../../../src/extension/panel/shownPanel';
import { parseFromPanel } from '../../../src/extension/panelMessages';
import { runTitle } from '../../../src/extension/views/runTitle';
import { readRunView } from '../../../src/extension/views/runView';
import type { PanelState, PersistedPanel } from '../../../src/model/panelProtocol';
import { emptyWorkspace, eventually, extension, newRunId, panelTabs, services } from '../support';

describe('panels', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let panels: Panels;

  beforeEach(() => {
    panels = new Panels(extension().extensionUri, parts.runs, parts.log, parseFromPanel);
  });
  afterEach(() => panels.dispose());

  /** The panel whose page says next that it listens: its page has been loaded, and is told the state. */
  function nextReady(): Promise<ShownPanel> {
    return new Promise((resolve) => {
      panels.onIntent(({ panel, intent }) => {
        if (intent.type === 'ready') resolve(panel);
      });
    });
  }

  /** What a panel shows that the editor brings back. */
  async function restored(persisted: unknown): Promise<{ state: PanelState; title: string }> {
    const ready = nextReady();
    const webviewPanel = vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, 'Restored', vscode.ViewColumn.One);
    await panels.restore(webviewPanel, persisted);
    const { state, view } = await ready;
    const { title } = view.panel;
    webviewPanel.dispose();
    return { state, title };
  }

  const persisted = (runId: string | null): PersistedPanel => ({
    version: 2,
    runId,
    view: {
      layer: 1,
      pointSize: 2,
      opacity: 0.5,
      drawing: 'auto',
      clusters: true,
      axes: 'shares',
      measure: 'update-size',
      map: 'r',
      picture: 'phase1',
      biasAxes: 'whole',
      tab: 'neurons',
      dock: false,
      dockHeight: 260,
      plot: 'weights',
    },
    selection: null,
    scroll: {},
  });

  it('come back with the run that they showed', async () => {
    const run = await workspace.makeRun();
    const { state, title } = await restored(persisted(run));
    ok(state.kind === 'complete', state.kind);
    deepEqual(state.run, await readRunView(run, parts.runs));
    equal(title, 'drawn digits · seed 1');
  });

  for (const [title, id] of [
    ['is not there', '2020-01-02-030405-none'],
    ['has no id', ''],
    ['lies outside the runs folders', '../..'],
  ] as const)
    it(`come back saying so when their run ${title}`, async () => {
      const { state } = await restored(persisted(id));
      ok(state.kind === 'missing', state.kind);
      equal(state.runId, id);
      ok(state.reason.includes('no run of this name'), state.reason);
    });

  it('come back with Resume when their run had not come to its end', async () => {
    const run = newRunId();
    await workspace.write(
      `attribution-runs/${run}/run.json`,
      JSON.stringify(sealed(newPendingFile(parseConfig({}), '', false))),
    );
    const { state, title } = await restored(persisted(run));
    ok(state.kind === 'interrupted', state.kind);
    equal(state.runId, run);
    equal(title, 'drawn digits · seed 1');
  });

  it('come back saying so when their run is damaged', async () => {
    const run = newRunId();
    await workspace.write(`attribution-runs/${run}/run.json`, '{ "format": "attribution-run" }');
    const { state } = await restored(persisted(run));
    ok(state.kind === 'missing', state.kind);
    ok(state.reason.includes('run.json'), state.reason);
  });

  for (const garbage of [undefined, null, 'garbage', {}, { runId: 7 }])
    it(`come back empty from ${JSON.stringify(garbage)}`, async () => {
      deepEqual(await restored(garbage), { state: { kind: 'empty' }, title: 'Attribution' });
    });

  it('come back empty when they were empty', async () => {
    equal((await restored(persisted(null))).state.kind, 'empty');
  });

  it('show a stored run once, beside the editor', async () => {
    const run = await workspace.makeRun();
    await workspace.openConfig('{}');
    const ready = nextReady();
    await panels.openRun(run);
    await ready;
    await panels.openRun(run);
    await eventually('one panel', () => panelTabs().length === 1);
    equal(panelTabs()[0]?.group.viewColumn, vscode.ViewColumn.Two);
    equal(vscode.window.tabGroups.all.length, 2);
  });

  /** An experiment as a panel follows it, of a state that a test says. */
  function followed(runId: string, state: PanelState): Followed & { become(state: PanelState): void } {
    const changes = new vscode.EventEmitter<void>();
    const never = new vscode.EventEmitter<never>();
    workspace.atEnd(() => changes.dispose());
    const made = {
      ...{ runId, config: parseConfig({}), configUri: undefined, state },
      ...{ onState: changes.event, onProgress: never.event, onPoints: never.event, onControls: never.event },
      become: (next: PanelState) => {
        made.state = next;
        changes.fire();
      },
    };
    return made;
  }
  const title = () => runTitle(parseConfig({ seed: 2 }), 'drawn digits');
  const noTraining = { networks: [], tallyFrom: 0 };
  const running = (runId: string): PanelState => ({
    ...{ kind: 'running', runId, title: title(), training: noTraining },
    run: null,
    progress: { stage: 'Starting', detail: '', share: null, secondsLeft: null },
  });
  const failed = (): PanelState => ({
    ...{ kind: 'failed', title: title(), training: noTraining, message: 'No network.', inLog: false, runId: null },
    ways: { hasConfigFile: false, lacksImages: true, before: null },
  });
  const labels = () => panelTabs().map(({ label }) => label);

  /** The panel of a stored run. */
  async function opened(run: string): Promise<ShownPanel> {
    const ready = nextReady();
    await panels.openRun(run);
    return ready;
  }

  it('are not taken from a run by another one, which has a tab of its own in the same group', async () => {
    const run = await workspace.makeRun();
    const panel = await opened(run);
    panels.follow(followed('run-next', running('run-next')), panel);
    await eventually('two tabs', () => panelTabs().length === 2);
    equal(panel.run?.runId, run);
    equal(vscode.window.tabGroups.all.filter(({ tabs }) => tabs.length > 0).length, 1);
    deepEqual(labels(), ['drawn digits · seed 1', 'drawn digits · seed 2']);
    // By a command, without a panel that asks.
    panels.follow(followed('run-third', running('run-third')));
    await eventually('three tabs', () => panelTabs().length === 3);
    // The same run goes on where it was.
    panels.follow(followed('run-next', running('run-next')));
    equal(panels.latestRun()?.run?.runId, run);
    await eventually('the second in front', () => panelTabs()[1]?.isActive);
    equal(panelTabs().length, 3);
  });

  it('that are empty, or failed with no run, are used by the next one', async () => {
    panels.openEmpty();
    await eventually('the panel', () => panelTabs().length === 1);
    const first = followed('run-first', running('run-first'));
    panels.follow(first);
    first.become(failed());
    panels.follow(followed('run-second', running('run-second')));
    panels.openEmpty();
    const run = await workspace.makeRun();
    await panels.openRun(run);
    await eventually('the run', () => labels().includes('drawn digits · seed 1'));
    equal(panelTabs().length, 2, 'no empty tab is left');
  });

  it('lead back from a run that failed to the one that was shown', async () => {
    const run = await workspace.makeRun();
    const panel = await opened(run);
    const ready = nextReady();
    const next = followed('run-next', running('run-next'));
    panels.follow(next, panel);
    const other = await ready;
    next.become(failed());
    ok(other.state.kind === 'failed');
    equal(other.state.ways?.before, 'drawn digits · seed 1');
    // Tried again, it still knows the way.
    const again = followed('run-again', running('run-again'));
    panels.follow(again, other);
    again.become(failed());
    ok(other.state.kind === 'failed');
    equal(other.state.ways?.before, 'drawn digits · seed 1');
    await panels.back(other);
    await eventually('one tab', () => panelTabs().length === 1);
    equal(panels.latestRun(), panel);
    await eventually('it is in front', () => panel.view.panel.active);
  });

  it('show what is only looked at in one tab, which the second click keeps', async () => {
    const [first, second, third] = [await workspace.makeRun(), await workspace.makeRun(), await workspace.makeRun()];
    await panels.previewRun(first);
    await panels.previewRun(second);
    await eventually('one tab', () => panelTabs().length === 1);
    equal(panels.latestRun()?.run?.runId, second);
    // Two clicks, the second before the first has been answered.
    await Promise.all([panels.previewRun(third), panels.previewRun(third)]);
    equal(panels.latestRun()?.run?.runId, third);
    await panels.previewRun(first);
    await eventually('a second tab', () => panelTabs().length === 2);
    deepEqual(new Set(panels.runIds), new Set([first, third]));
    await eventually('it is in sight', () => panels.isRunVisible(first));
    await panels.previewRun(first);
    await panels.previewRun(second);
    deepEqual(new Set(panels.runIds), new Set([first, second, third]));
  });

  it('say that their run was deleted, and show it again when it is back', async () => {
    const run = await workspace.makeRun();
    const panel = await opened(run);
    await panels.lookAgain();
    const shown = (): PanelState => panel.state;
    equal(shown().kind, 'complete');
    const [folder, elsewhere] = [run, `${run}-elsewhere`].map((name) => join(workspace.runsFolder, name));
    ok(folder !== undefined && elsewhere !== undefined);
    await rename(folder, elsewhere);
    await panels.lookAgain();
    const state = shown();
    ok(state.kind === 'missing');
    deepEqual(state.deleted, { name: 'drawn digits · seed 1', hasConfig: true });
    equal(panel.view.panel.title, 'drawn digits · seed 1');
    equal(panel.configToRepeat?.seed, 1);
    equal(panels.latestRun(), undefined, 'no command is about it');
    await rename(elsewhere, folder);
    await panels.lookAgain();
    equal(shown().kind, 'complete');
    equal(panel.configToRepeat, undefined);
  });

  it('of the run that was used last are meant, whichever was opened last', async () => {
    const [first, second] = [await workspace.makeRun(), await workspace.makeRun()];
    const panel = await opened(first);
    await opened(second);
    equal(panels.withRun().run?.runId, second);
    panel.view.panel.reveal(undefined, false);
    await eventually('the first in use', () => panel.view.panel.active);
    await workspace.openConfig('{}');
    await eventually('no panel is in front', () => !panel.view.panel.active);
    equal(panels.withRun().run?.runId, first);
  });

  it('are forgotten when they are closed', async () => {
    const run = await workspace.makeRun();
    const first = nextReady();
    await panels.openRun(run);
    (await first).view.panel.dispose();
    await eventually('no panel', () => panelTabs().length === 0);
    const second = nextReady();
    await panels.openRun(run);
    equal((await second).state.kind, 'complete');
    equal(panelTabs().length, 1);
  });
});
