import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Workspace } from './support';

/** What a person is asked when something is saved. */
export interface Asked {
  options: vscode.SaveDialogOptions | undefined;
}

/**
 * Answers every question where to save, for the rest of the test.
 * @param name of a file in the workspace, gone after the test with what is written beside it; undefined to save nothing
 */
export function answerSaveDialog(workspace: Workspace, name: string | undefined): Asked {
  const asked: Asked = { options: undefined };
  const { showSaveDialog } = vscode.window;
  const answer = async (options?: vscode.SaveDialogOptions) => {
    asked.options = options;
    return name === undefined ? undefined : vscode.Uri.file(join(workspace.folder, name));
  };
  Object.assign(vscode.window, { showSaveDialog: answer });
  workspace.atEnd(() => Object.assign(vscode.window, { showSaveDialog }));
  if (name !== undefined) for (const file of [name, `${name}.json`]) workspace.clearLater(file);
  return asked;
}
