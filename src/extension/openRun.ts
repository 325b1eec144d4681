import * as vscode from 'vscode';
import { isForeign } from '../engine/runs/foreignFormat';
import { settingsWords } from '../shared/caption';
import { decimal } from '../shared/format';
import { titleOf } from './panel/runTitle';
import type { Runs } from './runs';

/** Lets the person choose a run, the newest first; undefined when they choose none. */
export async function chooseRun(runs: Runs): Promise<string | undefined> {
  const items = runs.list().then((list) =>
    list.map(({ id, file }) => {
      const title = titleOf(file);
      // The figures of a run of another system are made when it is opened.
      const figures = isForeign(file)
        ? []
        : [vscode.l10n.t('R² {0}', decimal(file.metrics['layer1.weight']?.r2 ?? null))];
      const started = file.started === null ? [] : [new Date(file.started).toLocaleString()];
      return {
        id,
        label: `${title.network} · ${title.data}`,
        description: [...figures, settingsWords(title)].join(' · '),
        detail: [...started, id].join(' · '),
      };
    }),
  );
  if ((await items).length === 0) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('There is no run yet. “Attribution: Start Experiment” makes one.'),
    );
    return undefined;
  }
  const options = {
    title: vscode.l10n.t('Open Run'),
    placeHolder: vscode.l10n.t('Which run?'),
    matchOnDescription: true,
    matchOnDetail: true,
  };
  return (await vscode.window.showQuickPick(items, options))?.id;
}
