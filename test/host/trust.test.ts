import { equal, throws } from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parseConfig } from '../../src/engine/config';
import { dataFolder, runsFolder } from '../../src/extension/settings';
import { keepOwnIn, mayWrite, refuseManyUntrusted, refuseUntrusted, refuseWriting } from '../../src/extension/trust';
import { emptyWorkspace } from './support';

describe('a workspace without trust', () => {
  const workspace = emptyWorkspace();
  const storage = vscode.Uri.file('/storage');

  it('has experiments on data that have a name, and on no folder', () => {
    for (const data of ['drawn', 'mnist']) refuseUntrusted(parseConfig({ data }), false);
    const elsewhere = parseConfig({ data: '/etc' });
    throws(() => refuseUntrusted(elsewhere, false), /not trusted.*\/etc.*Trust the workspace/);
    refuseUntrusted(elsewhere, true);
  });

  it('has no sweeps, replications or tests of claims', () => {
    throws(() => refuseManyUntrusted(false), /not trusted/);
    refuseManyUntrusted(true);
  });

  it('is written to nowhere: not in it, not by a link into it, not by one that lies there', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'attribution-elsewhere-'));
    const inside = join(workspace.folder, 'somewhere');
    const [into, out] = [join(elsewhere, 'into'), join(inside, 'out')];
    try {
      await mkdir(inside);
      await symlink(inside, into);
      await symlink(elsewhere, out);
      for (const path of [workspace.folder, inside, join(inside, 'not/there/yet'), into, join(into, 'run'), out]) {
        equal(mayWrite(path, false), false, path);
        equal(mayWrite(path, true), true, path);
      }
      for (const path of [elsewhere, join(elsewhere, 'run'), `${workspace.folder}-2`, join(workspace.folder, '..')])
        equal(mayWrite(path, false), true, path);
      refuseWriting([elsewhere], false);
      refuseWriting([inside], true);
      throws(() => refuseWriting([elsewhere, inside], false), {
        name: 'UntrustedError',
        message: /not trusted, so that nothing is changed in it: .*somewhere stays as it is\. Trust the workspace/,
      });
    } finally {
      await rm(inside, { recursive: true });
      await rm(elsewhere, { recursive: true });
    }
  });

  it('has the extension’s own storage, even where that lies in it', () => {
    const own = vscode.Uri.file(join(workspace.folder, 'own'));
    const run = join(own.fsPath, 'runs/one');
    equal(mayWrite(run, false), false);
    keepOwnIn(own);
    try {
      equal(mayWrite(run, false), true);
    } finally {
      keepOwnIn(storage);
    }
  });

  it('gets neither runs nor data where a setting of the person’s leads into it', async () => {
    const settings = vscode.workspace.getConfiguration('attribution');
    for (const [key, folder, own] of [
      ['runsFolder', runsFolder, 'runs'],
      ['dataFolder', dataFolder, 'data'],
    ] as const) {
      await settings.update(key, 'kept/here', vscode.ConfigurationTarget.Global);
      try {
        equal(folder(storage, false), join(storage.fsPath, own));
        equal(folder(storage, true), join(workspace.folder, 'kept/here'));
      } finally {
        await settings.update(key, undefined, vscode.ConfigurationTarget.Global);
      }
    }
  });

  it('gets no runs', () => {
    equal(runsFolder(storage, false), join(storage.fsPath, 'runs'));
    equal(runsFolder(storage, true), workspace.runsFolder);
  });
});
