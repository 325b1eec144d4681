import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import * as vscode from 'vscode';
import { SEALED_VERSION, sealed } from '../../../src/engine/files/sealed';
import { readLabels } from '../../../src/engine/runs/labels';
import type { RunEntry } from '../../../src/engine/runs/runEntry';
import { ClaimsFolders } from '../../../src/extension/claims/claimsFolders';
import { compareConfigs, registerConfigDocuments } from '../../../src/extension/compare/configDocuments';
import { COMPARE_VIEW_TYPE, CONFIG_DOCUMENT_SCHEME, CONFIG_SUFFIX } from '../../../src/extension/ids';
import { found } from '../../../src/extension/library/findRuns';
import { label } from '../../../src/extension/library/labelActions';
import { RunLibrary } from '../../../src/extension/library/library';
import { ManyRunsOnDisk } from '../../../src/extension/library/manyRuns';
import { deleteRuns, runsMeant } from '../../../src/extension/library/runActions';
import { runTooltip } from '../../../src/extension/library/runItem';
import { keysThatDiffer, labelOf } from '../../../src/extension/library/runNames';
import { type RunNode, RunsTree } from '../../../src/extension/library/runsTree';
import { whenInWords } from '../../../src/extension/library/runWords';
import { OpenedFolders } from '../../../src/extension/openedFolders';
import { StudyFolders } from '../../../src/extension/studies/studyFolders';
import { at, emptyWorkspace, eventually, services, small, workerFile } from '../support';

/** Memory of the editor that forgets. */
const noState = { get: <Value>(_key: string, otherwise?: Value) => otherwise as Value, update: async () => {} };

describe('the view of runs', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let library: RunLibrary;
  let tree: RunsTree;
  let changes: vscode.EventEmitter<undefined>;
  let view: { message: string; visible: boolean };
  let many: ManyRunsOnDisk;
  let storage: vscode.Uri;

  beforeEach(() => {
    storage = vscode.Uri.file(join(parts.dataFolder, randomUUID()));
    library = new RunLibrary(storage, new OpenedFolders(noState), parts.log, workerFile());
    changes = new vscode.EventEmitter();
    view = { message: '', visible: true };
    many = new ManyRunsOnDisk(
      storage,
      new StudyFolders(storage),
      new ClaimsFolders(storage),
      parts.statusBar.onDidChange,
    );
    tree = new RunsTree(library, changes, view, many);
  });
  afterEach(() => {
    tree.dispose();
    many.dispose();
    changes.dispose();
    return library.end();
  });

  const listed = async () =>
    (await tree.children(undefined)).flatMap((node) => (node.kind === 'run' ? [node.entry] : []));
  const runServices = (said: (id: string, what: 'close' | 'forget') => void = () => {}) => ({
    ...{ library, view: { selection: [] } },
    close: async (id: string) => said(id, 'close'),
    forget: async (id: string) => said(id, 'forget'),
  });
  /** Answers the next question of the editor. */
  function answer(chosen: string | undefined): string[] {
    const asked: string[] = [];
    const { showWarningMessage } = vscode.window;
    const stub = async (message: string, options: vscode.MessageOptions) => {
      asked.push(`${message}\n${options.detail}`);
      return chosen;
    };
    Object.assign(vscode.window, { showWarningMessage: stub });
    workspace.atEnd(() => Object.assign(vscode.window, { showWarningMessage }));
    return asked;
  }

  it('shows a run with its figures and their null, and what is not as by default', async () => {
    await workspace.makeRun({ ...small, seed: 5 });
    const entry = at(await listed(), 0);
    const item = tree.item({ kind: 'run', entry });
    equal(item.label, 'drawn digits · seed 5');
    match(String(item.description), /^R² \d\.\d\d \/ shuffled \d\.\d\d · \w[\w ]*$/);
    equal(item.contextValue, 'run complete own loose');
    const hover = runTooltip(entry).value.replaceAll('&nbsp;', ' ').replaceAll('\\', '');
    match(hover, /phase1\.rows = 600/);
    match(hover, /ink alone/);
    ok(!hover.includes('learningRate'), hover);
  });

  it('calls runs by what tells them apart, and by nothing else', async () => {
    await workspace.makeRun({ ...small, seed: 1 });
    await workspace.makeRun({ ...small, seed: 2 });
    await workspace.makeRun({ ...small, seed: 1, network: { hidden: [4], activation: 'relu' } });
    await workspace.makeRun({ ...small, seed: 1, learningRate: 0.001 });
    const entries = await library.entries();
    const differing = keysThatDiffer(entries);
    // All have the same rows, which are none of the defaults.
    deepEqual([...differing].sort(), ['learningRate', 'network.activation', 'network.hidden']);
    deepEqual(entries.map((entry) => labelOf(entry, differing)).toReversed(), [
      'drawn digits · 8 hidden · seed 1',
      'drawn digits · 8 hidden · seed 2',
      'drawn digits · ReLU · 4 hidden · seed 1',
      'drawn digits · 8 hidden · η 0.001 · seed 1',
    ]);
    await label([at(entries, 0)], () => ({ name: 'The quick one' }), library);
    equal(labelOf(at(await library.entries(), 0), differing), 'The quick one');
  });

  it('says how long ago a run began', () => {
    const now = Date.UTC(2026, 0, 31, 12);
    const ago = (minutes: number) => whenInWords(new Date(now - minutes * 60_000).toISOString(), now);
    deepEqual([0, 16, 120, 60 * 50].map(ago), ['just now', '16 min ago', '2 h ago', '2 d ago']);
    match(ago(60 * 24 * 9), /2026/);
    deepEqual([whenInWords(null, now), whenInWords('no time', now)], ['', '']);
  });

  it('has headings where there is more than runs, and sees studies and claims come and go', async () => {
    await workspace.makeRun();
    deepEqual(
      (await tree.children(undefined)).map(({ kind }) => kind),
      ['run'],
    );
    let told = 0;
    const listening = many.onDidChange(() => told++);
    workspace.atEnd(() => listening.dispose());
    const sweep = {
      format: 'attribution-sweep',
      formatVersion: SEALED_VERSION as typeof SEALED_VERSION,
      engine: '0.0.0',
      ...{ hash: 'abc', base: { data: 'mnist' }, axes: { seed: [1, 2, 3] }, cells: 3, shard: { index: 1, count: 1 } },
    };
    const id = 'replication-2026-01-31-120000-abcd';
    await workspace.write(`attribution-runs/${id}/sweep.json`, JSON.stringify(sealed(sweep)));
    await eventually('to be told', () => told > 0);
    const sections = await tree.children(undefined);
    deepEqual(
      sections.map((node) => tree.item(node).label),
      ['Runs', 'Sweeps and Replications'],
    );
    const [runs, studies] = await Promise.all(sections.map((node) => tree.children(node)));
    deepEqual(
      runs?.map(({ kind }) => kind),
      ['run'],
    );
    const item = tree.item(at(studies ?? [], 0));
    equal(item.label, 'Replication over 3 seeds');
    match(String(item.description), /^MNIST · 0 of 3 cells, can be resumed · /);
    deepEqual(item.command?.arguments, [id]);
    // A query finds runs alone.
    await tree.filter('seed=1');
    deepEqual(
      (await tree.children(undefined)).map(({ kind }) => kind),
      ['run'],
    );
    await tree.filter('');
    await rm(join(workspace.runsFolder, id), { recursive: true });
    await eventually('no heading', async () => (await tree.children(undefined)).every(({ kind }) => kind === 'run'));
  });

  it('says of what cannot be read what is wrong, and offers to open its folder only', async () => {
    const id = await workspace.makeRun();
    await writeFile(join(workspace.runsFolder, id, 'run.json'), '{');
    const item = tree.item({ kind: 'run', entry: at(await listed(), 0) });
    equal(item.label, id);
    match(
      String(item.description),
      /^cannot be read · text that is not JSON: the end of the text at line 1, column 2 \(/,
    );
    equal(item.command, undefined);
    equal(item.contextValue, 'run broken own loose');
  });

  it('shows what a person wrote as text, never as markup', async () => {
    const id = await workspace.makeRun();
    const [entry] = await listed();
    await label([entry as RunEntry], () => ({ name: '[x](command:evil)', note: '<b>**no**</b>' }), library);
    const hover = runTooltip(at(await listed(), 0));
    ok(!hover.value.includes('[x](command'), hover.value);
    ok(!hover.value.includes('<b>'), hover.value);
    equal(hover.isTrusted ?? false, false);
    equal((await readLabels(join(workspace.runsFolder, id))).name, '[x](command:evil)');
  });

  it('sees by itself what is copied in, labelled and removed by others', async () => {
    const first = await workspace.makeRun();
    deepEqual(
      (await listed()).map(({ id }) => id),
      [first],
    );
    let told = 0;
    const listening = library.onDidChange(() => told++);
    workspace.atEnd(() => listening.dispose());
    const from = join(workspace.runsFolder, first);
    await cp(from, join(workspace.runsFolder, 'copied-in'), { recursive: true });
    await eventually('the copy', async () => (await listed()).length === 2);
    const labels = { format: 'attribution-labels', version: 1, name: 'Theirs', tags: ['new'], note: '', pinned: true };
    await writeFile(join(workspace.runsFolder, 'copied-in', 'labels.json'), JSON.stringify(labels));
    await eventually('its name, on top', async () => at(await listed(), 0).labels.name === 'Theirs');
    await rm(from, { recursive: true });
    await eventually('one run', async () => (await listed()).length === 1);
    // It is told of after the list knows it.
    await eventually('to be told of each', () => told >= 3);
  });

  it('lists from the index in another window, and makes it anew when it is gone', async () => {
    const id = await workspace.makeRun();
    await listed();
    await library.end();
    const folder = join(storage.fsPath, 'run-index');
    deepEqual((await readdir(folder)).map(extname), ['.json']);
    for (const spoil of [async () => {}, () => rm(folder, { recursive: true })]) {
      await spoil();
      const other = new RunLibrary(storage, new OpenedFolders(noState), parts.log, workerFile());
      deepEqual(
        (await other.entries()).map((entry) => entry.id),
        [id],
      );
      await other.end();
    }
  });

  it('lists what a query finds, says how many, and refuses one that it does not understand', async () => {
    await workspace.makeRun({ ...small, seed: 1 });
    const id = await workspace.makeRun({ ...small, seed: 2 });
    await tree.filter('seed=2 r2<1');
    deepEqual(
      (await listed()).map((entry) => entry.id),
      [id],
    );
    equal(view.message, '1 of 2 runs: seed=2 r2<1');
    const error = await tree.filter('sed=2').then(() => undefined, String);
    match(error ?? '', /Did you mean seed or drawn\.seed\?/);
    await tree.filter('');
    equal((await listed()).length, 2);
    equal(view.message, '');
    const entries = await library.entries();
    deepEqual(
      found(entries, 'seed=2').items.map(({ entry }) => entry.id),
      [id],
    );
    deepEqual(found(entries, 'seeed=2'), {
      items: [],
      words: 'No run has a key “seeed”. Did you mean seed or drawn.seed?',
    });
  });

  it('deletes for good only after a question, where there is no trash', async () => {
    const id = await workspace.makeRun();
    const entries = await listed();
    const folder = join(workspace.runsFolder, id);
    const untouched = await readdir(folder);
    const { fs } = vscode.workspace;
    const noTrash = {
      ...fs,
      delete: async (uri: vscode.Uri, options?: { recursive?: boolean; useTrash?: boolean }) => {
        if (options?.useTrash === true) throw new Error('No trash here.');
        await rm(uri.fsPath, { recursive: true });
      },
    };
    Object.defineProperty(vscode.workspace, 'fs', { value: noTrash, configurable: true });
    workspace.atEnd(() => Object.defineProperty(vscode.workspace, 'fs', { value: fs, configurable: true }));
    const asked = answer(undefined);
    await deleteRuns(entries, runServices());
    deepEqual(await readdir(folder), untouched);
    ok(asked[0]?.includes('for good') && asked[0].includes(folder), asked[0]);
    answer('Delete');
    const said: unknown[] = [];
    await deleteRuns(
      entries,
      runServices((run, what) => said.push([run, what, existsSync(folder)])),
    );
    deepEqual(await workspace.runIds(), []);
    // Its files are closed before they are deleted.
    deepEqual(said, [
      [id, 'close', true],
      [id, 'forget', false],
    ]);
    deepEqual(await listed(), []);
  });

  it('takes what was clicked or selected, as it stands now', async () => {
    await workspace.makeRun({ ...small, seed: 1 });
    await workspace.makeRun({ ...small, seed: 2 });
    const nodes = await tree.children(undefined);
    const [first, second] = nodes;
    const meant = async (given: readonly unknown[], many: boolean, selection: readonly RunNode[] = []) =>
      (await runsMeant(given, { ...runServices(), view: { selection } }, '', undefined, many)).map(({ id }) => id);
    const ids = (await listed()).map(({ id }) => id);
    deepEqual(await meant([first, [first, second]], true), ids);
    deepEqual(await meant([second, [first, second]], false), [ids[1]]);
    deepEqual(await meant([{ selected: true }], true, nodes), ids);
  });

  it('shows in what two configs differ', async () => {
    await workspace.makeRun({ ...small, seed: 1 });
    await workspace.makeRun({ ...small, seed: 2 });
    const documents = await registerOnce();
    workspace.atEnd(() => documents?.dispose());
    await compareConfigs(await listed());
    const tab = await eventually('the comparison', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputTextDiff),
    );
    const { original, modified } = tab.input as vscode.TabInputTextDiff;
    const texts = await Promise.all(
      [original, modified].map(async (uri) => (await vscode.workspace.openTextDocument(uri)).getText()),
    );
    const lines = texts.map((text) => text.split('\n'));
    const differing = at(lines, 0).filter((line, index) => line !== at(lines, 1)[index]);
    deepEqual(
      differing.map((line) => line.trim()),
      ['"seed": 2'],
    );
  });

  /** The extension under test has registered its own, once it has been used. */
  async function registerOnce(): Promise<vscode.Disposable | undefined> {
    const uri = vscode.Uri.from({ scheme: CONFIG_DOCUMENT_SCHEME, path: `/${at(await listed(), 0).id}/config.json` });
    return vscode.workspace.openTextDocument(uri).then(
      () => undefined,
      () => registerConfigDocuments(library),
    );
  }

  it('holds runs against each other on a page of their own', async () => {
    await workspace.makeRun({ ...small, seed: 1 });
    await workspace.makeRun({ ...small, seed: 2 });
    const nodes = await tree.children(undefined);
    await vscode.commands.executeCommand('attribution.compareRuns', nodes[0], nodes);
    const tab = await eventually('the page', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(COMPARE_VIEW_TYPE)),
    );
    equal(tab.label, 'Comparison of 2 runs');
  });

  it('opens the config of a run as a file that is not yet saved', async () => {
    const id = await workspace.makeRun({ ...small, seed: 9 });
    const node: RunNode = { kind: 'run', entry: at(await listed(), 0) };
    await vscode.commands.executeCommand('attribution.openRunConfig', node);
    const editor = await eventually('the config', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.path.endsWith(`${id}${CONFIG_SUFFIX}`)),
    );
    ok(editor.document.isUntitled);
    deepEqual(
      JSON.parse(editor.document.getText()),
      (JSON.parse(await readFile(join(workspace.runsFolder, id, 'run.json'), 'utf8')) as { config: unknown }).config,
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
