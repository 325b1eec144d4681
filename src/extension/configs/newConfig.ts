import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import { configTemplate } from '../../engine/configTemplate';
import { CONFIG_SUFFIX } from '../ids';
import { workspaceFolder } from '../settings';

/** Opens a new config, not yet saved, that holds every key with its default and what it means. */
export async function openNewConfig(): Promise<void> {
  await openUntitled({ name: 'experiment', suffix: CONFIG_SUFFIX }, configTemplate(), vscode.ViewColumn.Active);
}

/** Opens the config of a run that came from no file, not yet saved. */
export async function openConfigOfRun(
  config: ExperimentConfig,
  name: string,
  viewColumn: vscode.ViewColumn,
): Promise<void> {
  await openUntitled({ name, suffix: CONFIG_SUFFIX }, `${JSON.stringify(config, undefined, 2)}\n`, viewColumn);
}

interface NewFile {
  readonly name: string;
  readonly suffix: string;
}

/** Opens a file that is not yet saved. */
export async function openUntitled(file: NewFile, text: string, viewColumn: vscode.ViewColumn): Promise<void> {
  const document = await vscode.workspace.openTextDocument(await freeName(file));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document, { viewColumn, preview: false });
}

/** An unsaved document's address that is free in the workspace, where it will be saved. */
async function freeName({ name, suffix }: NewFile): Promise<vscode.Uri> {
  const folder = workspaceFolder();
  for (let attempt = 1; ; attempt++) {
    const file = `${name}${attempt === 1 ? '' : `-${attempt}`}${suffix}`;
    const path = folder === undefined ? file : vscode.Uri.joinPath(vscode.Uri.file(folder), file).path;
    const open = vscode.workspace.textDocuments.some(({ uri }) => uri.path === path);
    if (!open && (folder === undefined || !(await exists(vscode.Uri.from({ scheme: 'file', path })))))
      return vscode.Uri.from({ scheme: 'untitled', path });
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
