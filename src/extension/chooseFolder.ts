import * as vscode from 'vscode';

/** Asks for a folder; its path, or undefined when the person chooses none. */
export async function chooseFolder(
  options: Pick<vscode.OpenDialogOptions, 'title' | 'openLabel'>,
): Promise<string | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      ...options,
      canSelectFolders: true,
      canSelectFiles: false,
      canSelectMany: false,
    })) ?? [];
  return folder?.fsPath;
}
