import * as vscode from 'vscode';
import { DUMP_SCHEME } from '../ids';
import { type DumpAddress, pathOf } from './address';
import type { DumpFileSystem } from './fileSystem';
import { expectMove } from './selfInducedMoves';

/** The dump that is being opened, or was last. */
let last: Promise<unknown> = Promise.resolve();

/** Where a dump is found. */
export function uriOf(address: DumpAddress): vscode.Uri {
  return vscode.Uri.from({ scheme: DUMP_SCHEME, path: pathOf(address) });
}

/**
 * Opens a weight dump at one of its lines, beside the panel: where a dump is open already, else in another column that
 * exists, else in a new one. Explicit columns, because "beside" is relative to the group that happens to be active.
 * @param parameter whose line is shown and selected, by its number in `ParameterOrder`; null for the beginning
 */
export function openDump(...request: Parameters<typeof showDump>): Promise<vscode.TextEditor> {
  // One after the other: the editor refuses a document whose tab is taken over while it opens.
  const shown = last.then(() => showDump(...request));
  last = shown.catch(() => {});
  return shown;
}

async function showDump(
  dumps: DumpFileSystem,
  address: DumpAddress,
  parameter: number | null,
  panelColumn: vscode.ViewColumn | undefined,
): Promise<vscode.TextEditor> {
  const uri = uriOf(address);
  const { lines } = await dumps.dump(uri);
  const line = parameter === null ? 0 : (lines.lineOf(parameter) ?? 0);
  const document = await vscode.workspace.openTextDocument(uri);
  const place = new vscode.Range(line, 0, line, 0);
  const viewColumn = columnFor(panelColumn);
  expectMove(uri, line);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn,
    preserveFocus: true,
    preview: true,
    selection: place,
  });
  editor.revealRange(place, vscode.TextEditorRevealType.InCenter);
  return editor;
}

/** The column for what is shown beside a panel. */
export function columnFor(panelColumn: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const holdsDump = ({ tabs }: vscode.TabGroup) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === DUMP_SCHEME);
  const others = groups.filter(({ viewColumn }) => viewColumn !== panelColumn);
  const chosen = others.find(holdsDump) ?? others[0];
  if (chosen !== undefined) return chosen.viewColumn;
  return panelColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
}
