import * as vscode from 'vscode';
import type { RunEntry } from '../engine/runs/runEntry';
import { chooseFolder } from './chooseFolder';
import { choiceOf } from './library/chooseRuns';
import { type RunServices, runGiven } from './library/runActions';
import { PREVIEW } from './library/runItem';
import type { SelectionLinks } from './links/selectionLinks';
import type { Panels } from './panel/panels';
import type { Runs } from './runs';

/** A run of the list, or what leads to all others. */
interface Choice extends vscode.QuickPickItem {
  readonly entry?: RunEntry;
  readonly from?: 'folder' | 'link';
}

export interface OpenRunServices extends RunServices {
  readonly runs: Runs;
  readonly panels: Pick<Panels, 'openRun' | 'previewRun'>;
  readonly links: Pick<SelectionLinks, 'read' | 'follow'>;
}

/** Opens the run of a folder or of the line that was clicked, or one that the person chooses. */
export async function openRun(given: readonly unknown[], services: OpenRunServices): Promise<void> {
  const { runs, panels } = services;
  const [folder] = given;
  const runId =
    folder instanceof vscode.Uri
      ? await runs.open(folder.fsPath)
      : ((await runGiven(given, services))?.id ?? (await chooseRun(services)));
  if (runId === undefined) return;
  await (given[1] === PREVIEW ? panels.previewRun(runId) : panels.openRun(runId));
}

/**
 * Lets the person choose a run, in the order of the view, or any folder that holds one; undefined when they choose none, or
 * a link, which is followed.
 * @throws DataError when the folder holds no run, Error saying what is wrong with a link
 */
async function chooseRun({ runs, library, links }: OpenRunServices): Promise<string | undefined> {
  const entries = library.entriesNow().then((all) => all.filter(({ state }) => state === 'complete'));
  const choices = entries.then((known): Choice[] => [
    ...known.map(choiceOf),
    {
      ...{ label: vscode.l10n.t('Browse…'), from: 'folder' },
      detail: vscode.l10n.t('A folder with a run.json, wherever it was recorded'),
    },
    { label: vscode.l10n.t('Open a Link…'), from: 'link', detail: vscode.l10n.t('As “Copy Link” makes them') },
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
  if (choice.from === 'link') {
    const link = await askForLink(links);
    if (link !== undefined) await links.follow(link);
    return undefined;
  }
  const folder = choice.entry?.folder ?? (await chooseRunFolder());
  return folder === undefined ? undefined : runs.open(folder);
}

/** What is on the clipboard is proposed, where it is a link. */
async function askForLink(links: OpenRunServices['links']): Promise<vscode.Uri | undefined> {
  const copied = await vscode.env.clipboard.readText();
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Open a Link'),
    prompt: vscode.l10n.t('A link to a run and what was selected of it'),
    value: links.read(copied) === undefined ? '' : copied.trim(),
    validateInput: (given) =>
      links.read(given) === undefined ? vscode.l10n.t('This is no link to a run of Attribution.') : undefined,
  });
  return text === undefined ? undefined : links.read(text);
}

function chooseRunFolder(): Promise<string | undefined> {
  return chooseFolder({
    title: vscode.l10n.t('A folder with run.json and tensors.safetensors'),
    openLabel: vscode.l10n.t('Open Run'),
  });
}
