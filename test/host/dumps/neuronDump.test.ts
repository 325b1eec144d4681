import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { configHash } from '../../../src/engine/config';
import { RandomStream } from '../../../src/engine/network/random';
import { TENSOR_FILE } from '../../../src/engine/runs/runFormat';
import { readRunFile } from '../../../src/engine/runs/runStore';
import { decodeSafetensors, type StoredTensor } from '../../../src/engine/runs/safetensors';
import { DUMP_SCHEME } from '../../../src/extension/ids';
import { at, emptyWorkspace, small } from '../support';

const INPUTS = 784;

/** Which tensor of the file a column of a dump shows. */
const SET_OF_COLUMN: Readonly<Record<string, string>> = {
  x: 'x',
  y: 'y',
  a: 'tally/a',
  b: 'tally/b',
  c: 'difference/c',
  d: 'difference/d',
  initial: 'initial',
  'phase 1': 'phase1',
  'without-1': 'fork/without-1',
  'without-7': 'fork/without-7',
  'without-6': 'fork/without-6',
  'without-8': 'fork/without-8',
};

const addressOf = (path: string) => vscode.Uri.from({ scheme: DUMP_SCHEME, path });

/** A run's tensors, read by the engine. */
class Tensors {
  private constructor(private readonly tensors: ReadonlyMap<string, StoredTensor>) {}

  static async in(folder: string): Promise<Tensors> {
    const path = join(folder, TENSOR_FILE);
    return new Tensors(decodeSafetensors(await readFile(path), path));
  }

  /** What the columns of a dump have to show of one parameter, by the title of the column. */
  columns(tensor: string, ...place: readonly number[]): Map<string, number> {
    return new Map(
      Object.entries(SET_OF_COLUMN).map(([column, set]) => {
        const { shape, values } = this.tensors.get(`${set}/${tensor}`) as StoredTensor;
        equal(place.length, shape.length);
        const index = place.reduce((offset, coordinate, axis) => offset * at(shape, axis) + coordinate, 0);
        return [column, at(values, index)];
      }),
    );
  }
}

/** The lines of a dump, split at what they begin with. */
class Dump {
  readonly lines: readonly string[];
  readonly head: string;
  /** The lines of weights, without comments and the bias. */
  readonly weights: readonly string[];
  readonly bias: string | undefined;

  private constructor(readonly document: vscode.TextDocument) {
    const text = document.getText();
    ok(text.endsWith('\n') && !text.endsWith('\n\n'));
    this.lines = text.slice(0, -1).split('\n');
    this.head = this.lines.filter((line) => line.startsWith('#')).join('\n');
    this.weights = this.lines.filter((line) => /^ +\d/.test(line));
    this.bias = this.lines.find((line) => line.startsWith('  bias'));
  }

  static async at(path: string): Promise<Dump> {
    return new Dump(await vscode.workspace.openTextDocument(addressOf(path)));
  }

  /** The numbers of a line by the titles above it; a column ends where its title ends. */
  readonly numbers = (line: string): Map<string, number> => {
    const titles = this.lines.filter((other) => other.startsWith('#') && other.includes(' initial '));
    ok(titles.every((title) => title.length === line.length));
    const title = at(titles, 0);
    const columns = [...title.matchAll(/phase 1|without-\d|initial|(?<= )[abcdxy](?= |$)/g)];
    // Before x stand the names, of two characters of margin and as many as its own title needs.
    const starts = [
      title.startsWith('# row') || line.startsWith('  bias') ? 10 : 9,
      ...columns.map((match) => match.index + match[0].length),
    ];
    return new Map(
      columns.map(([name], index) => {
        const number = line.slice(at(starts, index), at(starts, index + 1)).trim();
        ok(number === 'undefined' || /^-?\d+\.\d+(e[+-]\d+)?$/.test(number), `${name}: ${number}`);
        return [name, number === 'undefined' ? Number.NaN : Number(number)];
      }),
    );
  };
}

/** Every column is there, and shows its number as precisely as its format can. */
function shows(shown: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): void {
  deepEqual([...shown.keys()], [...expected.keys()]);
  for (const [column, value] of expected) {
    const number = shown.get(column) as number;
    if (Number.isNaN(value)) {
      ok(Number.isNaN(number), column);
      continue;
    }
    const half = column === 'x' || column === 'y' ? 0.5e-5 : 0.5e-4 * 10 ** Math.floor(Math.log10(Math.abs(value)));
    ok(value === 0 ? number === 0 : Math.abs(number - value) <= 1.001 * half, `${column}: ${number}, not ${value}`);
  }
}

function pearson(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const product = (one: readonly number[], other: readonly number[]) =>
    mean(one.map((value, index) => (value - mean(one)) * (at(other, index) - mean(other))));
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}

describe('weight dumps', () => {
  const workspace = emptyWorkspace();
  let run: string;
  let tensors: Tensors;
  let hash: string;

  beforeEach(async () => {
    run = await workspace.makeRun();
    const folder = join(workspace.runsFolder, run);
    tensors = await Tensors.in(folder);
    hash = configHash((await readRunFile(folder)).config);
  });

  it('show a hidden neuron: its bias and every weight that enters it', async () => {
    const dump = await Dump.at(`/${run}/layer1/neuron-003.weights`);
    for (const words of ['Neuron 3 of layer 1', `run ${run}`, `config ${hash}`, '784–8–2']) {
      ok(dump.head.includes(words), words);
    }
    shows(dump.numbers(dump.bias as string), tensors.columns('layer1.bias', 3));
    const places = dump.weights.map((line) => line.trim().split(/ +/).slice(0, 2).map(Number));
    deepEqual(
      places,
      Array.from({ length: INPUTS }, (_, input) => [Math.floor(input / 28), input % 28]),
    );
    const random = new RandomStream(1, 'weights of a dump');
    // The first and the last too: that is where an offset would show.
    const inputs = [0, INPUTS - 1, ...Array.from({ length: 40 }, () => random.integer(INPUTS))];
    for (const input of inputs)
      shows(dump.numbers(at(dump.weights, input)), tensors.columns('layer1.weight', 3, input));
  });

  it('show an output: its group and the weights of every hidden neuron', async () => {
    const dump = await Dump.at(`/${run}/layer2/neuron-001.weights`);
    for (const words of ['Neuron 1 of layer 2', 'group B', `run ${run}`, `config ${hash}`])
      ok(dump.head.includes(words), words);
    shows(dump.numbers(dump.bias as string), tensors.columns('layer2.bias', 1));
    equal(dump.weights.length, 8);
    for (const [neuron, line] of dump.weights.entries()) {
      equal(Number.parseInt(line, 10), neuron);
      shows(dump.numbers(line), tensors.columns('layer2.weight', 1, neuron));
    }
  });

  it('show a pixel: the weights that leave it for every neuron', async () => {
    const dump = await Dump.at(`/${run}/layer1/pixel-14-07.weights`);
    for (const words of ['row 14, column 7', `run ${run}`, `config ${hash}`]) ok(dump.head.includes(words), words);
    equal(dump.bias, undefined);
    equal(dump.weights.length, 8);
    for (const [neuron, line] of dump.weights.entries()) {
      equal(Number.parseInt(line, 10), neuron);
      shows(dump.numbers(line), tensors.columns('layer1.weight', neuron, 14 * 28 + 7));
    }
    const points = dump.weights.map((_, neuron) => tensors.columns('layer1.weight', neuron, 14 * 28 + 7));
    const [x, y] = ['x', 'y'].map((column) => points.map((point) => point.get(column) as number));
    ok(dump.head.includes(`r ${pearson(x as number[], y as number[]).toFixed(6)} of x and y over the 8 weights`));
  });

  it('say of a pixel that it is the same everywhere', async () => {
    const dump = await Dump.at(`/${run}/layer1/pixel-00-00.weights`);
    ok(dump.head.includes('the same value in every example'));
  });

  it('call undefined what is undefined', async () => {
    // A network that the first examples throw so far off that no later one moves it.
    const stuck = await workspace.makeRun({ ...small, learningRate: 1e6 });
    const { lines, numbers, weights } = await Dump.at(`/${stuck}/layer1/neuron-002.weights`);
    const expected = (await Tensors.in(join(workspace.runsFolder, stuck))).columns('layer1.weight', 2, 400);
    ok(Number.isNaN(expected.get('x')), 'No weight of this run was meant to move.');
    ok(lines.every((line) => !line.includes('NaN')));
    shows(numbers(at(weights, 400)), expected);
  });

  for (const path of ['layer1/neuron-000', 'layer2/neuron-000', 'layer1/pixel-10-10'])
    it(`stand in columns: ${path}`, async () => {
      const { weights, lines } = await Dump.at(`/${run}/${path}.weights`);
      const firstWeight = lines.indexOf(at(weights, 0));
      // The title is one line above.
      equal(new Set(lines.slice(firstWeight - 1).map((line) => line.length)).size, 1);
      equal(firstWeight + weights.length, lines.length);
    });

  it('cannot be written, and say so', async () => {
    const uri = addressOf(`/${run}/layer1/neuron-003.weights`);
    equal(vscode.workspace.fs.isWritableFileSystem(DUMP_SCHEME), false);
    const { permissions, type, size } = await vscode.workspace.fs.stat(uri);
    deepEqual([permissions, type], [vscode.FilePermission.Readonly, vscode.FileType.File]);
    const bytes = await vscode.workspace.fs.readFile(uri);
    equal(size, bytes.length);
    await rejects(async () => vscode.workspace.fs.writeFile(uri, new Uint8Array(1)), vscode.FileSystemError);
    await rejects(async () => vscode.workspace.fs.delete(uri), vscode.FileSystemError);
    await rejects(
      async () => vscode.workspace.fs.rename(uri, addressOf(`/${run}/layer1/neuron-004.weights`)),
      vscode.FileSystemError,
    );
    deepEqual(await vscode.workspace.fs.readFile(uri), bytes);
  });

  for (const [title, path] of [
    ['an unknown run', '/2020-01-02-030405-none/layer1/neuron-003.weights'],
    ['a run outside the runs folders', '/../layer1/neuron-003.weights'],
    ['a neuron beyond its layer', '/<run>/layer1/neuron-008.weights'],
    ['an output beyond the two', '/<run>/layer2/neuron-002.weights'],
    ['a layer beyond the last', '/<run>/layer3/neuron-000.weights'],
    ['layer 0', '/<run>/layer0/neuron-000.weights'],
    ['a neuron with too few digits', '/<run>/layer1/neuron-3.weights'],
    ['a neuron with too many digits', '/<run>/layer1/neuron-0003.weights'],
    ['a pixel with too few digits', '/<run>/layer1/pixel-1-07.weights'],
    ['a pixel below the image', '/<run>/layer1/pixel-28-07.weights'],
    ['a pixel beside the image', '/<run>/layer1/pixel-14-28.weights'],
    ['a pixel of another layer', '/<run>/layer2/pixel-14-07.weights'],
    ['another name', '/<run>/layer1/neuron-003.txt'],
    ['a folder', '/<run>/layer1'],
  ] as const)
    it(`are not found for ${title}`, async () => {
      const uri = addressOf(path.replace('<run>', run));
      const notFound = (error: unknown) => error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
      await rejects(async () => vscode.workspace.fs.stat(uri), notFound);
      await rejects(async () => vscode.workspace.fs.readFile(uri), notFound);
      await rejects(async () => vscode.workspace.openTextDocument(uri), /not found|cannot open|no /i);
    });
});
