import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import type { PanelHandlers } from '../panel/messages';
import type { ShownPanel } from '../panel/shownPanel';
import type { Runs } from '../runs';
import type { configShapes } from './messages';
import { openConfigOfRun } from './newConfig';

export function configHandlers(runs: Runs): PanelHandlers<keyof typeof configShapes> {
  return {
    /** The config file that an experiment was started from, else the run's config as a new, unsaved file. */
    openConfig: async (panel) => {
      // The other one of the first two columns, so that the panel stays in sight.
      const { One, Two } = vscode.ViewColumn;
      const viewColumn = panel.view.panel.viewColumn === One ? Two : One;
      const uri = panel.experiment?.configUri;
      if (uri !== undefined) {
        await vscode.window.showTextDocument(uri, { viewColumn, preview: false });
        return;
      }
      const config = await configIn(panel, runs);
      await openConfigOfRun(config, `seed-${config.seed}`, viewColumn);
    },
  };
}

/**
 * The config of what a panel shows.
 * @throws Error when it shows no run
 */
export async function configIn(
  { experiment, state, configToRepeat }: ShownPanel,
  runs: Runs,
): Promise<ExperimentConfig> {
  const known = experiment?.config ?? configToRepeat;
  if (known !== undefined) return known;
  if (state.kind === 'cancelled' || state.kind === 'interrupted') {
    const unfinished = await runs.unfinishedRun(state.runId);
    if (unfinished !== undefined) return unfinished.file.config;
  }
  if (state.kind !== 'complete') throw new Error(vscode.l10n.t('The panel shows no run.'));
  return (await runs.load(state.run.runId)).file.config;
}
