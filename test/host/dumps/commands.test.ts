import { deepEqual, equal, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { openRuns, openSelectionCommand, showInPlot } from '../../../src/extension/dumps/commands';
import { DumpFileSystem } from '../../../src/extension/dumps/fileSystem';
import { uriOf } from '../../../src/extension/dumps/open';
import { storedDump } from '../../../src/extension/dumps/storedDump';
import { Panels } from '../../../src/extension/panel/panels';
import { parseFromPanel } from '../../../src/extension/panelMessages';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { ParameterSet } from '../../../src/model/parameterSet';
import { at, emptyWorkspace, eventually, extension, panelTabs, services } from '../support';

describe('what can be done with a weight dump', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  const order = new ParameterOrder([784, 8, 2]);
  let run: string;
  let dumps: DumpFileSystem;
  let panels: Panels;

  beforeEach(async () => {
    run = await workspace.makeRun();
    dumps = new DumpFileSystem((address) => storedDump(address, parts));
    panels = new Panels(extension().extensionUri, parts.runs, parts.log, parseFromPanel);
    workspace.atEnd(() => {
      panels.dispose();
      dumps.dispose();
    });
  });

  const dumpServices = () => ({ ...parts, dumps });

  it('is to select in the panel of its run what stands in it', async () => {
    await showInPlot(uriOf({ kind: 'biases', runId: run, layer: 1 }), panels, dumpServices());
    await eventually('the panel', () => panelTabs().length === 1);
    deepEqual(panels.runIds, [run]);
    const biases = Array.from({ length: 8 }, (_, neuron) => order.numberOf({ layer: 1, neuron, input: null }));
    const selection = parts.selections.of(run);
    deepEqual([...(selection?.parameters ?? [])], biases);
    equal(selection?.primary, null);
  });

  it('is to select the neuron that it is about', async () => {
    const uri = uriOf({ kind: 'neuron', runId: run, layer: 2, neuron: 1 });
    await vscode.window.showTextDocument(uri);
    await showInPlot(undefined, panels, dumpServices());
    const selection = parts.selections.of(run);
    deepEqual(selection?.primary, { layer: 2, neuron: 1 });
    equal(selection?.parameters.size, 9);
  });

  it('is to open what is selected in the run in front', async () => {
    const other = await workspace.makeRun();
    await panels.openRun(run);
    await vscode.window.showTextDocument(uriOf({ kind: 'biases', runId: other, layer: 1 }));
    deepEqual(new Set(openRuns(panels)), new Set([run, other]));
    for (const runId of [run, other])
      parts.selections.select({ runId, parameters: ParameterSet.of(order.count, [7]), primary: null }, 'panel');
    await openSelectionCommand(panels, dumpServices());
    const path = await eventually('the document', () =>
      vscode.window.visibleTextEditors
        .map(({ document }) => document.uri.path)
        .find((one) => one.includes('/selection/')),
    );
    ok(path.startsWith(`/${other}/`), path);
    ok((await parts.store.keep(other, ParameterSet.of(order.count, [7]))) === at(path.split(/[/.]/), 3));
  });

  it('is to open what is selected beside the panel, under the name that it has', async () => {
    await panels.openRun(run);
    await eventually('the panel', () => panelTabs().length === 1);
    const parameters = ParameterSet.of(order.count, [7, 9]);
    await parts.store.keepNamed(run, 'rim of a one', parameters);
    parts.selections.select({ runId: run, parameters, primary: null }, 'panel');
    await openSelectionCommand(panels, dumpServices());
    const tab = await eventually('the document', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputText && input.uri.path.includes('/selection/')),
    );
    equal(tab.label, 'rim of a one.weights');
    const [panel] = panelTabs();
    ok(panel?.isActive && panel.group.viewColumn !== tab.group.viewColumn);
    const { text } = await dumps.dump((tab.input as vscode.TabInputText).uri);
    ok(text.startsWith('# Selection “rim of a one”: 2 parameters of '), text.slice(0, 80));
  });
});
