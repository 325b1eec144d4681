import * as vscode from 'vscode';
import { type AnyRunFile, isForeign } from '../engine/runs/foreignFormat';
import { settingsWords } from '../shared/caption';
import { decimal } from '../shared/format';
import { titleOf } from './panel/runTitle';
import type { Runs } from './runs';

/** A run of the list, or, without an id, what leads to all others. */
interface Choice extends vscode.QuickPickItem {
  readonly id?: string;
}

/**
 * Lets the person choose a run, the newest first, or any folder that holds one; undefined when they choose none.
 * @throws DataError when the folder holds no run
 */
export async function chooseRun(runs: Runs): Promise<string | undefined> {
  const list = runs.list();
  const choices = list.then((known): Choice[] => [
    ...known.map(choiceOf),
    { label: vscode.l10n.t('Browse…'), detail: vscode.l10n.t('A folder with a run.json, wherever it was recorded') },
  ]);
  const options = {
    title: vscode.l10n.t('Open Run'),
    placeHolder:
      (await list).length === 0
        ? vscode.l10n.t('There is no run yet. “Attribution: Start Experiment” makes one.')
        : vscode.l10n.t('Which run?'),
    matchOnDescription: true,
    matchOnDetail: true,
  };
  const choice = await vscode.window.showQuickPick(choices, options);
  if (choice === undefined || choice.id !== undefined) return choice?.id;
  const folder = await chooseFolder();
  return folder === undefined ? undefined : runs.open(folder.fsPath);
}

function choiceOf({ id, file }: { readonly id: string; readonly file: AnyRunFile }): Choice {
  const title = titleOf(file);
  // The figures of a run of another system are made when it is opened.
  const figures = isForeign(file) ? [] : [vscode.l10n.t('R² {0}', decimal(file.metrics['layer1.weight']?.r2 ?? null))];
  const started = file.started === null ? [] : [new Date(file.started).toLocaleString()];
  return {
    id,
    label: [title.network, title.data].filter((words) => words !== '').join(' · '),
    description: [...figures, settingsWords(title)].join(' · '),
    detail: [...started, id].join(' · '),
  };
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      canSelectMany: false,
      title: vscode.l10n.t('A folder with run.json and tensors.safetensors'),
      openLabel: vscode.l10n.t('Open Run'),
    })) ?? [];
  return folder;
}
