import { deepEqual, equal, ok } from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readRun } from '../../../src/engine/runs/runStore';
import { addressAt, type DumpAddress, pathOf } from '../../../src/extension/dumps/address';
import { MOST_PARAMETERS } from '../../../src/extension/dumps/selectionDump';
import { storedDump } from '../../../src/extension/dumps/storedDump';
import { swatchesOf } from '../../../src/extension/dumps/swatches';
import { hashOf } from '../../../src/extension/selections/selectionFile';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { ParameterSet } from '../../../src/model/parameterSet';
import { emptyWorkspace, services } from '../support';

const order = new ParameterOrder([784, 8, 2]);
const some = ParameterSet.of(order.count, [
  ...[0, 391, 783, 784, 6271],
  order.numberOf({ layer: 1, neuron: 3, input: null }),
  order.numberOf({ layer: 2, neuron: 1, input: 5 }),
  order.numberOf({ layer: 2, neuron: 1, input: null }),
]);

/** Every kind of document, with the parameters that stand in it. */
const documents: readonly (readonly [title: string, address: DumpAddress, parameters: () => number[]])[] = [
  ['a hidden neuron', { kind: 'neuron', runId: 'r', layer: 1, neuron: 3 }, () => ofNeuron(1, 3, 784)],
  ['an output', { kind: 'neuron', runId: 'r', layer: 2, neuron: 1 }, () => ofNeuron(2, 1, 8)],
  [
    'a pixel',
    { kind: 'pixel', runId: 'r', row: 14, column: 7 },
    () => Array.from({ length: 8 }, (_, neuron) => order.numberOf({ layer: 1, neuron, input: 14 * 28 + 7 })),
  ],
  [
    'the biases of a layer',
    { kind: 'biases', runId: 'r', layer: 1 },
    () => Array.from({ length: 8 }, (_, neuron) => order.numberOf({ layer: 1, neuron, input: null })),
  ],
  [
    'a neuron in a fork',
    { kind: 'network', runId: 'r', network: 'fork-without-7', layer: 1, neuron: 0 },
    () => ofNeuron(1, 0, 784),
  ],
  [
    'an output in phase 1',
    { kind: 'network', runId: 'r', network: 'phase1', layer: 2, neuron: 0 },
    () => ofNeuron(2, 0, 8),
  ],
  ['a selection', { kind: 'selection', runId: 'r', hash: hashOf(some) }, () => [...some]],
  ['a selection with a name', { kind: 'selection', runId: 'r', hash: hashOf(some), name: 'top 1 %?' }, () => [...some]],
];

function ofNeuron(layer: number, neuron: number, inputs: number): number[] {
  const weights = Array.from({ length: inputs }, (_, input) => order.numberOf({ layer, neuron, input }));
  return [...weights, order.numberOf({ layer, neuron, input: null })];
}

describe('the lines of a weight dump', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let run: string;

  beforeEach(async () => {
    run = await workspace.makeRun();
  });

  const dumpOf = (address: DumpAddress, selected = some) =>
    storedDump({ ...address, runId: run }, { runs: parts.runs, store: { find: () => Promise.resolve(selected) } });

  for (const [title, address, parameters] of documents)
    it(`stand for parameters, and parameters for lines: ${title}`, async () => {
      const { text, lines, columns, numbersFrom } = await dumpOf(address);
      const texts = text.slice(0, -1).split('\n');
      equal(lines.count, texts.length);
      const ascending = (one: number, other: number) => one - other;
      deepEqual(lines.parameters.toSorted(ascending), parameters().toSorted(ascending));
      for (const [line, written] of texts.entries()) {
        const parameter = lines.parameterAt(line);
        equal(parameter === undefined, written.startsWith('#'), written);
        if (parameter === undefined) continue;
        equal(lines.lineOf(parameter), line);
        // What the line is called, and what stands in it, are those of the parameter.
        const { neuron, input } = order.placeOf(parameter);
        const name = written.slice(0, numbersFrom).trim().split(/ +/).map(Number);
        if (address.kind === 'pixel' || address.kind === 'biases') deepEqual(name, [neuron]);
        else if (input === null) equal(written.slice(0, numbersFrom).trim(), 'bias');
        else deepEqual(name, name.length === 1 ? [input] : [Math.floor(input / 28), input % 28]);
        const column = columns.at(0);
        equal(
          Number(written.slice(numbersFrom).trim().split(/ +/)[0]),
          Number(column?.format(column.numberOf(parameter))),
        );
      }
      equal(lines.parameterAt(texts.length), undefined);
    });

  it('have addresses that lead back to themselves', () => {
    for (const [, address] of documents) deepEqual(addressAt(pathOf(address)), address);
  });

  it('have addresses of names that a path cannot hold as they are', () => {
    const path = pathOf({ kind: 'selection', runId: 'r', hash: hashOf(some), name: 'ones/../x\\y' });
    equal(path, `/r/selection/${hashOf(some)}/ones .. x y.weights`);
    equal(addressAt(path)?.kind, 'selection');
  });

  for (const path of [
    '/r/selection/0123456789abcdef/a/b.weights',
    '/r/selection/0123456789abcdef/.weights',
    '/r/layer1/biases',
    '/r/layer01/biases.weights',
    '/r/fork-/layer1/neuron-003.weights',
    '/r/fork-without-7/layer1/biases.weights',
    '/r/fork-../layer1/neuron-003.weights',
    '/r/phase2/layer1/neuron-003.weights',
    '/r/selection/0123.weights',
    '/r/selection/0123456789ABCDEF.weights',
    '/../selection/0123456789abcdef.weights',
  ])
    it(`have no such address: ${path}`, () => {
      equal(addressAt(path), undefined);
    });

  it('are cut where a selection has too many, and say how many more there are', async () => {
    const wide = await workspace.makeRun({
      network: { hidden: [30] },
      phase1: { rows: 600 },
      forks: { untilRow: 1500 },
    });
    const stored = await parts.runs.load(wide);
    const all = ParameterSet.empty(new ParameterOrder(stored.file.sizes).count).inverse();
    const address = { kind: 'selection', runId: wide, hash: hashOf(all) } as const;
    const store = { find: () => Promise.resolve(all) };
    const { text, lines } = await storedDump(address, { runs: parts.runs, store });
    equal(lines.parameters.length, MOST_PARAMETERS);
    const more = (all.size - MOST_PARAMETERS).toLocaleString('en');
    ok(text.endsWith(`\n# ${more} more parameters not shown here; “Save Selection As…” writes them all.\n`));
  });

  it('differ between two networks only where weights do, to the digits shown', async () => {
    const stored = await readRun(join(workspace.runsFolder, run));
    const textOf = async (network: string) =>
      (await dumpOf({ kind: 'network', runId: run, network, layer: 1, neuron: 3 })).text.split('\n');
    const [one, other] = [await textOf('fork-without-1'), await textOf('fork-without-7')];
    equal(one.length, other.length);
    const [first, second] = ['without-1', 'without-7'].map((name) => stored.parameters.forks.get(name)?.values);
    const expected = ofNeuron(1, 3, 784).filter(
      (parameter) => first?.[parameter]?.toExponential(3) !== second?.[parameter]?.toExponential(3),
    );
    const marked = one.filter((line, index) => line !== other[index]);
    ok(expected.length > 0 && expected.length < 785);
    // No heading is among them, so that the first difference is one of a weight.
    equal(marked.length, expected.length);
    ok(marked.every((line) => !line.startsWith('#')));
  });

  it('have fields of colour before x and y: everywhere where there are few, else in sight', async () => {
    const few = await dumpOf({ kind: 'pixel', runId: run, row: 14, column: 7 });
    equal(swatchesOf(few, []).flat().length, 16);
    const many = await dumpOf({ kind: 'neuron', runId: run, layer: 1, neuron: 3 });
    deepEqual(swatchesOf(many, []).flat(), []);
    const first = many.lines.lineOf(order.numberOf({ layer: 1, neuron: 3, input: 400 })) as number;
    const inSight = swatchesOf(many, [new vscode.Range(first, 0, first + 9, 0)]);
    const { x } = (await readRun(join(workspace.runsFolder, run))).parameters;
    const defined = many.lines.parametersIn(first, first + 9).filter((parameter) => !Number.isNaN(x.values[parameter]));
    ok(inSight.flat().length >= defined.length);
    for (const [step, ranges] of inSight.entries())
      for (const { start } of ranges) {
        const parameter = many.lines.parameterAt(start.line) as number;
        const share = many.columns.at(start.character - many.numbersFrom)?.numberOf(parameter) as number;
        ok(share >= step / 5 && share <= (step + 1) / 5, `${share} in step ${step}`);
      }
    ok(swatchesOf(many, [new vscode.Range(0, 0, many.lines.count, 0)]).flat().length <= 1000);
  });
});
