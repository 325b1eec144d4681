import { deepEqual, equal, ok } from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { configHash, parseConfig } from '../../../src/engine/config';
import { readRun } from '../../../src/engine/runs/runStore';
import { PANEL_VIEW_TYPE } from '../../../src/extension/ids';
import { emptyWorkspace, eventually, large, panelTabs, small, start } from '../support';

describe('Start Experiment', () => {
  const workspace = emptyWorkspace();

  it('runs the config in front of the person, in a panel beside it', async () => {
    await workspace.openConfig({ ...small, seed: 7, groups: { a: [0, 1], b: [3, 4] } });
    await start();
    equal(workspace.running, true);
    const id = await workspace.newRun();
    const { file, parameters } = await readRun(join(workspace.runsFolder, id));
    const config = parseConfig({ ...small, seed: 7, groups: { a: [0, 1], b: [3, 4] } });
    deepEqual(file.config, config);
    equal(file.configHash, configHash(config));
    deepEqual(file.sizes, [784, 8, 2]);
    deepEqual([...parameters.forks.keys()], ['without-0', 'without-1', 'without-3', 'without-4']);
    const [tab, ...others] = panelTabs();
    deepEqual(others, []);
    ok(tab?.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith(PANEL_VIEW_TYPE));
    equal(tab.group.viewColumn, vscode.ViewColumn.Two);
    // The person goes on typing where they were.
    equal(vscode.window.tabGroups.activeTabGroup.viewColumn, vscode.ViewColumn.One);
    await eventually('the end', () => !workspace.running);
    deepEqual(await workspace.inRunsFolder(), [id]);
  });

  it('runs the text of the editor, saved or not', async () => {
    const editor = await workspace.openConfig(JSON.stringify(small));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 1), ' "seed": 12, // not saved\n'));
    ok(editor.document.isDirty);
    await start();
    equal((await workspace.configOfRun()).seed, 12);
  });

  it('runs the config beside a panel that has the focus', async () => {
    await workspace.openConfig({ ...small, seed: 5 });
    const beside = { viewColumn: vscode.ViewColumn.Two };
    const panel = vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, 'Panel', beside);
    await eventually('the panel in front', () => panel.active && vscode.window.activeTextEditor === undefined);
    await start();
    // Told apart before the run is there: the defaults take much longer.
    equal((await workspace.configOfRun()).seed, 5);
  });

  it('has a panel of its own beside that of the run before', async () => {
    await workspace.openConfig(small);
    await start();
    await eventually('the end', async () => !workspace.running && (await workspace.runIds()).length === 1);
    await start();
    await eventually('a second run', async () => !workspace.running && (await workspace.runIds()).length === 2);
    // A name says what tells runs apart, and changes once it is known that the runs of other tests are gone.
    const labels = () =>
      panelTabs()
        .map(({ label }) => label)
        .join('; ');
    await eventually('two tabs', () => labels() === 'drawn digits · seed 1; drawn digits · seed 1');
    equal(new Set(panelTabs().map(({ group }) => group.viewColumn)).size, 1);
  });

  it('asks before it ends an experiment that is running', async () => {
    await workspace.openConfig(large);
    await start();
    await workspace.openConfig({ ...small, seed: 2 });
    let settled = false;
    const second = start().then(() => {
      settled = true;
    });
    await eventually('the answer', async () => {
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      return settled;
    });
    await second;
    await eventually('the end', () => !workspace.running);
    deepEqual((await workspace.runIds()).length, 1);
    equal((await workspace.configOfRun()).seed, 2);
  });

  it('goes on with the one that runs when the question is not answered', async () => {
    await workspace.openConfig(large);
    await start();
    await workspace.openConfig(small);
    let settled = false;
    const second = start().then(() => {
      settled = true;
    });
    await eventually('no answer', async () => {
      await vscode.commands.executeCommand('notifications.clearAll');
      return settled;
    });
    await second;
    equal(workspace.running, true);
    equal((await workspace.inRunsFolder()).length, 1, 'one folder');
    deepEqual(await workspace.runIds(), [], 'of a run that is not complete');
  });

  it('makes one run of two starts at once', async () => {
    await workspace.openConfig(small);
    const both = [start(), start()];
    await workspace.newRun();
    await eventually('the end', () => !workspace.running);
    await vscode.commands.executeCommand('notifications.clearAll');
    await Promise.all(both);
    await eventually('the end of all', () => !workspace.running);
    equal((await workspace.inRunsFolder()).length, 1);
    equal(panelTabs().length, 1);
  });
});
