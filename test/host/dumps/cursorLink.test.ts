import { deepEqual, equal, ok } from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { CursorLink } from '../../../src/extension/dumps/cursorLink';
import { DumpFileSystem } from '../../../src/extension/dumps/fileSystem';
import { LineMarks } from '../../../src/extension/dumps/lineMarks';
import { openDump, uriOf } from '../../../src/extension/dumps/open';
import { storedDump } from '../../../src/extension/dumps/storedDump';
import { type Selection, type SelectionSource, Selections } from '../../../src/extension/selections/selections';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { ParameterSet } from '../../../src/model/parameterSet';
import { at, emptyWorkspace, eventually, services } from '../support';

const order = new ParameterOrder([784, 8, 2]);
const weight = (input: number, neuron = 3) => order.numberOf({ layer: 1, neuron, input });
const bias = order.numberOf({ layer: 1, neuron: 3, input: null });

describe('a weight dump and the panel', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let run: string;
  let dumps: DumpFileSystem;
  let selections: Selections;
  let pointed: { parameter: number | null; from: SelectionSource }[];
  let selected: { selection: Selection; from: SelectionSource }[];

  beforeEach(async () => {
    run = await workspace.makeRun();
    dumps = new DumpFileSystem((address) => storedDump(address, parts));
    selections = new Selections();
    [pointed, selected] = [[], []];
    const link = new CursorLink(dumps, parts.runs, selections, parts.log);
    selections.onDidPoint(({ parameter, from }) => pointed.push({ parameter, from }));
    selections.onDidSelect((event) => selected.push(event));
    workspace.atEnd(() => {
      for (const part of [link, selections, dumps]) part.dispose();
    });
  });

  async function open(): Promise<{ editor: vscode.TextEditor; lineOf: (parameter: number) => number }> {
    const uri = uriOf({ kind: 'neuron', runId: run, layer: 1, neuron: 3 });
    const editor = await vscode.window.showTextDocument(uri);
    const { lines } = await dumps.dump(uri);
    return { editor, lineOf: (parameter) => lines.lineOf(parameter) as number };
  }

  const cursorAt = (line: number, character = 0) => new vscode.Selection(line, character, line, character);

  /** Long enough for what is not to come. */
  const quiet = () => delay(400);

  it('point at the parameter of the line with the cursor, and at none in between', async () => {
    const { editor, lineOf } = await open();
    for (const parameter of [weight(391), bias, weight(0)]) {
      editor.selection = cursorAt(lineOf(parameter), 5);
      await eventually('the parameter', () => pointed.at(-1)?.parameter === parameter);
    }
    editor.selection = cursorAt(1);
    await eventually('no parameter', () => pointed.at(-1)?.parameter === null);
    ok(pointed.every(({ from }) => from === 'editor'));
    await quiet();
    equal(selected.length, 0);
  });

  it('point at nothing once the dump is out of sight', async () => {
    const { editor, lineOf } = await open();
    editor.selection = cursorAt(lineOf(weight(5)));
    await eventually('the parameter', () => pointed.at(-1)?.parameter === weight(5));
    await workspace.openConfig('{}');
    await eventually('none', () => pointed.at(-1)?.parameter === null);
  });

  it('select the parameters of several lines together, but of no single one', async () => {
    const { editor, lineOf } = await open();
    editor.selection = new vscode.Selection(lineOf(weight(30)), 2, lineOf(weight(30)), 40);
    await quiet();
    equal(selected.length, 0);
    // To the beginning of the line after the last.
    editor.selection = new vscode.Selection(lineOf(weight(30)), 2, lineOf(weight(33)), 0);
    await eventually('the selection', () => selected.length === 1);
    const { selection, from } = at(selected, 0);
    deepEqual(
      [...selection.parameters],
      [30, 31, 32].map((input) => weight(input)),
    );
    deepEqual([selection.primary, selection.runId, from], [{ layer: 1, neuron: 3 }, run, 'editor']);
    editor.selection = cursorAt(lineOf(weight(200)));
    await quiet();
    equal(selected.length, 1);
  });

  it('select the lines of several cursors together', async () => {
    const { editor, lineOf } = await open();
    editor.selections = [weight(7), bias, weight(700)].map(
      (parameter) => new vscode.Selection(lineOf(parameter), 2, lineOf(parameter), 9),
    );
    await eventually('the selection', () => selected.length === 1);
    deepEqual(
      [...(selected[0]?.selection.parameters ?? [])],
      [weight(7), weight(700), bias].toSorted((a, b) => a - b),
    );
  });

  it('tell nobody of moves that the extension made itself', async () => {
    for (const input of [391, 40, 40, 783]) {
      const editor = await openDump(
        dumps,
        { kind: 'neuron', runId: run, layer: 1, neuron: 3 },
        weight(input),
        undefined,
      );
      const { lines } = await dumps.dump(editor.document.uri);
      await eventually('the line', () => editor.selection.active.line === lines.lineOf(weight(input)));
      await quiet();
    }
    deepEqual([pointed, selected], [[], []]);
  });

  it('tell of the next move of a person all the same', async () => {
    const editor = await openDump(dumps, { kind: 'neuron', runId: run, layer: 1, neuron: 3 }, weight(391), undefined);
    await quiet();
    const { lines } = await dumps.dump(editor.document.uri);
    editor.selection = cursorAt(lines.lineOf(weight(392)) as number);
    await eventually('the parameter', () => pointed.at(-1)?.parameter === weight(392));
  });

  describe('the other way', () => {
    /** What has been drawn in an editor last, by the type of decoration in the order in which they were made. */
    let drawn: Map<vscode.TextEditorDecorationType, number[]>;
    let types: vscode.TextEditorDecorationType[];

    /** Makes the marks with editors whose decorations are overheard: the editor does not tell them. */
    function overhear(): void {
      drawn = new Map();
      types = [];
      const { createTextEditorDecorationType } = vscode.window;
      const original = Object.getOwnPropertyDescriptor(vscode.window, 'visibleTextEditors') as PropertyDescriptor;
      const look = original.get as () => readonly vscode.TextEditor[];
      const make = (options: vscode.DecorationRenderOptions) => {
        const type = createTextEditorDecorationType(options);
        types.push(type);
        return type;
      };
      Object.assign(vscode.window, { createTextEditorDecorationType: make });
      Object.defineProperty(vscode.window, 'visibleTextEditors', {
        configurable: true,
        get: () => look.call(vscode.window).map(overheard),
      });
      const marks = new LineMarks(dumps, selections, parts.log);
      Object.assign(vscode.window, { createTextEditorDecorationType });
      workspace.atEnd(() => {
        marks.dispose();
        Object.defineProperty(vscode.window, 'visibleTextEditors', original);
      });
    }

    function overheard(editor: vscode.TextEditor): vscode.TextEditor {
      const setDecorations = (type: vscode.TextEditorDecorationType, ranges: readonly vscode.Range[]) => {
        const lines = ranges.map(({ start }) => start.line);
        drawn.set(type, lines);
        editor.setDecorations(type, ranges);
      };
      return Object.create(editor, { setDecorations: { value: setDecorations } }) as vscode.TextEditor;
    }

    const linesOf = (index: number) => {
      const type = types[index];
      return JSON.stringify((type && drawn.get(type)) ?? []);
    };

    it('mark the line of what is pointed at in the panel, moving nothing', async () => {
      overhear();
      const { editor, lineOf } = await open();
      const before = [editor.selection.active.line, editor.visibleRanges[0]?.start.line];
      selections.point(run, weight(700), 'panel');
      await eventually('the mark', () => linesOf(0) === JSON.stringify([lineOf(weight(700))]));
      selections.point(run, weight(700, 4), 'panel');
      await eventually('no mark for another neuron', () => linesOf(0) === '[]');
      selections.point(run, bias, 'panel');
      await eventually('the mark', () => linesOf(0) === JSON.stringify([lineOf(bias)]));
      selections.point(run, null, 'panel');
      await eventually('no mark', () => linesOf(0) === '[]');
      deepEqual([editor.selection.active.line, editor.visibleRanges[0]?.start.line], before);
      // What the panel said is not said back.
      ok(pointed.every(({ from }) => from === 'panel'));
    });

    it('mark the lines of what is selected in the panel', async () => {
      overhear();
      const { lineOf } = await open();
      const chosen = [weight(3), weight(90), weight(90, 5)];
      selections.select({ runId: run, parameters: ParameterSet.of(order.count, chosen), primary: null }, 'panel');
      await eventually('the marks', () => linesOf(1) === JSON.stringify([lineOf(weight(3)), lineOf(weight(90))]));
      await quiet();
      equal(selected.length, 1);
      selections.select({ runId: run, parameters: ParameterSet.empty(order.count), primary: null }, 'panel');
      await eventually('no marks', () => linesOf(1) === '[]');
    });

    it('mark the lines in a dump that is opened afterwards', async () => {
      overhear();
      selections.select({ runId: run, parameters: ParameterSet.of(order.count, [weight(3)]), primary: null }, 'panel');
      const { lineOf } = await open();
      await vscode.window.showTextDocument(uriOf({ kind: 'biases', runId: run, layer: 1 }), {
        viewColumn: vscode.ViewColumn.Two,
      });
      await eventually('the mark', () => linesOf(1).includes(String(lineOf(weight(3)))));
    });
  });
});
