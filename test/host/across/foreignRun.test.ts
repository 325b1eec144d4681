import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { encodeSafetensors, type StoredTensor } from '../../../src/engine/runs/safetensors';
import { pathOf } from '../../../src/extension/dumps/address';
import { storedDump } from '../../../src/extension/dumps/storedDump';
import { exportAll } from '../../../src/extension/export/saveParameters';
import { Command, DUMP_SCHEME } from '../../../src/extension/ids';
import { ParameterSet } from '../../../src/model/parameterSet';
import { answerSaveDialog } from '../exportSupport';
import { emptyWorkspace, eventually, panelTabs, services } from '../support';

const LAYERS = [
  { name: 'conv1', weight: [3, 2, 2, 2], bias: true },
  { name: 'classes', weight: [4, 3], bias: false },
  { name: 'norm', weight: [4], bias: true },
] as const;
const SETS = ['tally/a', 'tally/b', 'difference/c', 'difference/d'] as const;
const PARAMETERS = 3 * 8 + 3 + 4 * 3 + 2 * 4;

describe('a run that another system recorded', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let folder: string;
  let tensors: ReadonlyMap<string, StoredTensor>;

  before(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'attribution-elsewhere-')), 'my run');
    await mkdir(folder);
    tensors = tensorsOf();
    await writeFile(join(folder, 'tensors.safetensors'), encodeSafetensors(tensors, {}));
    const said = {
      format: 'attribution-run',
      formatVersion: 1,
      source: { name: 'PyTorch', version: '2.6.0' },
      layers: LAYERS,
      network: 'Tiny, ReLU',
      seed: 5,
    };
    await writeFile(join(folder, 'run.json'), JSON.stringify(said));
  });

  after(() => rm(join(folder, '..'), { recursive: true, force: true }));

  const documentAt = (path: string) =>
    vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: DUMP_SCHEME, path }));

  it('opens from anywhere by “Browse…”, and its weights from its panel’s run', async () => {
    const { showQuickPick, showOpenDialog } = vscode.window;
    workspace.atEnd(() => Object.assign(vscode.window, { showQuickPick, showOpenDialog }));
    let offered: readonly vscode.QuickPickItem[] = [];
    Object.assign(vscode.window, {
      showQuickPick: async (items: Promise<readonly vscode.QuickPickItem[]>) => {
        offered = await items;
        return offered.find(({ label }) => label === 'Browse…');
      },
      showOpenDialog: async () => [vscode.Uri.file(folder)],
    });
    await vscode.commands.executeCommand(Command.openRun);
    ok(offered.some(({ label }) => label === 'Browse…'));
    await eventually('its panel', () => panelTabs()[0]?.label === 'Tiny · seed 5');

    const id = await parts.runs.open(folder);
    match(id, /^my-run-[0-9a-f]{8}$/);
    const neuron = (await documentAt(pathOf({ kind: 'neuron', runId: id, layer: 1, neuron: 2 }))).getText();
    match(neuron, /^# Neuron 2 of layer 1 \(conv1\)\n# Tiny, ReLU · seed 5 · recorded by PyTorch 2\.6\.0\n/);
    match(neuron, /\n# *chan row col +x +y +a +b +c +d\n/);
    equal(neuron.split('\n').filter((line) => /^ +\d/.test(line)).length, 8);
    const value = tensors.get('tally/a/conv1.weight')?.values[2 * 8 + 7] ?? Number.NaN;
    match(neuron, new RegExp(`\\n +1 +1 +1 +\\S+ +\\S+ +${value.toExponential(4).replace('+', '\\+')} `));

    const classes = (await documentAt(pathOf({ kind: 'neuron', runId: id, layer: 2, neuron: 3 }))).getText();
    match(classes, /Neuron 3 of layer 2 \(classes\)/);
    ok(!classes.includes('bias'));
    match(classes, /\n# neuron +x +y +a +b /);
    const scale = (await documentAt(pathOf({ kind: 'neuron', runId: id, layer: 3, neuron: 1 }))).getText();
    match(scale, /\n {2}bias +\S/);
    match(scale, /\n# weight +x +y [^\n]+\n {2}weight +\S[^\n]+\n$/);
    const input = (await documentAt(pathOf({ kind: 'pixel', runId: id, row: 0, column: 5 }))).getText();
    match(input, /^# Input 5\n/);
    await rejects(storedDump({ kind: 'biases', runId: id, layer: 2 }, parts), /no biases/);
  });

  it('is opened again at once when its folder is named, and listed from then on', async () => {
    await vscode.commands.executeCommand(Command.openRun, vscode.Uri.file(folder));
    await eventually('its panel', () => panelTabs()[0]?.label === 'Tiny · seed 5');
    const id = await parts.runs.open(folder);
    deepEqual(
      (await parts.library.entriesNow()).map((run) => run.id),
      [id],
    );
  });

  it('keeps selections, and gives its numbers away', async () => {
    const id = await parts.runs.open(folder);
    const set = ParameterSet.of(PARAMETERS, [0, 25, PARAMETERS - 1]);
    const hash = await parts.store.keep(id, set);
    ok((await parts.store.find(id, hash))?.equals(set));
    // The longest name of what a weight reads makes room for its numbers, and for those of the other layers.
    const selection = (await documentAt(pathOf({ kind: 'selection', runId: id, hash }))).getText().split('\n');
    const numbers = selection.filter((line) => line.startsWith('  '));
    deepEqual(
      numbers.map((line) => line.slice(0, 15)),
      ['     0   0   0 ', '  bias         ', '  bias         '],
    );
    equal(new Set(numbers.map(({ length }) => length)).size, 1);
    answerSaveDialog(workspace, 'all.csv');
    await exportAll(id, parts.runs);
    const lines = (await readFile(join(workspace.folder, 'all.csv'), 'utf8')).trimEnd().split('\r\n');
    equal(lines[0], 'layer,tensor,neuron,input,image_row,image_column,a,b,c,d,x,y');
    equal(lines.length, PARAMETERS + 1);
    match(await readFile(join(workspace.folder, 'all.csv.json'), 'utf8'), /"source": "PyTorch 2\.6\.0"/);
  });

  it('is refused where config and data are needed, in words', async () => {
    const id = await parts.runs.open(folder);
    await rejects(() => parts.runs.load(id), /a run that PyTorch 2\.6\.0 recorded.*its config and its data/);
    await rejects(() => parts.runs.open(join(folder, '..')), /no readable file/);
  });
});

function tensorsOf(): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  let next = 1;
  const tensor = (shape: readonly number[]) => {
    const values = new Float64Array(shape.reduce((product, axis) => product * axis, 1));
    return { shape, values: values.map(() => ((next++ * 37) % 101) / 7) };
  };
  for (const set of SETS) {
    for (const { name, weight, bias } of LAYERS) {
      tensors.set(`${set}/${name}.weight`, tensor(weight));
      if (bias) tensors.set(`${set}/${name}.bias`, tensor([weight[0]]));
    }
  }
  return tensors;
}
