import * as vscode from 'vscode';
import { ConfigError } from '../../engine/errors';
import { type ConfigRequest, chosenConfigDocument, configOf } from '../configs/configFile';
import type { ConfigProblems } from '../configs/configProblems';
import type { ShownPanel } from '../panel/shownPanel';
import type { Experiments } from './experiments';

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

/**
 * Starts what is to be run.
 * @param asked.panel the one that asks, and will show it; its own experiment is run once more
 * @param asked.uri a config that was chosen already
 */
export async function startExperiment(
  { experiments, problems }: { readonly experiments: Experiments; readonly problems: ConfigProblems },
  { panel, uri }: { readonly panel?: ShownPanel; readonly uri?: vscode.Uri | undefined } = {},
): Promise<void> {
  // Of a run that was deleted, or has failed in another window.
  if (panel?.configToRepeat !== undefined) return experiments.start(panel.configToRepeat, undefined, panel);
  const before = panel?.experiment;
  // In the panel of an experiment that was cancelled: the same once more.
  if (before !== undefined && before.configUri === undefined) return experiments.start(before.config, undefined, panel);
  const request = await configToStart(problems, before?.configUri ?? uri);
  if (request !== undefined) await experiments.start(request.config, request.document?.uri, panel);
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
