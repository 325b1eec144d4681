import { equal, throws } from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parseConfig } from '../../src/engine/config';
import { runsFolder } from '../../src/extension/settings';
import { refuseManyUntrusted, refuseUntrusted } from '../../src/extension/trust';
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

  it('gets no runs', () => {
    equal(runsFolder(storage, false), join(storage.fsPath, 'runs'));
    equal(runsFolder(storage, true), workspace.runsFolder);
  });
});
