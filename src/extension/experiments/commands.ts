import * as vscode from 'vscode';
import type { RunEntry } from '../../engine/runs/runEntry';
import { fileGiven } from '../configs/configFile';
import type { ConfigProblems } from '../configs/configProblems';
import { openNewConfig } from '../configs/newConfig';
import { CONFIG_SUFFIX, Command } from '../ids';
import { type RunServices, runsMeant } from '../library/runActions';
import type { Panels } from '../panel/panels';
import type { Experiments } from './experiments';
import { startExperiment } from './start';

export interface ExperimentCommandServices extends RunServices {
  readonly experiments: Experiments;
  readonly problems: ConfigProblems;
  readonly panels: Panels;
}

export function experimentCommands(services: ExperimentCommandServices) {
  const { experiments, panels } = services;
  return {
    [Command.startExperiment]: (uri: unknown) => startExperiment(services, { uri: fileGiven(uri, CONFIG_SUFFIX) }),
    [Command.cancelExperiment]: () => experiments.cancel(),
    [Command.newConfig]: () => openNewConfig(),
    [Command.resumeRun]: async (...given: unknown[]) => {
      const canGoOn = ({ state }: RunEntry) => state === 'interrupted' || state === 'cancelled';
      const [entry] = await runsMeant(given, services, vscode.l10n.t('Resume Run'), canGoOn);
      if (entry !== undefined) await experiments.resume(entry.id);
    },
    [Command.showPanel]: () => {
      if (experiments.current === undefined) panels.revealLatest();
      else panels.reveal(experiments.current);
    },
  };
}
