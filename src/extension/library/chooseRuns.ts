import * as vscode from 'vscode';
import type { RunEntry } from '../../engine/runs/runEntry';
import { joined, nameOf, resultOf } from './runWords';

/** A run that can be chosen. */
export interface RunChoice extends vscode.QuickPickItem {
  readonly entry: RunEntry;
}

/** Lets the person choose runs, in the order of the view; none when they choose none. */
export async function chooseRuns(entries: readonly RunEntry[], title: string, many: boolean): Promise<RunEntry[]> {
  const placeHolder =
    entries.length === 0
      ? vscode.l10n.t('There is no such run. “Attribution: Start Experiment” makes one.')
      : many
        ? vscode.l10n.t('Which runs?')
        : vscode.l10n.t('Which run?');
  const options = { title, placeHolder, matchOnDescription: true, matchOnDetail: true };
  const choices = entries.map(choiceOf);
  if (many) return (await vscode.window.showQuickPick(choices, { ...options, canPickMany: true }))?.map(entryOf) ?? [];
  const chosen = await vscode.window.showQuickPick(choices, options);
  return chosen === undefined ? [] : [chosen.entry];
}

export function choiceOf(entry: RunEntry): RunChoice {
  const { id, started, labels } = entry;
  const when = started === null ? '' : new Date(started).toLocaleString(vscode.env.language);
  return {
    entry,
    label: nameOf(entry),
    description: joined([resultOf(entry), labels.tags.map((tag) => `#${tag}`).join(' ')]),
    detail: joined([when, id]),
  };
}

function entryOf({ entry }: RunChoice): RunEntry {
  return entry;
}
