import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { sealed } from '../../../src/engine/files/sealed';
import { openSelection } from '../../../src/extension/dumps/commands';
import { DumpFileSystem } from '../../../src/extension/dumps/fileSystem';
import { storedDump } from '../../../src/extension/dumps/storedDump';
import {
  hashOf,
  readSelections,
  runsOf,
  SELECTIONS_FILE,
  type SelectionFile,
  setOf,
} from '../../../src/extension/selections/selectionFile';
import { SelectionFiles } from '../../../src/extension/selections/selectionStore';
import { ParameterSet } from '../../../src/model/parameterSet';
import { at, emptyWorkspace, eventually, services } from '../support';

const COUNT = 784 * 8 + 8 + 8 * 2 + 2;

describe('selections that are kept with a run', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let run: string;
  let folder: string;

  beforeEach(async () => {
    run = await workspace.makeRun();
    folder = join(workspace.runsFolder, run);
  });

  const some = ParameterSet.of(COUNT, [0, 1, 2, 784, 6272, COUNT - 1]);
  const other = ParameterSet.of(COUNT, [5]);

  it('are found by hash after everything was forgotten', async () => {
    const hash = await parts.store.keep(run, some);
    equal(hash, hashOf(some));
    ok(/^[0-9a-f]{16}$/.test(hash));
    ok(setOf(await readSelections(folder), hash, COUNT, folder).equals(some));
  });

  it('are kept as lengths of what is outside and inside by turns', () => {
    deepEqual(runsOf(some), [0, 3, 781, 1, 5487, 1, 24, 1]);
    deepEqual(runsOf(ParameterSet.empty(COUNT)), []);
    deepEqual(runsOf(ParameterSet.empty(COUNT).inverse()), [0, COUNT]);
  });

  it('have names, which are told when they change', async () => {
    const told: string[] = [];
    const listening = parts.store.onDidChangeNamed((id) => told.push(id));
    await parts.store.keepNamed(run, 'the left arc', some);
    await parts.store.keepNamed(run, 'one', other);
    await parts.store.keepNamed(run, 'the left arc', other);
    await parts.store.forgetNamed(run, 'one');
    listening.dispose();
    deepEqual(told, [run, run, run, run]);
    deepEqual(await parts.store.named(run), [{ name: 'the left arc', bits: other.bits }]);
    deepEqual(await new SelectionFiles(parts.runs).named(run), await parts.store.named(run));
  });

  it('lose nothing when they come at once, and leave no other file behind', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `number ${index}`);
    await Promise.all(names.map((name, index) => parts.store.keepNamed(run, name, ParameterSet.of(COUNT, [index]))));
    deepEqual(
      (await parts.store.named(run)).map(({ name }) => name),
      names,
    );
    deepEqual((await readdir(folder)).sort(), ['run.json', SELECTIONS_FILE, 'tensors.safetensors']);
  });

  it('are dropped, the oldest first, when they have no name and are too many', async () => {
    await parts.store.keepNamed(run, 'kept', ParameterSet.of(COUNT, [4000]));
    for (let index = 0; index < 102; index++) await parts.store.keep(run, ParameterSet.of(COUNT, [index]));
    const { sets, named } = await readSelections(folder);
    equal(sets.length, 101);
    equal(named.length, 1);
    const hashes = sets.map(({ hash }) => hash);
    ok(hashes.includes(at(named, 0).hash));
    ok(!hashes.includes(hashOf(ParameterSet.of(COUNT, [1]))));
    ok(hashes.includes(hashOf(ParameterSet.of(COUNT, [2]))));
  });

  for (const [title, text] of [
    ['no JSON', '{'],
    ['of another format', '{ "format": "other", "version": 1, "named": [], "sets": [] }'],
    [
      'with a name that is too long',
      JSON.stringify({
        format: 'attribution-selections',
        version: 1,
        named: [{ name: 'x'.repeat(101), hash: '0'.repeat(16) }],
        sets: [],
      }),
    ],
  ] as const)
    it(`are refused, and left alone, when their file is ${title}`, async () => {
      await writeFile(join(folder, SELECTIONS_FILE), text);
      await rejects(parts.store.keep(run, some), /selections\.json: found .*; expected the selections of a run/);
      equal(await readFile(join(folder, SELECTIONS_FILE), 'utf8'), text);
    });

  it('are refused when they are not the set of their hash', async () => {
    const hash = await parts.store.keep(run, some);
    const path = join(folder, SELECTIONS_FILE);
    const { sha256: _, ...kept } = JSON.parse(await readFile(path, 'utf8')) as SelectionFile & { sha256: string };
    const sets = kept.sets.map((set) => ({ ...set, runs: [0, 2, ...set.runs.slice(2)] }));
    await writeFile(path, JSON.stringify(sealed({ ...kept, sets })));
    await rejects(async () => setOf(await readSelections(folder), hash, COUNT, folder), /another set/);
  });

  it('say so when the folder of the run cannot be written', async () => {
    await parts.runs.load(run);
    // Nothing can be renamed to where a folder with something in it stands; reading it is refused before.
    await rm(folder, { recursive: true });
    await rejects(parts.store.keep(run, some), /The selection cannot be kept in the folder of the run, .*ENOENT/);
    await mkdir(folder);
  });

  describe('of a run that lies in a workspace without trust', () => {
    let store: SelectionFiles;
    let before: string[];
    beforeEach(async () => {
      store = new SelectionFiles(parts.runs, false);
      workspace.atEnd(() => store.dispose());
      before = await readdir(folder);
    });
    afterEach(async () => deepEqual(await readdir(folder), before));

    it('are shown as long as the window is open, and nothing is written', async () => {
      const hash = await store.keepToShow(run, some);
      equal(hash, hashOf(some));
      const { lines } = await storedDump({ kind: 'selection', runId: run, hash }, { runs: parts.runs, store });
      deepEqual(
        [...lines.parameters].sort((one, another) => one - another),
        [...some],
      );
      equal(await parts.store.find(run, hash), undefined);
    });

    it('are forgotten, the oldest first, when they are too many', async () => {
      const first = await store.keepToShow(run, other);
      const hash = await store.keepToShow(run, some);
      for (let index = 100; index < 199; index++) await store.keepToShow(run, ParameterSet.of(COUNT, [index]));
      equal(await store.find(run, first), undefined);
      ok((await store.find(run, hash))?.equals(some));
    });

    it('are neither linked to nor named, which is said with the way to trust', async () => {
      const refused = { name: 'UntrustedError', message: /not trusted, .* stays as it is\. Trust the workspace/ };
      await rejects(store.keep(run, some), refused);
      await rejects(store.keepNamed(run, 'a name', some), refused);
      await rejects(store.forgetNamed(run, 'a name'), refused);
    });
  });

  it('that are shown are kept with the run where that may be done', async () => {
    const hash = await parts.store.keepToShow(run, some);
    ok((await new SelectionFiles(parts.runs).find(run, hash))?.equals(some));
  });

  describe('as a document', () => {
    const dumps = () => new DumpFileSystem((address) => storedDump(address, parts));
    const group = /^# Neuron 0 of layer 1, 4 selected: layer1\/neuron-000\.weights$/m;

    it('are opened, and lead to the dumps of their neurons', async () => {
      parts.selections.select({ runId: run, parameters: some, primary: null }, 'panel');
      await openSelection(run, { ...parts, dumps: dumps() }, undefined);
      const path = `/${run}/selection/${hashOf(some)}.weights`;
      const editor = await eventually('the document', () =>
        vscode.window.visibleTextEditors.find(({ document }) => document.uri.path === path),
      );
      const text = editor.document.getText();
      ok(group.test(text), text.slice(0, 800));
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        editor.document.uri,
      );
      deepEqual(
        links.map(({ range, target }) => [editor.document.getText(range), target?.path]),
        ['layer1/neuron-000', 'layer1/neuron-001', 'layer1/neuron-000', 'layer2/neuron-001']
          .filter((place, index, all) => all.indexOf(place) === index)
          .map((place) => [`${place}.weights`, `/${run}/${place}.weights`]),
      );
    });

    it('are not opened where nothing is selected, which is said', async () => {
      const id = await workspace.makeRun();
      const told = openSelection(id, { ...parts, dumps: dumps() }, undefined);
      await vscode.commands.executeCommand('notifications.clearAll');
      await told;
      deepEqual(vscode.window.visibleTextEditors, []);
      deepEqual((await readSelections(join(workspace.runsFolder, id))).sets, []);
    });

    it('are not found by a hash that nothing is kept under', async () => {
      const uri = vscode.Uri.from({ scheme: 'attribution', path: `/${run}/selection/0123456789abcdef.weights` });
      await rejects(
        async () => vscode.workspace.fs.readFile(uri),
        (error: unknown) => error instanceof vscode.FileSystemError && error.code === 'FileNotFound',
      );
    });
  });
});
