import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { readRun } from '../../../src/engine/runs/runStore';
import { decodeSafetensors } from '../../../src/engine/runs/safetensors';
import { ConfigProblems } from '../../../src/extension/configs/configProblems';
import { DumpFileSystem } from '../../../src/extension/dumps/fileSystem';
import { storedDump } from '../../../src/extension/dumps/storedDump';
import { Experiments } from '../../../src/extension/experiments/experiments';
import { fileName } from '../../../src/extension/export/saveFile';
import { Command, PANEL_VIEW_TYPE } from '../../../src/extension/ids';
import { SelectionLinks } from '../../../src/extension/links/selectionLinks';
import { Panels } from '../../../src/extension/panel/panels';
import { dispatch } from '../../../src/extension/panel/router';
import { ShownPanel } from '../../../src/extension/panel/shownPanel';
import { panelHandlers } from '../../../src/extension/panelHandlers';
import { parseFromPanel } from '../../../src/extension/panelMessages';
import { SelectionFiles } from '../../../src/extension/selections/selectionStore';
import { readRunView } from '../../../src/extension/views/runView';
import type { FromPanel } from '../../../src/model/panelProtocol';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { ParameterSet } from '../../../src/model/parameterSet';
import { answerSaveDialog } from '../exportSupport';
import { causalTestsOf, emptyWorkspace, eventually, extension, panelTabs, services } from '../support';

describe('what leaves a panel', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let run: string;
  let panel: ShownPanel;
  let ask: (intent: FromPanel) => Promise<void>;

  beforeEach(async () => {
    run = await workspace.makeRun();
    const { extensionUri, id } = extension();
    const panels = new Panels(extensionUri, parts.runs, parts.log, parseFromPanel);
    const experiments = new Experiments(() => parts, panels, parts.statusBar, parts.log);
    const webviewPanel = vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, 'Run', vscode.ViewColumn.One);
    panel = new ShownPanel(webviewPanel, extensionUri, parts.log, parseFromPanel);
    panel.show({ kind: 'complete', run: await readRunView(run, parts.runs) });
    const dumps = new DumpFileSystem((address) => storedDump(address, parts));
    const links = new SelectionLinks(id, parts.runs, parts.selections, new SelectionFiles(parts.runs), panels);
    const studies = { start: () => Promise.reject(new Error('Not asked for here.')) };
    const causalTests = causalTestsOf(parts);
    const problems = new ConfigProblems();
    const handlers = panelHandlers({ ...parts, panels, experiments, dumps, links, studies, causalTests, problems });
    ask = (intent) => dispatch(handlers, panel, intent);
    workspace.atEnd(() => {
      panel.view.panel.dispose();
      panels.dispose();
      experiments.dispose();
    });
  });

  const written = (name: string) => readFile(join(workspace.folder, name));

  /** Selects one weight of layer 1, the bias of the same neuron, and one weight of layer 2. */
  async function select(): Promise<number[]> {
    const order = new ParameterOrder((await parts.runs.load(run)).file.sizes);
    const places = [
      { layer: 1, neuron: 3, input: 30 },
      { layer: 1, neuron: 3, input: null },
      { layer: 2, neuron: 1, input: 5 },
    ];
    const members = places.map((place) => order.numberOf(place));
    const parameters = ParameterSet.of(order.count, members);
    parts.selections.select({ runId: run, parameters, primary: null }, 'panel');
    return members;
  }

  it('is what is selected, as CSV, with a file beside it that says where the numbers come from', async () => {
    const members = await select();
    const asked = answerSaveDialog(workspace, 'some.csv');
    await ask({ type: 'saveSelection' });
    deepEqual(Object.values(asked.options?.filters ?? {}).flat(), ['csv', 'npy', 'safetensors', '*']);
    equal(basename(asked.options?.defaultUri?.path ?? ''), `attribution-${run}-selection.csv`);
    const [head = '', ...lines] = (await written('some.csv')).toString('utf8').split('\r\n');
    const columns = head.split(',');
    deepEqual(columns.slice(0, 6), ['layer', 'tensor', 'neuron', 'input', 'image_row', 'image_column']);
    deepEqual(
      lines.map((line) => line.split(',').slice(0, 6).join()),
      ['1,weight,3,30,1,2', '1,bias,3,,,', '2,weight,1,5,,', ''],
    );
    const { parameters, file } = await readRun(join(workspace.runsFolder, run));
    const ofX = lines.slice(0, -1).map((line) => Number(line.split(',')[columns.indexOf('x')]));
    deepEqual(
      ofX,
      members.map((member) => parameters.x.values[member]),
    );
    const about: unknown = JSON.parse((await written('some.csv.json')).toString('utf8'));
    ok(typeof about === 'object' && about !== null && 'configHash' in about && 'run' in about && 'columns' in about);
    equal(about.configHash, file.configHash);
    equal(about.run, run);
    deepEqual(about.columns, columns);
  });

  it('is all parameters, as safetensors, which say themselves where they come from', async () => {
    answerSaveDialog(workspace, 'all.safetensors');
    await ask({ type: 'exportAll' });
    const bytes = await written('all.safetensors');
    const { parameters, file } = await readRun(join(workspace.runsFolder, run));
    const tensors = decodeSafetensors(bytes, 'all.safetensors');
    deepEqual(tensors.get('y')?.values, Float64Array.from(parameters.y.values));
    deepEqual(tensors.get('without-7')?.values, Float64Array.from(parameters.forks.get('without-7')?.values ?? []));
    const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString('utf8');
    const { __metadata__: about } = JSON.parse(header) as { __metadata__: Record<string, string> };
    equal(about['configHash'], file.configHash);
    equal(about['engine'], file.engine);
    ok(!existsSync(join(workspace.folder, 'all.safetensors.json')));
  });

  it('is all parameters, as NumPy’s own file', async () => {
    answerSaveDialog(workspace, 'all.NPY');
    await ask({ type: 'exportAll' });
    const bytes = await written('all.NPY');
    equal(bytes.toString('latin1', 1, 6), 'NUMPY');
    const { file } = await parts.runs.load(run);
    match(bytes.toString('latin1', 10, 2000), new RegExp(`'shape': \\(${new ParameterOrder(file.sizes).count},\\)`));
    ok(existsSync(join(workspace.folder, 'all.NPY.json')));
  });

  it('is nothing where nothing is selected, where the name says no format, or where nobody wants it', async () => {
    const asked = answerSaveDialog(workspace, 'some.txt');
    await rejects(ask({ type: 'saveSelection' }), /Nothing of this run is selected/);
    equal(asked.options, undefined);
    await select();
    await rejects(ask({ type: 'saveSelection' }), /must end in \.csv, \.npy or \.safetensors/);
    ok(!existsSync(join(workspace.folder, 'some.txt')));
    answerSaveDialog(workspace, undefined);
    for (const intent of [
      { type: 'saveSelection' },
      { type: 'exportAll' },
      { type: 'exportReport', pictures: [] },
      { type: 'savePicture', name: 'a', format: 'svg', bytes: Uint8Array.of(60) },
    ] as const)
      await ask(intent);
    deepEqual(
      (await vscode.workspace.fs.readDirectory(vscode.Uri.file(workspace.folder))).filter(([name]) =>
        /^some|^attribution-run-/.test(name),
      ),
      [],
    );
  });

  it('is nothing of a panel that shows no finished run', async () => {
    panel.show({ kind: 'empty' });
    for (const type of ['saveSelection', 'exportAll', 'copyLink'] as const)
      await rejects(ask({ type }), /no finished run/);
  });

  it('is a picture, byte for byte, under a name that any system takes', async () => {
    const asked = answerSaveDialog(workspace, 'picture.png');
    const bytes = Uint8Array.of(137, 80, 78, 71);
    await ask({ type: 'savePicture', name: '../Weights of layer 1: y / "all"', format: 'png', bytes });
    deepEqual(Uint8Array.from(await written('picture.png')), bytes);
    equal(basename(asked.options?.defaultUri?.path ?? ''), `attribution-${run}-weights-of-layer-1.png`);
    deepEqual(asked.options?.filters, { PNG: ['png'], 'All files': ['*'] });
  });

  it('keeps the name that a person wrote, and gives the ending of its format to one without', async () => {
    const bytes = Uint8Array.of(60);
    const picture = { type: 'savePicture', name: 'Weights', format: 'svg', bytes } as const;
    answerSaveDialog(workspace, 'name.txt');
    await ask(picture);
    ok(existsSync(join(workspace.folder, 'name.txt')));
    workspace.clearLater('plain.svg');
    answerSaveDialog(workspace, 'plain');
    await ask(picture);
    deepEqual(Uint8Array.from(await written('plain.svg')), bytes);
    // The dialog knew nothing of the file that is there now.
    const { showWarningMessage } = vscode.window;
    const asked: string[] = [];
    Object.assign(vscode.window, { showWarningMessage: async (question: string) => void asked.push(question) });
    workspace.atEnd(() => Object.assign(vscode.window, { showWarningMessage }));
    await ask({ ...picture, bytes: Uint8Array.of(61) });
    deepEqual(asked, ['plain.svg exists. Replace it?']);
    deepEqual(Uint8Array.from(await written('plain.svg')), bytes);
  });

  it('is told by a message that opens or reveals it, or that says what went wrong', async () => {
    const { showInformationMessage } = vscode.window;
    const { executeCommand } = vscode.commands;
    const told: unknown[] = [];
    const done: unknown[] = [];
    let answer = 'Open';
    Object.assign(vscode.window, {
      showInformationMessage: async (...words: unknown[]) => {
        told.push(words);
        return answer;
      },
    });
    Object.assign(vscode.commands, {
      executeCommand: async (command: string, uri: vscode.Uri) => done.push([command, basename(uri.path)]),
    });
    workspace.atEnd(() => {
      Object.assign(vscode.window, { showInformationMessage });
      Object.assign(vscode.commands, { executeCommand });
    });
    answerSaveDialog(workspace, 'told.svg');
    const picture = { type: 'savePicture', name: 'Weights', format: 'svg', bytes: Uint8Array.of(60) } as const;
    await ask(picture);
    answer = 'Reveal';
    await ask(picture);
    await eventually('both', () => done.length === 2);
    deepEqual(
      told,
      Array.from({ length: 2 }, () => ['Saved told.svg.', 'Open', 'Reveal']),
    );
    deepEqual(done[0], ['vscode.open', 'told.svg']);
    match(String(done[1]), /^reveal\w+,told\.svg$/);
    answerSaveDialog(workspace, 'folder.svg');
    await workspace.write('folder.svg/inside.txt', 'A folder has the name.');
    await rejects(ask(picture), /^Error: folder\.svg could not be saved\. /);
  });

  it('is the run as one page with its pictures, its config and its data', async () => {
    answerSaveDialog(workspace, 'report.html');
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
    await ask({
      type: 'exportReport',
      pictures: [{ plot: 'weights', title: 'Weights', note: 'R² 0.3', light: svg, dark: svg }],
    });
    const html = (await written('report.html')).toString('utf8');
    const { file } = await parts.runs.load(run);
    for (const part of [file.configHash, file.engine, run, 'drawn digits', '&#34;seed&#34;: 1', '<img alt="Weights"'])
      ok(html.includes(part), part);
  });

  it('is asked for by commands as well, of the run that is shown', async () => {
    panel.view.panel.dispose();
    const told: string[] = [];
    const { showErrorMessage } = vscode.window;
    Object.assign(vscode.window, { showErrorMessage: async (message: string) => void told.push(message) });
    workspace.atEnd(() => Object.assign(vscode.window, { showErrorMessage }));
    for (const command of [Command.saveSelection, Command.exportAll, Command.copyLink, Command.exportReport])
      await vscode.commands.executeCommand(command);
    deepEqual(
      told,
      Array.from({ length: 4 }, () => 'No run is shown. “Attribution: Open Run…” shows one.'),
    );

    const { showQuickPick } = vscode.window;
    Object.assign(vscode.window, { showQuickPick: async (items: Promise<{ id: string }[]>) => (await items)[0] });
    workspace.atEnd(() => Object.assign(vscode.window, { showQuickPick }));
    await vscode.commands.executeCommand(Command.openRun);
    await eventually('the panel of the run', () => panelTabs().length === 1);
    answerSaveDialog(workspace, 'all.csv');
    await vscode.commands.executeCommand(Command.exportAll);
    const { file } = await parts.runs.load(run);
    equal((await written('all.csv')).toString('utf8').split('\r\n').length, new ParameterOrder(file.sizes).count + 2);
    // The page makes its pictures before anybody is asked.
    answerSaveDialog(workspace, 'report.html');
    await vscode.commands.executeCommand(Command.exportReport);
    await eventually('the report', () => existsSync(join(workspace.folder, 'report.html')));
  });
});

describe('the proposed name of a file', () => {
  for (const [parts, name] of [
    [['run-1', 'Gewichte, Größe'], 'attribution-run-1-Gewichte-Größe.png'],
    [['../../etc/passwd'], 'attribution-etc-passwd.png'],
    [['con', 'a\u0000b\n'], 'attribution-con-a-b.png'],
    [['𝔸'.repeat(200)], `attribution-${'𝔸'.repeat(68)}.png`],
    [['...'], 'attribution.png'],
  ] as const)
    it(`holds nothing but letters, digits, dots and hyphens: ${name.slice(0, 40)}`, () => {
      equal(fileName(parts, 'png'), name);
    });
});
