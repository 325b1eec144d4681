import * as vscode from 'vscode';
import { settingsWords } from '../../shared/caption';
import { unfinishedTitle } from '../panel/unfinishedView';
import type { Runs } from '../runs';

/** Lets the person choose a run to go on with, the newest first; undefined when they choose none. */
export async function chooseUnfinished(runs: Runs): Promise<string | undefined> {
  const found = (await runs.unfinished()).filter(({ status }) => status === 'interrupted' || status === 'cancelled');
  if (found.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('No run was interrupted or cancelled.'));
    return undefined;
  }
  const choices = found.map(({ id, file, status }) => {
    const title = unfinishedTitle(file);
    const how = status === 'cancelled' ? vscode.l10n.t('cancelled') : vscode.l10n.t('interrupted');
    return {
      id,
      label: `${title.network} · ${title.data}`,
      description: `${how} · ${settingsWords(title)}`,
      detail: `${new Date(file.started).toLocaleString()} · ${id}`,
    };
  });
  const options = { title: vscode.l10n.t('Resume Run'), placeHolder: vscode.l10n.t('Which run?'), matchOnDetail: true };
  return (await vscode.window.showQuickPick(choices, options))?.id;
}
