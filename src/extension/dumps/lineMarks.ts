import * as vscode from 'vscode';
import { Colour } from '../ids';
import type { Selections } from '../selections/selections';
import type { DumpAddress } from './address';
import { dumpEditors } from './editors';
import type { DumpFileSystem } from './fileSystem';

/**
 * From the panel to dumps in sight: marks the line of the parameter that is pointed at, and the lines of those that are
 * selected. Neither cursor, nor focus, nor what is in sight is moved.
 */
export class LineMarks implements vscode.Disposable {
  private readonly pointedLine = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor(Colour.pointedLine),
    outline: '1px solid',
    outlineColor: new vscode.ThemeColor('contrastActiveBorder'),
  });
  private readonly selectedLine = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor(Colour.selectedLine),
    overviewRulerColor: new vscode.ThemeColor(Colour.selectedRuler),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  private readonly subscriptions: readonly vscode.Disposable[];
  private readonly pointed = new Map<string, number>();

  constructor(
    private readonly dumps: DumpFileSystem,
    private readonly selections: Selections,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      selections.onDidPoint(({ runId, parameter, from }) => {
        if (from === 'editor') return;
        if (parameter === null) this.pointed.delete(runId);
        else this.pointed.set(runId, parameter);
        this.draw(runId);
      }),
      selections.onDidSelect(({ selection }) => this.draw(selection.runId)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.draw()),
    ];
  }

  dispose(): void {
    for (const disposable of [...this.subscriptions, this.pointedLine, this.selectedLine]) disposable.dispose();
  }

  /** @param runId whose dumps are drawn; all when it is left out */
  private draw(runId?: string): void {
    for (const { editor, address } of dumpEditors()) {
      if (runId !== undefined && address.runId !== runId) continue;
      this.drawIn(editor, address).catch((error: unknown) =>
        this.log.warn(`${editor.document.uri.path} cannot be marked: ${error}`),
      );
    }
  }

  private async drawIn(editor: vscode.TextEditor, address: DumpAddress): Promise<void> {
    const { lines } = await this.dumps.dump(editor.document.uri);
    const pointed = this.pointed.get(address.runId);
    const selected = this.selections.of(address.runId)?.parameters;
    editor.setDecorations(this.pointedLine, pointed === undefined ? [] : rangesAt([lines.lineOf(pointed)]));
    // Every line of a selection's own document is selected: there is nothing to tell apart.
    const shown = address.kind === 'selection' || selected === undefined ? [] : lines.parameters;
    const marked = shown.filter((parameter) => selected?.has(parameter)).map((parameter) => lines.lineOf(parameter));
    editor.setDecorations(this.selectedLine, rangesAt(marked));
  }
}

function rangesAt(lines: readonly (number | undefined)[]): vscode.Range[] {
  return lines.flatMap((line) => (line === undefined ? [] : [new vscode.Range(line, 0, line, 0)]));
}
