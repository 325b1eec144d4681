import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { readRun } from '../../../src/engine/runs/runStore';
import { uriOf } from '../../../src/extension/dumps/open';
import { Command, DUMP_LANGUAGE, DUMP_SCHEME } from '../../../src/extension/ids';
import { at, emptyWorkspace, eventually, extension } from '../support';

describe('weight dumps as a language', () => {
  const workspace = emptyWorkspace();
  let run: string;

  beforeEach(async () => {
    run = await workspace.makeRun();
  });

  const open = (place: string) =>
    vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: DUMP_SCHEME, path: `/${run}/${place}.weights` }));
  const neuron = () => open('layer1/neuron-003');
  const lineWith = (document: vscode.TextDocument, pattern: RegExp): number => {
    const line = document
      .getText()
      .split('\n')
      .findIndex((text) => pattern.test(text));
    ok(line >= 0, String(pattern));
    return line;
  };
  const execute = <Result>(command: string, ...rest: unknown[]): Promise<Result> =>
    Promise.resolve(vscode.commands.executeCommand<Result>(command, ...rest));

  it('are one', async () => {
    for (const place of ['layer1/neuron-003', 'layer1/biases', 'layer1/pixel-14-07', 'phase1/layer2/neuron-001'])
      equal((await open(place)).languageId, DUMP_LANGUAGE);
  });

  it('have row, column, x and y in the first columns of an editor, without a map of the document', async () => {
    const document = await neuron();
    const { text } = document.lineAt(lineWith(document, /^# row col/));
    const end = text.indexOf(' y ') + 2;
    ok(text.indexOf(' x ') < end, text);
    // Of 541 pixels some 80 are numbers of lines and margins; a character of 14 pixels is 8.5 wide.
    ok(80 + 8.5 * end < 541, `y ends at character ${end}`);
    const settings = vscode.workspace.getConfiguration('editor', { uri: document.uri, languageId: DUMP_LANGUAGE });
    equal(settings.get('minimap.enabled'), false);
  });

  it('have scopes for titles, headings, pictures, names, numbers and what is undefined', async () => {
    const grammar = await dumpGrammar();
    const scopes = (text: string) =>
      grammar
        .tokenizeLine(text, null)
        .tokens.map(({ startIndex, endIndex, scopes }) => [text.slice(startIndex, endIndex).trim(), scopes.at(-1)])
        .filter(([token]) => token !== '');
    const [mark, index, number] = ['comment.line.number-sign', 'variable.parameter.index', 'constant.numeric'];
    for (const [text, expected] of [
      [
        '# Neuron 3 of layer 1',
        [
          ['#', mark],
          ['Neuron 3 of layer 1', 'markup.heading'],
        ],
      ],
      ['# run 12 · a b', [['# run 12 · a b', mark]]],
      [
        '# row col         y     initial   without-7',
        [
          ['#', mark],
          ['row col         y     initial   without-7', 'entity.name.tag.heading'],
        ],
      ],
      [
        '#   |  ##--|',
        [
          ['#', mark],
          ['|', mark],
          ['##', 'markup.inserted.positive'],
          ['--', 'markup.deleted.negative'],
          ['|', mark],
        ],
      ],
      [
        '   14   7  -1.2500e-12 undefined',
        [
          ['14', index],
          ['7', index],
          ['-', 'keyword.operator.sign'],
          ['1.2500', number],
          ['e-12', 'constant.numeric.exponent'],
          ['undefined', 'constant.language.undefined'],
        ],
      ],
      [
        '       3   0.50000',
        [
          ['3', index],
          ['0.50000', number],
        ],
      ],
      [
        '  bias     1e-2',
        [
          ['bias', 'keyword.other.bias'],
          ['1', number],
          ['e-2', 'constant.numeric.exponent'],
        ],
      ],
    ] as const)
      deepEqual(
        scopes(text),
        expected.map(([token, scope]) => [token, `${scope}.weights`]),
      );
    // No line of a real document is left without a scope of its own.
    const lines = (await neuron())
      .getText()
      .split('\n')
      .filter((line) => line !== '');
    const plain = lines.filter((line) =>
      grammar.tokenizeLine(line, null).tokens.every(({ scopes }) => scopes.length < 2),
    );
    deepEqual(plain, []);
  });

  it('have an outline: bias, pictures, and the weights from their heading on, by rows of pixels', async () => {
    const document = await neuron();
    const symbols = await execute<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    deepEqual(
      symbols.map(({ name }) => name),
      ['Bias', 'Pictures of its weights', 'Weights'],
    );
    const weights = at(symbols, 2);
    ok(document.lineAt(weights.range.start).text.startsWith('# row col'));
    equal(weights.range.end.line, lineWith(document, /^ +27 +27 /));
    equal(weights.children.length, 28);
    const row = at(weights.children, 10);
    deepEqual(
      [row.name, row.range.start.line, row.range.end.line],
      ['Row 10', lineWith(document, /^ +10 +0 /), lineWith(document, /^ +10 +27 /)],
    );
  });

  it('fold by rows of pixels, and their pictures', async () => {
    const document = await neuron();
    const ranges = await execute<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
    const [pictures, row] = [lineWith(document, /What phase 1 changed/), lineWith(document, /^ +14 +0 /)];
    const folded = ranges.map(({ start, end }) => `${start}–${end}`);
    ok(folded.includes(`${row}–${row + 27}`), folded.join());
    ok(folded.includes(`${pictures}–${pictures + 29}`), folded.join());
  });

  async function hoverAt(document: vscode.TextDocument, line: number, character: number): Promise<string> {
    const hovers = await execute<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(line, character),
    );
    const contents = hovers.flatMap((hover) => hover.contents);
    return contents.map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
  }

  it('say where a number stands among those of its neuron and its layer', async () => {
    const document = await neuron();
    const line = lineWith(document, /^ +14 +7 /);
    const { parameters } = await readRun(join(workspace.runsFolder, run));
    const { inputs, weight } = at(parameters.tally.a.layers, 0);
    const value = at(weight, 3 * inputs + 14 * 28 + 7);
    const larger = (values: Float64Array) => values.filter((other) => Math.abs(other) > Math.abs(value)).length;
    const heading = document.lineAt(lineWith(document, /^# row col/)).text;
    const text = await hoverAt(document, line, heading.indexOf(' a ') + 1);
    ok(text.includes(`\`${value}\``), text);
    const ofNeuron = weight.subarray(3 * inputs, 4 * inputs);
    ok(text.includes(`no. ${larger(ofNeuron) + 1} of 784 among the weights of neuron 3`), text);
    ok(text.includes(`no. ${(larger(weight) + 1).toLocaleString('en')} of 6,272 among the weights of layer 1`), text);
  });

  it('count the points that lie on the same place, and say when a share is undefined', async () => {
    const document = await neuron();
    const { parameters, file } = await readRun(join(workspace.runsFolder, run));
    const [x, y] = [at(parameters.x.layers, 0), at(parameters.y.layers, 0)];
    const [input = 0] = file.constantInputs;
    const place = 3 * x.inputs + input;
    const [row, column] = [Math.floor(input / 28), input % 28];
    const line = lineWith(document, new RegExp(`^ +${row} +${column} `));
    const text = await hoverAt(
      document,
      line,
      document.lineAt(lineWith(document, /^# row col/)).text.indexOf(' y ') + 1,
    );
    const same = [...x.weight.subarray(3 * x.inputs, 4 * x.inputs).keys()].filter(
      (other) =>
        Math.abs(at(x.weight, 3 * x.inputs + other) - at(x.weight, place)) <= 1e-6 &&
        Math.abs(at(y.weight, 3 * x.inputs + other) - at(y.weight, place)) <= 1e-6,
    ).length;
    ok(same > 1, 'Constant inputs were meant to share a point.');
    const counted = Number(/\+([\d,]+) identical points/.exec(text)?.[1]?.replace(',', ''));
    ok(counted >= same - 1, text);
  });

  it('explain their columns', async () => {
    const document = await neuron();
    const line = lineWith(document, /^# row col/);
    const { text } = document.lineAt(line);
    ok((await hoverAt(document, line, text.indexOf(' y ') + 1)).includes('c / (c + d)'));
    ok((await hoverAt(document, line, text.indexOf('without-7'))).includes('without one class'));
    equal(await hoverAt(document, 1, 20), '');
  });

  it('offer to be shown in the plot and to be compared, above the title', async () => {
    const { uri } = await neuron();
    const lenses = await execute<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    deepEqual(
      lenses.map(({ command, range }) => [command?.title, command?.command, range.start.line]),
      [
        ['Show in Plot', Command.showInPlot, 0],
        ['Compare Forks', Command.compareForks, 0],
      ],
    );
    const others = await execute<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      (await open('layer1/biases')).uri,
    );
    deepEqual(
      others.map(({ command }) => command?.title),
      ['Show in Plot'],
    );
    // Which network it is stands in no line, which would be a difference to another.
    const network = await execute<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      (await open('fork-without-7/layer1/neuron-003')).uri,
    );
    deepEqual(
      network.map(({ command }) => command?.title),
      ['without-7', 'Show in Plot'],
    );
  });

  it('lead from a symbol of the workspace to a neuron of a run that is open', async () => {
    const symbols = async (query: string) =>
      (await execute<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', query)).filter(
        ({ location }) => location.uri.scheme === DUMP_SCHEME,
      );
    deepEqual(await symbols('3'), []);
    await vscode.window.showTextDocument(await neuron());
    await eventually('the neuron among the symbols', async () => (await symbols('5')).length > 0);
    for (const query of ['1', 'neuron 1', 'Neuron 1']) {
      const found = await symbols(query);
      deepEqual(
        found.map(({ name, location }) => [name, location.uri.path]),
        [1, 2].map((layer) => [
          `Neuron 1 of layer ${layer}`,
          uriOf({ kind: 'neuron', runId: run, layer, neuron: 1 }).path,
        ]),
      );
    }
    deepEqual(await symbols('pixel'), []);
  });
});

/** The grammar, read by the editor's own library. */
async function dumpGrammar(): Promise<Grammar> {
  const fromEditor = createRequire(join(vscode.env.appRoot, 'package.json'));
  const textmate = fromEditor('vscode-textmate') as {
    readonly Registry: new (options: object) => { loadGrammar(scope: string): Promise<Grammar | null> };
    readonly parseRawGrammar: (text: string, path: string) => object;
  };
  const oniguruma = fromEditor('vscode-oniguruma') as {
    readonly loadWASM: (bytes: ArrayBufferLike) => Promise<void>;
    readonly createOnigScanner: (patterns: string[]) => object;
    readonly createOnigString: (text: string) => object;
  };
  const wasm = await readFile(join(dirname(fromEditor.resolve('vscode-oniguruma')), 'onig.wasm'));
  await oniguruma.loadWASM(Uint8Array.from(wasm).buffer);
  const path = join(extension().extensionPath, 'media', 'weights.tmLanguage.json');
  const text = await readFile(path, 'utf8');
  const { createOnigScanner, createOnigString } = oniguruma;
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(text, path)),
  });
  const grammar = await registry.loadGrammar('text.attribution-weights');
  ok(grammar !== null);
  return grammar;
}

interface Grammar {
  tokenizeLine(
    text: string,
    state: null,
  ): {
    readonly tokens: readonly { readonly startIndex: number; readonly endIndex: number; readonly scopes: string[] }[];
  };
}
