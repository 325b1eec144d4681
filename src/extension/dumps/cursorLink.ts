import * as vscode from 'vscode';
import { layersOf } from '../../engine/runs/foreignFormat';
import { ParameterOrder } from '../../model/parameterOrder';
import { ParameterSet } from '../../model/parameterSet';
import type { Runs } from '../runs';
import type { Selections } from '../selections/selections';
import type { DumpAddress } from './address';
import { addressOf, dumpEditors } from './editors';
import type { DumpFileSystem } from './fileSystem';
import { isOwnMove } from './selfInducedMoves';

/** A selection that is being drawn with the mouse is passed on when it has not changed for so long. */
const SETTLED_MS = 80;

/**
 * From the cursor in a dump to the panel: its line's parameter is pointed at, and the parameters of lines that are
 * selected, two or more, become the selection. What the extension itself does to the cursor is not passed on.
 */
export class CursorLink implements vscode.Disposable {
  private readonly subscriptions: readonly vscode.Disposable[];
  /** The document whose line is pointed at. */
  private pointing: { readonly uri: string; readonly runId: string } | undefined;
  private moves = 0;
  private settling: NodeJS.Timeout | undefined;

  constructor(
    private readonly dumps: DumpFileSystem,
    private readonly runs: Runs,
    private readonly selections: Selections,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      vscode.window.onDidChangeTextEditorSelection((change) => {
        const address = addressOf(change.textEditor.document.uri);
        if (address === undefined || isOwnMove(change)) return;
        this.follow(change, address).catch((error: unknown) =>
          this.log.warn(`The cursor cannot be followed: ${error}`),
        );
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.forget()),
    ];
  }

  dispose(): void {
    clearTimeout(this.settling);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async follow(
    { textEditor, selections }: vscode.TextEditorSelectionChangeEvent,
    address: DumpAddress,
  ): Promise<void> {
    const move = ++this.moves;
    const { uri } = textEditor.document;
    const { lines } = await this.dumps.dump(uri);
    // The cursor has gone on meanwhile.
    if (move !== this.moves) return;
    const { runId } = address;
    clearTimeout(this.settling);
    this.pointing = { uri: uri.toString(), runId };
    this.selections.point(runId, lines.parameterAt(selections[0]?.active.line ?? -1) ?? null, 'editor');
    const blocks = selections.filter(({ isEmpty }) => !isEmpty).map(linesOf);
    if (blocks.reduce((count, [first, last]) => count + last - first + 1, 0) < 2) return;
    const parameters = blocks.flatMap(([first, last]) => lines.parametersIn(first, last));
    if (parameters.length === 0) return;
    const { count } = new ParameterOrder(layersOf((await this.runs.loadAny(runId)).file));
    if (move !== this.moves) return;
    const selection = { runId, parameters: ParameterSet.of(count, parameters), primary: primaryOf(address) };
    this.settling = setTimeout(() => this.selections.select(selection, 'editor'), SETTLED_MS);
  }

  /** Points at nothing once the document is out of sight. */
  private forget(): void {
    const { pointing } = this;
    if (pointing === undefined) return;
    if (dumpEditors().some(({ editor }) => editor.document.uri.toString() === pointing.uri)) return;
    this.pointing = undefined;
    this.selections.point(pointing.runId, null, 'editor');
  }
}

/** The neuron that a dump is about; null where it is about several. */
export function primaryOf(address: DumpAddress): { layer: number; neuron: number } | null {
  if (address.kind !== 'neuron' && address.kind !== 'network') return null;
  return { layer: address.layer, neuron: address.neuron };
}

/** First and last line; a selection that ends where a line begins does not reach into that line. */
function linesOf({ start, end }: vscode.Selection): [first: number, last: number] {
  return [start.line, end.character === 0 && end.line > start.line ? end.line - 1 : end.line];
}
