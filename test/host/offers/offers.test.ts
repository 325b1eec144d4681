import { deepEqual, equal } from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RunEntry } from '../../../src/engine/runs/runEntry';
import { Command, Offer } from '../../../src/extension/ids';
import { ContextKeys } from '../../../src/extension/offers/contextKeys';
import { offersOf } from '../../../src/extension/offers/offers';
import { isRunFolder, RunFolders } from '../../../src/extension/offers/runFolders';
import { emptyWorkspace, eventually, services, small, start } from '../support';

/** What is told to the editor from now on, the latest value of each key. */
function overheard(atEnd: (action: () => void) => void): Map<string, unknown> {
  const told = new Map<string, unknown>();
  const { executeCommand } = vscode.commands;
  const overhear = (command: string, ...rest: unknown[]): Thenable<unknown> => {
    if (command === 'setContext') told.set(String(rest[0]), rest[1]);
    return executeCommand(command, ...rest);
  };
  Object.assign(vscode.commands, { executeCommand: overhear });
  atEnd(() => Object.assign(vscode.commands, { executeCommand }));
  return told;
}

describe('what menus and the palette offer', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  const hear = () => overheard((action) => workspace.atEnd(action));

  it('follows from the runs that there are', () => {
    const run = (state: RunEntry['state'], config: RunEntry['config'] = {}) => ({ state, config });
    const offered = (...entries: ReturnType<typeof run>[]) =>
      Object.entries(offersOf(entries)).flatMap(([key, isOffered]) => (isOffered ? key : []));
    const { hasRuns, hasResumable, canCompare, canCompareConfigs } = Offer;
    deepEqual(offered(), []);
    deepEqual(offered(run('broken', null)), [hasRuns]);
    deepEqual(offered(run('complete')), [hasRuns]);
    deepEqual(offered(run('complete'), run('complete', null)), [hasRuns, canCompare]);
    deepEqual(offered(run('complete'), run('cancelled')), [hasRuns, hasResumable, canCompareConfigs]);
    deepEqual(offered(run('interrupted')), [hasRuns, hasResumable]);
    deepEqual(offered(run('running'), run('failed')), [hasRuns, canCompareConfigs]);
  });

  it('is told only when it is another', () => {
    const asked: unknown[] = [];
    const { executeCommand } = vscode.commands;
    Object.assign(vscode.commands, { executeCommand: async (...given: unknown[]) => void asked.push(given) });
    workspace.atEnd(() => Object.assign(vscode.commands, { executeCommand }));
    const keys = new ContextKeys(parts.log);
    for (const value of [false, true, true, false]) keys.set('one', value);
    for (const value of [['a'], ['a'], ['a', 'b']]) keys.set('list', value);
    deepEqual(asked, [
      ['setContext', 'one', true],
      ['setContext', 'one', false],
      ['setContext', 'list', ['a']],
      ['setContext', 'list', ['a', 'b']],
    ]);
  });

  it('is that of a run while a panel shows one, and of no run when it is closed', async () => {
    const told = hear();
    await workspace.openConfig(small);
    await start();
    await eventually('a run', () => told.get(Offer.runShown) === true);
    // That there are runs may have been told before.
    const hasRuns = () => told.get(Offer.hasRuns) ?? true;
    await eventually('runs', hasRuns);
    deepEqual([told.get(Offer.ownRunShown), told.get(Offer.selected) ?? false], [true, false]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually('none shown', () => told.get(Offer.runShown) === false);
    deepEqual([told.get(Offer.ownRunShown), hasRuns()], [false, true]);
  });

  it('are the runs of the workspace wherever they lie, and no other file of that name', async () => {
    const told = hear();
    const folders = new RunFolders(new ContextKeys(parts.log), parts.log, parts.library.onDidChange);
    workspace.atEnd(() => folders.dispose());
    const id = await workspace.makeRun();
    const other = await workspace.write('other/run.json', '{ "format": "something" }');
    const kept = join(workspace.runsFolder, id);
    deepEqual(await Promise.all([isRunFolder(kept), isRunFolder(join(other, '..')), isRunFolder(workspace.folder)]), [
      true,
      false,
      false,
    ]);
    const listed = () => told.get(Offer.runFolders) as readonly string[] | undefined;
    await eventually('the run', () => listed()?.includes(kept));
    deepEqual(listed(), [kept]);
    await mkdir(join(workspace.folder, 'deep', 'down'), { recursive: true });
    workspace.clearLater('deep');
    await writeFile(join(workspace.folder, 'deep', 'down', 'run.json'), '{\n  "format": "attribution-run"\n}\n');
    await eventually('another', () => listed()?.length === 2);
    await rm(join(workspace.folder, 'deep', 'down', 'run.json'));
    await eventually('the first alone', () => listed()?.length === 1);
  });

  it('leads from a run’s folder, or its file, to its panel', async () => {
    const id = await workspace.makeRun();
    const folder = vscode.Uri.file(join(workspace.runsFolder, id));
    for (const uri of [folder, vscode.Uri.joinPath(folder, 'run.json')]) {
      await vscode.commands.executeCommand(Command.openInAttribution, uri);
      const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      await eventually('its panel', () => tabs().some(({ label }) => label === 'drawn digits · seed 1'));
      equal(tabs().length, 1);
    }
  });
});
