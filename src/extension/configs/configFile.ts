import { dirname, resolve } from 'node:path';
import * as vscode from 'vscode';
import { type ExperimentConfig, parseConfig } from '../../engine/config';
import { parseConfigText } from '../../engine/configText';
import { isNamedSource } from '../../engine/data/sources';
import { CONFIG_SUFFIX } from '../ids';
import { defaultConfigFile, workspaceFolder } from '../settings';

/** A config that is to be run, and the document it stands in; undefined for the built-in defaults. */
export interface ConfigRequest {
  readonly config: ExperimentConfig;
  readonly document: vscode.TextDocument | undefined;
}

/** The config document in front of the person; undefined when there is none. */
export function activeConfigDocument(): vscode.TextDocument | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  // Beside a panel that has the focus, no text editor is active.
  const inFront = activeTextEditor === undefined ? visibleTextEditors : [activeTextEditor];
  return inFront.map(({ document }) => document).find(({ uri }) => uri.path.endsWith(CONFIG_SUFFIX));
}

/**
 * The document that is run when nothing else is chosen: the active one, else the one of the settings.
 * @throws Error when the file of the settings cannot be opened
 */
export async function chosenConfigDocument(): Promise<vscode.TextDocument | undefined> {
  const active = activeConfigDocument();
  const file = defaultConfigFile();
  return active ?? (file === undefined ? undefined : await vscode.workspace.openTextDocument(vscode.Uri.file(file)));
}

/**
 * What a document asks for, as its text stands in the editor, saved or not.
 * @throws ConfigError
 */
export function configOf(document: vscode.TextDocument | undefined): ExperimentConfig {
  const config = parseConfig(document === undefined ? {} : parseConfigText(document.getText()));
  if (isNamedSource(config.data)) return config;
  // A folder is meant from the config's own place, wherever the editor was started.
  const onDisk = document?.uri.scheme === 'file' ? dirname(document.uri.fsPath) : workspaceFolder();
  return { ...config, data: resolve(onDisk ?? '', config.data) };
}
