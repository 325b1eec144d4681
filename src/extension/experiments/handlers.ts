import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import { chooseFolder } from '../chooseFolder';
import type { ConfigProblems } from '../configs/configProblems';
import { configIn } from '../configs/handlers';
import type { PanelHandlers } from '../panel/messages';
import type { Panels } from '../panel/panels';
import type { ShownPanel } from '../panel/shownPanel';
import type { Runs } from '../runs';
import type { Experiments } from './experiments';
import type { experimentShapes } from './messages';
import { onOtherData } from './otherData';
import { startExperiment } from './start';

export interface ExperimentMessageServices {
  readonly runs: Runs;
  readonly experiments: Experiments;
  readonly panels: Pick<Panels, 'back'>;
  readonly problems: ConfigProblems;
}

export function experimentHandlers(services: ExperimentMessageServices): PanelHandlers<keyof typeof experimentShapes> {
  const { runs, experiments, panels } = services;
  const startAnother = async (panel: ShownPanel, changed: (config: ExperimentConfig) => ExperimentConfig) =>
    experiments.start(changed(await configIn(panel, runs)), undefined, panel);
  return {
    start: (panel) => startExperiment(services, { panel }),
    cancel: () => experiments.cancel(),
    resume: async (panel) => {
      const { state } = panel;
      const isStopped = state.kind === 'cancelled' || state.kind === 'interrupted' || state.kind === 'failed';
      if (isStopped && state.runId !== null) await experiments.resume(state.runId, panel);
    },
    back: (panel) => panels.back(panel),
    runNextSeed: (panel) => startAnother(panel, (config) => ({ ...config, seed: config.seed + 1 })),
    runOnMnist: (panel) => startAnother(panel, (config) => onOtherData(config, 'mnist')),
    runOnFolder: async (panel) => {
      const folder = await chooseFolder({
        title: vscode.l10n.t('A folder of four IDX files, as MNIST comes'),
        openLabel: vscode.l10n.t('Run on This Folder'),
      });
      if (folder !== undefined) await startAnother(panel, (config) => onOtherData(config, folder));
    },
  };
}
