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

/** Opens the run that was made last; a panel without one where there is none. */
async function openNewest({ library, panels }: Pick<ExperimentCommandServices, 'library' | 'panels'>): Promise<void> {
  const [newest] = (await library.entriesNow())
    .filter(({ state }) => state !== 'broken')
    .toSorted((one, other) => (other.started ?? '').localeCompare(one.started ?? ''));
  if (newest === undefined) panels.openEmpty();
  else await panels.openRun(newest.id);
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
    [Command.showPanel]: async () => {
      const { current } = experiments;
      if (current?.running) panels.reveal(current);
      else if (!panels.revealLatest()) await openNewest(services);
    },
  };
}
