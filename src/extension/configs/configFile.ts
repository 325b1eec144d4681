import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { type ExperimentConfig, parseConfig } from '../../engine/config';
import { parseConfigText } from '../../engine/configText';
import { locatedData } from '../../engine/data/sources';
import { CONFIG_SUFFIX } from '../ids';
import { defaultConfigFile, workspaceFolder } from '../settings';

/** A config that is to be run, and the document it stands in; undefined for the built-in defaults. */
export interface ConfigRequest {
  readonly config: ExperimentConfig;
  readonly document: vscode.TextDocument | undefined;
}

/** The document of a kind in front of the person; undefined when there is none. */
export function documentInFront(suffix: string): vscode.TextDocument | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  // Beside a panel that has the focus, no text editor is active.
  const inFront = activeTextEditor === undefined ? visibleTextEditors : [activeTextEditor];
  return inFront.map(({ document }) => document).find(({ uri }) => uri.path.endsWith(suffix));
}

/** The file of a kind that a command is given: by a code lens, by the menu of an editor. Undefined when it is none. */
export function fileGiven(argument: unknown, suffix: string): vscode.Uri | undefined {
  return argument instanceof vscode.Uri && argument.path.endsWith(suffix) ? argument : undefined;
}

/**
 * The document that is run when nothing else is chosen: the active one, else the one of the settings.
 * @throws Error when the file of the settings cannot be opened
 */
export async function chosenConfigDocument(): Promise<vscode.TextDocument | undefined> {
  const active = documentInFront(CONFIG_SUFFIX);
  const file = defaultConfigFile();
  return active ?? (file === undefined ? undefined : await vscode.workspace.openTextDocument(vscode.Uri.file(file)));
}

/**
 * What a document asks for, as its text stands in the editor, saved or not.
 * @throws ConfigError
 */
export function configOf(document: vscode.TextDocument | undefined): ExperimentConfig {
  const config = parseConfig(document === undefined ? {} : parseConfigText(document.getText()));
  return { ...config, data: locatedData(config.data, placeOf(document)) };
}

/** Where the relative paths in a document begin: its own folder, or the workspace where it has none. */
export function placeOf(document: vscode.TextDocument | undefined): string {
  return (document?.uri.scheme === 'file' ? dirname(document.uri.fsPath) : workspaceFolder()) ?? '';
}
