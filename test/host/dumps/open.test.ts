import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import * as vscode from 'vscode';
import { type DumpAddress, pathOf } from '../../../src/extension/dumps/address';
import { DumpFileSystem } from '../../../src/extension/dumps/fileSystem';
import { openDump } from '../../../src/extension/dumps/open';
import { storedDump } from '../../../src/extension/dumps/storedDump';
import { DUMP_SCHEME, PANEL_VIEW_TYPE } from '../../../src/extension/ids';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { at, emptyWorkspace, eventually, services } from '../support';

describe('opening a weight dump', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let run: string;
  let dumps: DumpFileSystem;

  const neuron = (index: number): DumpAddress => ({ kind: 'neuron', runId: run, layer: 1, neuron: index });

  beforeEach(async () => {
    run = await workspace.makeRun();
    dumps = new DumpFileSystem((address) => storedDump(address, parts));
  });

  /** A panel of the same kind as the extension's. */
  function panelIn(viewColumn: vscode.ViewColumn): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, 'Panel', { viewColumn });
  }

  /** Opens a neuron's dump as a click on the weight of an input does; returns the editor and the asked line. */
  async function open(address: DumpAddress, input: number, panelColumn: vscode.ViewColumn | undefined) {
    ok(address.kind === 'neuron');
    const order = new ParameterOrder([784, 8, 2]);
    const parameter = order.numberOf({ layer: address.layer, neuron: address.neuron, input });
    const editor = await openDump(dumps, address, parameter, panelColumn);
    return { editor, line: (await dumps.dump(editor.document.uri)).lines.lineOf(parameter) as number };
  }

  /** The tabs of each column from the left, dumps by their path. */
  function columns(): string[][] {
    return vscode.window.tabGroups.all.map(({ tabs }) =>
      tabs.map(({ input, label }) => (input instanceof vscode.TabInputText ? input.uri.path : label)),
    );
  }

  const settled = (expected: string[][]) =>
    eventually(`tabs ${JSON.stringify(expected)}, not ${JSON.stringify(columns())}`, () => {
      return JSON.stringify(columns()) === JSON.stringify(expected);
    });

  it('puts it beside the panel, with the cursor on the line, and leaves the focus where it is', async () => {
    const panel = panelIn(vscode.ViewColumn.One);
    const { editor, line } = await open(neuron(3), 300, panel.viewColumn);
    equal(editor.viewColumn, vscode.ViewColumn.Two);
    deepEqual([editor.selection.active.line, editor.selection.isEmpty], [line, true]);
    ok(/^ +10 +20 /.test(editor.document.lineAt(line).text));
    await eventually('the line in sight', () => editor.visibleRanges.some((range) => range.contains(editor.selection)));
    await settled([['Panel'], [pathOf(neuron(3))]]);
    equal(vscode.window.tabGroups.activeTabGroup.viewColumn, vscode.ViewColumn.One);
    ok(panel.active);
  });

  it('puts it before the panel where the panel is in the second column', async () => {
    const { document } = await workspace.openConfig('{}');
    const panel = panelIn(vscode.ViewColumn.Two);
    await eventually('the panel', () => columns().length === 2);
    const { editor } = await open(neuron(3), 0, panel.viewColumn);
    equal(editor.viewColumn, vscode.ViewColumn.One);
    await settled([[document.uri.path, pathOf(neuron(3))], ['Panel']]);
  });

  it('keeps to one tab, which each dump takes over', async () => {
    const panel = panelIn(vscode.ViewColumn.One);
    for (const index of [0, 5, 2]) {
      const { editor, line } = await open(neuron(index), 100 * index, panel.viewColumn);
      equal(editor.document.uri.path, pathOf(neuron(index)));
      equal(editor.selection.active.line, line);
      await settled([['Panel'], [pathOf(neuron(index))]]);
      equal(at(vscode.window.tabGroups.all, 1).activeTab?.isPreview, true);
    }
  });

  it('moves the cursor in a dump that is open already', async () => {
    const panel = panelIn(vscode.ViewColumn.One);
    await open(neuron(1), 700, panel.viewColumn);
    const { editor, line } = await open(neuron(1), 30, panel.viewColumn);
    equal(editor.selection.active.line, line);
    await eventually('the line in sight', () => editor.visibleRanges.some((range) => range.contains(editor.selection)));
    await settled([['Panel'], [pathOf(neuron(1))]]);
  });

  it('opens no third column for clicks in quick succession', async () => {
    const panel = panelIn(vscode.ViewColumn.One);
    await Promise.all([0, 1, 2, 3].map((index) => open(neuron(index), 0, panel.viewColumn)));
    await settled([['Panel'], [pathOf(neuron(3))]]);
  });

  it('goes where a dump is already, rather than into a column of other things', async () => {
    const panel = panelIn(vscode.ViewColumn.One);
    const uri = vscode.Uri.file(await workspace.write('other.attribution.json', '{}'));
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Two, preview: false });
    const first = vscode.Uri.from({ scheme: DUMP_SCHEME, path: pathOf(neuron(0)) });
    await vscode.window.showTextDocument(first, { viewColumn: vscode.ViewColumn.Three, preview: true });
    panel.reveal();
    await eventually('the panel in front', () => panel.active);
    const { editor } = await open(neuron(6), 0, panel.viewColumn);
    equal(editor.viewColumn, vscode.ViewColumn.Three);
    await settled([['Panel'], [uri.path], [pathOf(neuron(6))]]);
  });

  it('opens nothing for a neuron that is not there', async () => {
    const panel = panelIn(vscode.ViewColumn.One);
    await rejects(openDump(dumps, neuron(8), null, panel.viewColumn), vscode.FileSystemError);
    await settled([['Panel']]);
  });

  it('hides no page: it opens a third column where a panel is in sight in both', async () => {
    const [first, second] = [panelIn(vscode.ViewColumn.One), panelIn(vscode.ViewColumn.Two)];
    await eventually('both panels', () => columns().length === 2);
    const { editor } = await open(neuron(3), 0, first.viewColumn);
    equal(editor.viewColumn, vscode.ViewColumn.Three);
    await settled([['Panel'], ['Panel'], [pathOf(neuron(3))]]);
    ok(first.visible && second.visible);
  });
});
