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
        description: `R² ${decimal(file.metrics['layer1.weight']?.r2 ?? null)} · seed ${seed} · η ${learningRate}`,
        detail: `${new Date(file.started).toLocaleString()} · ${id}`,
      };
    }),
  );
  if ((await items).length === 0) {
    await vscode.window.showInformationMessage('There is no run yet. “Attribution: Start Experiment” makes one.');
    return undefined;
  }
  const options = { title: 'Open Run', placeHolder: 'Which run?', matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.id;
}
