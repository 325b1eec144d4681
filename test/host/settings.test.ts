import { deepEqual, equal } from 'node:assert/strict';
import { rm, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parseConfig } from '../../src/engine/config';
import { SETTINGS_SECTION, Setting } from '../../src/extension/ids';
import { layerMemory, runsFolders } from '../../src/extension/settings';
import { at, emptyWorkspace, services, small, start } from './support';

describe('the settings', () => {
  const workspace = emptyWorkspace();
  const parts = services();

  async function set(key: string, value: string | number): Promise<void> {
    const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
    await settings.update(key, value, vscode.ConfigurationTarget.Workspace);
    equal(vscode.workspace.getConfiguration(SETTINGS_SECTION).get(key), value);
  }

  afterEach(async () => {
    for (const key of Object.values(Setting)) {
      const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
      await settings.update(key, undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('say where runs are kept, from the workspace on', async () => {
    await set(Setting.runsFolder, 'kept/here');
    const folder = join(workspace.folder, 'kept/here');
    workspace.clearLater('kept');
    await workspace.openConfig(small);
    await start();
    deepEqual(await workspace.configOfRun(folder), parseConfig(small));
    deepEqual(await workspace.inRunsFolder(), []);
    const [id] = (await parts.library.entriesNow()).map((run) => run.id);
    equal(id, (await workspace.runIds(folder))[0]);
  });

  it('leave runs to be found that were kept elsewhere before', async () => {
    const before = await workspace.makeRun();
    await set(Setting.runsFolder, 'kept/here');
    deepEqual(
      (await parts.library.entriesNow()).map(({ id }) => id),
      [before],
    );
  });

  it('know the home folder and whole paths', async () => {
    const storage = vscode.Uri.file('/storage');
    await set(Setting.runsFolder, '~/runs');
    equal(at(runsFolders(storage), 0), join(homedir(), 'runs'));
    await set(Setting.runsFolder, '/somewhere/runs');
    equal(at(runsFolders(storage), 0), '/somewhere/runs');
    await set(Setting.runsFolder, '   ');
    equal(at(runsFolders(storage), 0), workspace.runsFolder);
  });

  it('say how much of an open run is kept in memory, within what is sensible', async () => {
    const mebi = 2 ** 20;
    equal(layerMemory(), 1024 * mebi);
    for (const [wanted, bytes] of [
      [128, 128 * mebi],
      [1, 64 * mebi],
      [1e9, 65_536 * mebi],
    ] as const) {
      await set(Setting.layerMemory, wanted);
      equal(layerMemory(), bytes);
    }
  });

  it('do not follow a link that came with the workspace in place of its runs folder', async () => {
    const storage = vscode.Uri.file('/storage');
    await rm(workspace.runsFolder, { recursive: true, force: true });
    await symlink('/somewhere', workspace.runsFolder);
    try {
      deepEqual(runsFolders(storage), [vscode.Uri.joinPath(storage, 'runs').fsPath]);
    } finally {
      await rm(workspace.runsFolder);
    }
  });

  it('name the config that is run when none is open', async () => {
    await workspace.write('configs/mine.attribution.json', JSON.stringify({ ...small, seed: 99 }));
    await set(Setting.defaultConfig, 'configs/mine.attribution.json');
    await start();
    equal((await workspace.configOfRun()).seed, 99);
  });

  it('give way to a config that is open', async () => {
    await workspace.write('configs/other.attribution.json', JSON.stringify({ ...small, seed: 99 }));
    await set(Setting.defaultConfig, 'configs/other.attribution.json');
    await workspace.openConfig({ ...small, seed: 98 });
    await start();
    equal((await workspace.configOfRun()).seed, 98);
  });
});
