import { basename, dirname } from 'node:path';
import type * as vscode from 'vscode';
import { RUN_FILE } from '../../engine/runs/runFormat';
import type { Panels } from '../panel/panels';
import type { Runs } from '../runs';

/** Shows the run of a `run.json` in the file's own editor; where a panel shows it already, that comes to the front instead. */
export async function showRunFile(
  uri: vscode.Uri,
  editor: vscode.WebviewPanel,
  { runs, panels }: { readonly runs: Runs; readonly panels: Panels },
): Promise<void> {
  const runId = await runs.open(folderOf(uri));
  if (panels.runIds.includes(runId)) {
    await panels.openRun(runId);
    editor.dispose();
  } else await panels.restore(editor, { runId });
}

/** The folder of the run that a resource of the explorer stands for: itself, or that of its `run.json`. */
export function folderOf({ fsPath }: vscode.Uri): string {
  return basename(fsPath) === RUN_FILE ? dirname(fsPath) : fsPath;
}
