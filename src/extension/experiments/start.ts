import * as vscode from 'vscode';
import { ConfigError } from '../../engine/errors';
import { type ConfigRequest, chosenConfigDocument, configOf } from '../configs/configFile';
import type { ConfigProblems } from '../configs/configProblems';

/**
 * What "Start Experiment" is to run: the config in front of the person, else the one of the settings, else the
 * defaults. Undefined when it cannot be run; the person has been told by then.
 * @param uri a config that was chosen already
 */
export async function configToStart(problems: ConfigProblems, uri?: vscode.Uri): Promise<ConfigRequest | undefined> {
  const document = await (uri === undefined ? chosenConfigDocument() : vscode.workspace.openTextDocument(uri));
  if (document !== undefined) problems.clear(document);
  try {
    return { config: configOf(document), document };
  } catch (error) {
    if (!(error instanceof ConfigError) || document === undefined) throw error;
    await refuse(document, error, problems);
    return undefined;
  }
}

/** Marks what is wrong where it stands, and says it. */
export async function refuse(
  document: vscode.TextDocument,
  error: ConfigError,
  problems: ConfigProblems,
): Promise<void> {
  const range = problems.show(document, error);
  const [first = '', ...others] = error.message.split('\n');
  const message = others.length === 0 ? first : vscode.l10n.t('{0} (and {1} more)', first, others.length);
  const show = vscode.l10n.t('Show in Config');
  if ((await vscode.window.showErrorMessage(message, show)) !== show) return;
  await vscode.window.showTextDocument(document, { selection: range });
}
