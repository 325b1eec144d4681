import { deepEqual, equal, rejects } from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Command } from '../../src/extension/ids';
import { emptyWorkspace, eventually, panelTabs, services, small, start } from './support';

describe('Show Panel', () => {
  const workspace = emptyWorkspace();

  it('opens an empty panel, and later brings the same one to the front', async () => {
    await vscode.commands.executeCommand(Command.showPanel);
    await eventually('the panel', () => panelTabs().length === 1);
    await vscode.commands.executeCommand(Command.showPanel);
    await eventually('the panel in front', () => panelTabs().length === 1 && panelTabs()[0]?.isActive);
  });

  it('opens the run that was made last where no panel is open', async () => {
    await workspace.makeRun({ ...small, seed: 8 });
    await vscode.commands.executeCommand(Command.showPanel);
    await eventually('its panel', () => panelTabs()[0]?.label === 'drawn digits · seed 8');
    equal(panelTabs().length, 1);
  });

  it('brings back the panel of an experiment that was closed', async () => {
    await workspace.openConfig(small);
    await start();
    await eventually('the panel', () => panelTabs().length === 1);
    await vscode.window.tabGroups.close(panelTabs());
    await eventually('no panel', () => panelTabs().length === 0);
    await eventually('the end', () => !workspace.running);
    await vscode.commands.executeCommand(Command.showPanel);
    await eventually('the panel again', () => panelTabs()[0]?.label === 'drawn digits · seed 1');
  });
});

describe('Show Log', () => {
  const workspace = emptyWorkspace();

  it('shows what became of the experiments', async () => {
    await workspace.openConfig(small);
    await start();
    const id = await workspace.newRun();
    await eventually('the end', () => !workspace.running);
    await vscode.commands.executeCommand(Command.showLog);
    await eventually('the log', () =>
      vscode.workspace.textDocuments.some(
        (document) => document.uri.scheme === 'output' && document.getText().includes(`Run ${id} is complete`),
      ),
    );
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });
});

describe('Open Run', () => {
  const workspace = emptyWorkspace();
  const parts = services();

  it('lists the newest run first, and nothing that is not a run', async () => {
    const made: string[] = [];
    for (const hidden of [2, 3, 4]) made.push(await workspace.makeRun({ ...small, network: { hidden: [hidden] } }));
    await mkdir(join(workspace.runsFolder, 'no-run'));
    await mkdir(join(workspace.runsFolder, 'damaged'));
    await writeFile(join(workspace.runsFolder, 'damaged', 'run.json'), '{ "format": "attribution-run" }');
    const list = await parts.library.entriesNow();
    deepEqual(
      list.flatMap(({ id, state, sizes }) => (state === 'complete' ? [[id, sizes]] : [])),
      made.map((id, index) => [id, [784, index + 2, 2]]).toReversed(),
    );
  });

  it('knows no run whose folder is a link, which may lead anywhere', async () => {
    const run = await workspace.makeRun();
    await symlink(join(workspace.runsFolder, run), join(workspace.runsFolder, 'a-link'));
    await rejects(parts.runs.load('a-link'), /no run of this name/);
    deepEqual(
      (await parts.library.entriesNow()).map(({ id }) => id),
      [run],
    );
  });

  it('opens the chosen run in a panel', async () => {
    await workspace.makeRun({ ...small, seed: 31 });
    await workspace.makeRun({ ...small, seed: 32 });
    let settled = false;
    const opened = vscode.commands.executeCommand(Command.openRun).then(() => {
      settled = true;
    });
    await eventually('the choice', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return settled;
    });
    await opened;
    // The first of the list is the newest. No other tab is left, the empty one neither.
    await eventually('its panel', () => panelTabs()[0]?.label === 'drawn digits · seed 32');
    equal(panelTabs().length, 1);
  });
});
