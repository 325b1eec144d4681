import * as vscode from 'vscode';
import { decimal } from '../shared/format';
import { runTitle } from './panel/runView';
import type { Runs } from './runs';

/** Lets the person choose a run, the newest first; undefined when they choose none. */
export async function chooseRun(runs: Runs): Promise<string | undefined> {
  const items = runs.list().then((list) =>
    list.map(({ id, file }) => {
      const { network, data, seed, learningRate } = runTitle(file.config, file.data.name, file.sizes);
      return {
        id,
        label: `${network} · ${data}`,
        description: vscode.l10n.t(
          'R² {0} · seed {1} · η {2}',
          decimal(file.metrics['layer1.weight']?.r2 ?? null),
          seed,
          learningRate,
        ),
        detail: `${new Date(file.started).toLocaleString()} · ${id}`,
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
