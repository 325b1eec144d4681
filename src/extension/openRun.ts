import * as vscode from 'vscode';
import type { RunEntry } from '../engine/runs/runEntry';
import { chooseFolder } from './chooseFolder';
import { choiceOf } from './library/chooseRuns';
import type { RunLibrary } from './library/library';
import { type RunServices, runGiven } from './library/runActions';
import type { Panels } from './panel/panels';
import type { Runs } from './runs';

/** A run of the list, or, without one, what leads to all others. */
interface Choice extends vscode.QuickPickItem {
  readonly entry?: RunEntry;
}

export interface OpenRunServices extends RunServices {
  readonly runs: Runs;
  readonly panels: Pick<Panels, 'openRun'>;
}

/** Opens the run of a folder or of the line that was clicked, or one that the person chooses. */
export async function openRun(given: readonly unknown[], services: OpenRunServices): Promise<void> {
  const { runs, library, panels } = services;
  const [folder] = given;
  const runId =
    folder instanceof vscode.Uri
      ? await runs.open(folder.fsPath)
      : ((await runGiven(given, services))?.id ?? (await chooseRun(runs, library)));
  if (runId !== undefined) await panels.openRun(runId);
}

/**
 * Lets the person choose a run, in the order of the view, or any folder that holds one; undefined when they choose none.
 * @throws DataError when the folder holds no run
 */
async function chooseRun(runs: Runs, library: RunLibrary): Promise<string | undefined> {
  const entries = library.entriesNow().then((all) => all.filter(({ state }) => state === 'complete'));
  const choices = entries.then((known): Choice[] => [
    ...known.map(choiceOf),
    { label: vscode.l10n.t('Browse…'), detail: vscode.l10n.t('A folder with a run.json, wherever it was recorded') },
  ]);
  const options = {
    title: vscode.l10n.t('Open Run'),
    placeHolder:
      (await entries).length === 0
        ? vscode.l10n.t('There is no run yet. “Attribution: Start Experiment” makes one.')
        : vscode.l10n.t('Which run?'),
    matchOnDescription: true,
    matchOnDetail: true,
  };
  const choice = await vscode.window.showQuickPick(choices, options);
  if (choice === undefined) return undefined;
  const folder = choice.entry?.folder ?? (await chooseRunFolder());
  return folder === undefined ? undefined : runs.open(folder);
}

function chooseRunFolder(): Promise<string | undefined> {
  return chooseFolder({
    title: vscode.l10n.t('A folder with run.json and tensors.safetensors'),
    openLabel: vscode.l10n.t('Open Run'),
  });
}
