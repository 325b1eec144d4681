import * as vscode from 'vscode';
import { Command } from '../ids';
import { type RunServices, runsMeant } from '../library/runActions';
import type { Comparisons } from './comparisons';
import { compareConfigs } from './configDocuments';

export function compareCommands(comparisons: Comparisons, services: RunServices) {
  return {
    [Command.compareRuns]: async (...given: unknown[]) => {
      const title = vscode.l10n.t('Compare Runs');
      await comparisons.open(await runsMeant(given, services, title, ({ state }) => state === 'complete', true));
    },
    [Command.compareConfigs]: async (...given: unknown[]) => {
      const title = vscode.l10n.t('Compare Configs of Runs');
      await compareConfigs(await runsMeant(given, services, title, ({ config }) => config !== null, true));
    },
  };
}
