import * as vscode from 'vscode';
import { Colour } from '../ids';
import type { WeightDump } from './dumpBuilder';
import { dumpEditors } from './editors';
import type { DumpFileSystem } from './fileSystem';

/** Decorations in a document; of more, those in sight are made. */
const MOST_SWATCHES = 1000;

/** From a share of 0, all of group B, to one of 1, all of group A, in steps of equal width. */
const SCALE = [Colour.groupB, Colour.groupBWeak, Colour.even, Colour.groupAWeak, Colour.groupA] as const;

/** The step of the scale for a share, 0 … 1. */
export function stepOf(share: number): number {
  return Math.min(SCALE.length - 1, Math.floor(share * SCALE.length));
}

/** Small fields of colour before x and y. They lie in the space before the number, so that no column moves. */
export class Swatches implements vscode.Disposable {
  private readonly types = SCALE.map((colour) =>
    vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor(colour),
      borderRadius: '2px',
    }),
  );
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly dumps: DumpFileSystem,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      vscode.window.onDidChangeVisibleTextEditors(() => this.drawAll()),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.draw(textEditor)),
    ];
    this.drawAll();
  }

  dispose(): void {
    for (const disposable of [...this.subscriptions, ...this.types]) disposable.dispose();
  }

  private drawAll(): void {
    for (const { editor } of dumpEditors()) this.draw(editor);
  }

  private draw(editor: vscode.TextEditor): void {
    if (!dumpEditors().some((one) => one.editor === editor)) return;
    this.dumps.dump(editor.document.uri).then(
      (dump) => {
        const ranges = swatchesOf(dump, editor.visibleRanges);
        for (const [step, type] of this.types.entries()) editor.setDecorations(type, ranges[step] ?? []);
      },
      (error: unknown) => this.log.warn(`${editor.document.uri.path} cannot be coloured: ${error}`),
    );
  }
}

/** The fields for each step of the scale: everywhere, or where there are too many, in the lines in sight. */
export function swatchesOf(
  { columns, lines, numbersFrom }: WeightDump,
  visible: readonly { readonly start: { readonly line: number }; readonly end: { readonly line: number } }[],
): vscode.Range[][] {
  const starts = (['x', 'y'] as const).flatMap((kind) => columns.startOf(kind) ?? []);
  const most = starts.length === 0 ? 0 : Math.floor(MOST_SWATCHES / starts.length);
  const ranges: vscode.Range[][] = SCALE.map(() => []);
  const blocks =
    lines.parameters.length <= most
      ? [[0, lines.count - 1] as const]
      : visible.map(({ start, end }) => [start.line, end.line] as const);
  const parameters = blocks.flatMap(([first, last]) => lines.parametersIn(first, last)).slice(0, most);
  for (const parameter of parameters) {
    const line = lines.lineOf(parameter) as number;
    for (const start of starts) {
      const share = columns.at(start)?.numberOf(parameter) ?? Number.NaN;
      if (Number.isNaN(share)) continue;
      const from = numbersFrom + start;
      ranges[stepOf(share)]?.push(new vscode.Range(line, from, line, from + 2));
    }
  }
  return ranges;
}
