import { deepEqual, equal, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { parseConfig } from '../../../src/engine/config';
import { sealed } from '../../../src/engine/files/sealed';
import { newPendingFile } from '../../../src/engine/runs/pendingFile';
import { PANEL_VIEW_TYPE } from '../../../src/extension/ids';
import { Panels } from '../../../src/extension/panel/panels';
import type { ShownPanel } from '../../../src/extension/panel/shownPanel';
import { parseFromPanel } from '../../../src/extension/panelMessages';
import { runViewOf } from '../../../src/extension/views/runView';
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
  });

  it('come back with the run that they showed', async () => {
    const run = await workspace.makeRun();
    const { state, title } = await restored(persisted(run));
    ok(state.kind === 'complete', state.kind);
    deepEqual(state.run, await runViewOf(run, await parts.runs.load(run)));
    equal(title, 'Softplus · seed 1');
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
    equal(title, 'Softplus · seed 1');
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
