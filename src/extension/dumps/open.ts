import * as vscode from 'vscode';
import { CLAIMS_VIEW_TYPE, COMPARE_VIEW_TYPE, DUMP_SCHEME, PANEL_VIEW_TYPE, STUDY_VIEW_TYPE } from '../ids';
import { type DumpAddress, pathOf } from './address';
import type { DumpFileSystem } from './fileSystem';
import { expectMove } from './selfInducedMoves';

/** The pages of the extension, which are made anew when something hides them. */
const PAGES = [PANEL_VIEW_TYPE, STUDY_VIEW_TYPE, COMPARE_VIEW_TYPE, CLAIMS_VIEW_TYPE];

/** The dump that is being opened, or was last. */
let last: Promise<unknown> = Promise.resolve();

/** Where a dump is found. */
export function uriOf(address: DumpAddress): vscode.Uri {
  return vscode.Uri.from({ scheme: DUMP_SCHEME, path: pathOf(address) });
}

/**
 * Opens a weight dump at one of its lines, beside the panel, in the column of `columnFor`.
 * @param parameter whose line is shown and selected, by its number in `ParameterOrder`; null for the beginning
 * @param panelColumn where the panel is that asked; undefined when none did
 * @param preserveFocus whether the keys stay where they are
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
  preserveFocus = true,
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
    preserveFocus,
    preview: true,
    selection: place,
  });
  editor.revealRange(place, vscode.TextEditorRevealType.InCenter);
  return editor;
}

/**
 * The column for what is shown beside a panel: where a dump is open already, else another that exists, else a new one, and
 * never one in which a page is in sight. Explicit columns, because "beside" is relative to the group that happens to be
 * active.
 */
export function columnFor(panelColumn: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const holdsDump = ({ tabs }: vscode.TabGroup) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === DUMP_SCHEME);
  const others = groups.filter((group) => group.viewColumn !== panelColumn && !showsPage(group));
  const chosen = others.find(holdsDump) ?? others[0];
  return chosen?.viewColumn ?? Math.max(...groups.map(({ viewColumn }) => viewColumn)) + 1;
}

/** Whether a page of the extension is in front in a group. */
export function showsPage({ activeTab }: vscode.TabGroup): boolean {
  const input = activeTab?.input;
  return input instanceof vscode.TabInputWebview && PAGES.some((page) => input.viewType.endsWith(page));
}
