import { deepEqual, equal, ok } from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parseConfig } from '../../../src/engine/config';
import { parseConfigText } from '../../../src/engine/configText';
import { configOf } from '../../../src/extension/configs/configFile';
import { CONFIG_SUFFIX, Command, SWEEP_SUFFIX } from '../../../src/extension/ids';
import { sweepOf } from '../../../src/extension/studies/sweepFile';
import { emptyWorkspace, small, start } from '../support';

describe('New Experiment Config', () => {
  const workspace = emptyWorkspace();

  it('opens an unsaved config with every default, ready to be run', async () => {
    await vscode.commands.executeCommand(Command.newConfig);
    const editor = vscode.window.activeTextEditor;
    ok(editor !== undefined);
    const { document } = editor;
    ok(document.isUntitled && document.uri.path.endsWith(CONFIG_SUFFIX), document.uri.toString());
    equal(document.languageId, 'jsonc');
    deepEqual(parseConfig(parseConfigText(document.getText())), parseConfig({}));
    const changes: readonly (readonly [string, string])[] = [
      ['"rows": 12000', '"rows": 600'],
      ['// "untilRow": 60000', '"untilRow": 1500'],
      ['"hidden": [100]', '"hidden": [8]'],
    ];
    await editor.edit((edit) => {
      for (const [found, by] of changes) {
        const offset = document.getText().indexOf(found);
        ok(offset > 0, found);
        const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + found.length));
        edit.replace(range, by);
      }
    });
    await start();
    deepEqual(await workspace.configOfRun(), parseConfig(small));
  });

  it('takes a name that is free', async () => {
    await workspace.write(`experiment${CONFIG_SUFFIX}`, '{}');
    const names: string[] = [];
    for (const _ of [1, 2]) {
      await vscode.commands.executeCommand(Command.newConfig);
      names.push(vscode.window.activeTextEditor?.document.uri.path ?? '');
    }
    deepEqual(
      names,
      [2, 3].map((number) => vscode.Uri.file(join(workspace.folder, `experiment-${number}${CONFIG_SUFFIX}`)).path),
    );
  });
});

describe('a folder of data', () => {
  const workspace = emptyWorkspace();

  it('is meant from the place of the config', async () => {
    const file = await workspace.write('configs/folder.attribution.json', '{ "data": "../idx" }');
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    equal(configOf(document).data, join(workspace.folder, 'idx'));
  });

  it('is meant from the place of a sweep file, in its base and on its axes', async () => {
    const text = '{ "base": { "data": "../idx" }, "axes": { "data": ["drawn", "idx"], "seed": [1] } }';
    const file = await workspace.write(`sweeps/folders${SWEEP_SUFFIX}`, text);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    deepEqual(sweepOf(document), {
      base: { data: join(workspace.folder, 'idx') },
      axes: { data: ['drawn', join(workspace.folder, 'sweeps', 'idx')], seed: [1] },
    });
  });

  it('is meant from the workspace where the config has no place yet', async () => {
    const document = await vscode.workspace.openTextDocument({ content: '{ "data": "idx" }' });
    equal(configOf(document).data, join(workspace.folder, 'idx'));
  });

  it('is not what the names of data sets mean', async () => {
    for (const data of ['drawn', 'mnist']) {
      const document = await vscode.workspace.openTextDocument({ content: JSON.stringify({ data }) });
      equal(configOf(document).data, data);
    }
  });
});
