import { deepEqual, equal, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { uriOf } from '../../../src/extension/dumps/open';
import { Command, DUMP_SCHEME, SETTINGS_SECTION, Setting } from '../../../src/extension/ids';
import { emptyWorkspace, eventually } from '../support';

describe('Compare Forks', () => {
  const workspace = emptyWorkspace();
  let run: string;

  beforeEach(async () => {
    run = await workspace.makeRun();
  });

  const network = (name: string, neuron = 3) => uriOf({ kind: 'network', runId: run, network: name, layer: 1, neuron });
  const accept = () => vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');

  /** The two documents of the comparison in front. */
  const compared = () =>
    eventually('a comparison', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff && [input.original.path, input.modified.path];
    });

  it('holds a neuron in A’s two forks against each other, from its dump', async () => {
    const uri = uriOf({ kind: 'neuron', runId: run, layer: 1, neuron: 3 });
    await vscode.commands.executeCommand(Command.compareForks, uri);
    deepEqual(
      await compared(),
      ['fork-without-1', 'fork-without-7'].map((name) => network(name).path),
    );
    equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'Neuron 3 of layer 1: without-1 ↔ without-7');
  });

  it('asks for the two networks, A’s forks first, when it comes from the palette', async () => {
    await vscode.window.showTextDocument(uriOf({ kind: 'neuron', runId: run, layer: 1, neuron: 5 }));
    const done = vscode.commands.executeCommand(Command.compareForks);
    let ended = false;
    done.then(() => {
      ended = true;
    }, undefined);
    await eventually('both answers', async () => {
      await accept();
      return ended;
    });
    deepEqual(
      await compared(),
      ['fork-without-1', 'fork-without-7'].map((name) => network(name, 5).path),
    );
  });

  it('rounds anew when the setting changes', async () => {
    const document = await vscode.workspace.openTextDocument(network('phase1'));
    ok(/^ {2}bias +-?\d\.\d{3}e[+-]\d+$/m.test(document.getText()));
    const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
    const { Workspace } = vscode.ConfigurationTarget;
    try {
      await settings.update(Setting.compareDigits, 2, Workspace);
      const bytes = await eventually('two digits', async () => {
        const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(network('phase1')));
        return /^ {2}bias +-?\d\.\de[+-]\d+$/m.test(text) && text;
      });
      await eventually('the document that is open', () => document.getText() === bytes);
    } finally {
      await settings.update(Setting.compareDigits, undefined, Workspace);
    }
    workspace.clearLater('.vscode');
  });

  it('finds no network of another name', async () => {
    const uri = vscode.Uri.from({ scheme: DUMP_SCHEME, path: `/${run}/fork-without-9/layer1/neuron-003.weights` });
    equal(
      await vscode.workspace.fs.stat(uri).then(
        () => 'found',
        (error: unknown) => (error instanceof vscode.FileSystemError ? error.code : 'another error'),
      ),
      'FileNotFound',
    );
  });
});
