import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parseConfig } from '../../src/engine/config';
import { parseConfigText } from '../../src/engine/configText';
import { readRunFile } from '../../src/engine/runs/runStore';
import { ConfigProblems } from '../../src/extension/configs/configProblems';
import { DumpFileSystem } from '../../src/extension/dumps/fileSystem';
import { storedDump } from '../../src/extension/dumps/storedDump';
import { Experiments } from '../../src/extension/experiments/experiments';
import { onOtherData } from '../../src/extension/experiments/otherData';
import { CONFIG_SUFFIX, PANEL_VIEW_TYPE } from '../../src/extension/ids';
import { SelectionLinks } from '../../src/extension/links/selectionLinks';
import { Panels } from '../../src/extension/panel/panels';
import { dispatch } from '../../src/extension/panel/router';
import { ShownPanel } from '../../src/extension/panel/shownPanel';
import { panelHandlers } from '../../src/extension/panelHandlers';
import { parseFromPanel } from '../../src/extension/panelMessages';
import { readRunView } from '../../src/extension/views/runView';
import type { FromPanel, ToPanel } from '../../src/model/panelProtocol';
import { ParameterOrder } from '../../src/model/parameterOrder';
import { ParameterSet } from '../../src/model/parameterSet';
import { causalTestsOf, emptyWorkspace, eventually, extension, large, services, small } from './support';

describe('what a person asks for in the panel of a run', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let run: string;
  let panels: Panels;
  let experiments: Experiments;
  let panel: ShownPanel;

  beforeEach(async () => {
    run = await workspace.makeRun();
    const { extensionUri } = extension();
    panels = new Panels(extensionUri, parts.runs, parts.log, parseFromPanel);
    experiments = new Experiments(() => parts, panels, parts.statusBar, parts.log);
    const webviewPanel = vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, 'Run', vscode.ViewColumn.One);
    panel = new ShownPanel(webviewPanel, extensionUri, parts.log, parseFromPanel);
    panel.show({ kind: 'complete', run: await readRunView(run, parts.runs) });
    workspace.atEnd(() => {
      experiments.cancel();
      panel.view.panel.dispose();
      panels.dispose();
    });
  });
  afterEach(() => experiments.dispose());

  const ask = (intent: FromPanel) =>
    dispatch(
      panelHandlers({
        ...parts,
        experiments,
        panels,
        dumps: new DumpFileSystem((address) => storedDump(address, parts)),
        links: new SelectionLinks(extension().id, parts.runs, parts.selections, parts.store, panels),
        causalTests: causalTestsOf(parts),
        problems: new ConfigProblems(),
        studies: { start: () => Promise.reject(new Error('Not asked for here.')) },
      }),
      panel,
      intent,
    );

  /** The line with the cursor in the editor beside the panel. */
  async function lineShown(): Promise<string> {
    const editor = await eventually('a dump', () => vscode.window.visibleTextEditors[0]);
    equal(editor.viewColumn, vscode.ViewColumn.Two);
    return `${editor.document.uri.path.slice(run.length + 2)}: ${editor.document.lineAt(editor.selection.active).text.slice(0, 12)}`;
  }

  for (const [intent, shown] of [
    [{ type: 'openWeight', layer: 1, neuron: 3, input: 14 * 28 + 7 }, /^layer1\/neuron-003\.weights: +14 +7 /],
    [{ type: 'openWeight', layer: 2, neuron: 1, input: 6 }, /^layer2\/neuron-001\.weights: +6 /],
    [{ type: 'openBias', layer: 1, neuron: 7 }, /^layer1\/neuron-007\.weights: +bias /],
    [{ type: 'openBias', layer: 2, neuron: 0 }, /^layer2\/neuron-000\.weights: +bias /],
    [{ type: 'openInput', input: 27 * 28 + 1 }, /^layer1\/pixel-27-01\.weights: +0 /],
  ] as const)
    it(`is shown in its weight dump: ${JSON.stringify(intent)}`, async () => {
      await ask(intent);
      const line = await lineShown();
      ok(shown.test(line), line);
    });

  it('is refused where its network has no such parameter or neuron, and not heard of another run', async () => {
    const { count } = new ParameterOrder((await parts.runs.load(run)).file.sizes);
    const heard: (number | null)[] = [];
    const listening = parts.selections.onDidPoint(({ parameter }) => heard.push(parameter));
    workspace.atEnd(() => listening.dispose());
    await ask({ type: 'point', runId: run, parameter: count - 1 });
    await rejects(ask({ type: 'point', runId: run, parameter: count }), RangeError);
    await ask({ type: 'point', runId: 'another', parameter: 0 });
    deepEqual(heard, [count - 1]);
    const bits = ParameterSet.of(count, [1]).bits;
    const select = (layer: number, neuron: number) =>
      ask({ type: 'select', selection: { runId: run, bits, primary: { layer, neuron } } });
    for (const [layer, neuron] of [
      [1, 8],
      [3, 0],
    ] as const)
      await rejects(select(layer, neuron), RangeError);
    equal(parts.selections.of(run), undefined);
    await select(2, 1);
    deepEqual(parts.selections.of(run)?.primary, { layer: 2, neuron: 1 });
  });

  it('is the same with the next seed', async () => {
    await ask({ type: 'runNextSeed' });
    const id = await eventually('a second run', async () => (await workspace.runIds()).find((other) => other !== run));
    const { config } = await readRunFile(join(workspace.runsFolder, id));
    deepEqual(config, parseConfig({ ...small, seed: 2 }));
    await experiments.current?.finished;
    equal(panels.latestRun()?.run?.runId, id, 'in a panel of its own');
    equal(panel.run?.runId, run, 'which is not that of the other run');
  });

  it('is its config, as a file that is not saved', async () => {
    await ask({ type: 'openConfig' });
    const document = vscode.window.activeTextEditor?.document;
    ok(document?.isUntitled && document.uri.path.endsWith(CONFIG_SUFFIX));
    deepEqual(parseConfig(parseConfigText(document.getText())), parseConfig(small));
    equal(vscode.window.activeTextEditor?.viewColumn, vscode.ViewColumn.Two);
  });

  it('is the config file of the experiment, where it came from one', async () => {
    const { document } = await workspace.openConfig(small);
    panel.show({ kind: 'empty' });
    await experiments.start(parseConfig(small), document.uri, panel);
    await ask({ type: 'openConfig' });
    equal(vscode.window.activeTextEditor?.document, document);
    equal(vscode.window.activeTextEditor?.viewColumn, vscode.ViewColumn.Two);
  });

  it('is the end of the experiment', async () => {
    panel.show({ kind: 'empty' });
    await experiments.start(parseConfig(large), undefined, panel);
    equal(panel.state.kind, 'running');
    await ask({ type: 'cancel' });
    await experiments.current?.finished;
    equal(panel.state.kind, 'cancelled');
    deepEqual(await workspace.runIds(), [run]);
  });

  it('is a neuron in A’s two forks, beside the panel', async () => {
    await ask({ type: 'compareForks', layer: 1, neuron: 6 });
    const tab = await eventually('a comparison', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputTextDiff),
    );
    equal(tab.group.viewColumn, vscode.ViewColumn.Two);
    ok(tab.input instanceof vscode.TabInputTextDiff);
    equal(tab.input.modified.path, `/${run}/fork-without-7/layer1/neuron-006.weights`);
  });

  it('is the weights of what is selected', async () => {
    const { count } = new ParameterOrder([784, 8, 2]);
    const { bits } = ParameterSet.of(count, [14 * 28 + 7, count - 1]);
    await ask({ type: 'select', selection: { runId: run, bits, primary: null } });
    await ask({ type: 'openSelection' });
    const editor = await eventually('the document', () => vscode.window.visibleTextEditors[0]);
    equal(editor.viewColumn, vscode.ViewColumn.Two);
    const lines = editor.document.getText().split('\n');
    deepEqual(
      lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.slice(0, 10).trim()),
      ['14   7', 'bias'],
    );
  });

  it('is that the selection be kept under a name, and forgotten', async () => {
    const { count } = new ParameterOrder([784, 8, 2]);
    const { bits } = ParameterSet.of(count, [5, 6]);
    await ask({ type: 'select', selection: { runId: run, bits, primary: null } });
    await ask({ type: 'keepSelection', name: 'two' });
    deepEqual(await parts.store.named(run), [{ name: 'two', bits }]);
    const sent: ToPanel[] = [];
    Object.assign(panel.view, { send: (message: ToPanel) => sent.push(message) });
    await ask({ type: 'ready' });
    deepEqual(sent, [
      { type: 'select', selection: { runId: run, bits, primary: null }, from: 'panel' },
      { type: 'named', runId: run, selections: [{ name: 'two', bits }] },
    ]);
    await ask({ type: 'forgetSelection', name: 'two' });
    deepEqual(await parts.store.named(run), []);
    // A page shows a name at once: where nothing could be kept by it, it is told so.
    sent.length = 0;
    await ask({ type: 'select', selection: { runId: run, bits: ParameterSet.empty(count).bits, primary: null } });
    await rejects(ask({ type: 'keepSelection', name: 'three' }), /Nothing is selected that could be kept/);
    deepEqual(sent, [{ type: 'named', runId: run, selections: [] }]);
  });

  it('is nothing while the panel shows no run any more', async () => {
    panel.show({ kind: 'missing', runId: run, reason: 'gone' });
    await ask({ type: 'openBias', layer: 1, neuron: 0 });
    deepEqual(vscode.window.visibleTextEditors, []);
  });
});

describe('the same experiment on other data', () => {
  it('reads to the end of that data where it did so here', () => {
    for (const forks of [{}, { untilRow: 60_000 }])
      deepEqual(onOtherData(parseConfig({ forks }), 'mnist'), parseConfig({ data: 'mnist' }));
  });

  it('ends at the same row where it ended before', () => {
    deepEqual(onOtherData(parseConfig(small), '/idx'), parseConfig({ ...small, data: '/idx' }));
  });
});
