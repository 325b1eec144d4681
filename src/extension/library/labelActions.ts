import * as vscode from 'vscode';
import { changeLabels, type Labels, LONGEST_NAME, tagsIn } from '../../engine/runs/labels';
import type { RunEntry } from '../../engine/runs/runEntry';
import { refuseWriting } from '../trust';
import type { RunLibrary } from './library';
import { nameOf, wordsOf } from './runWords';

/**
 * Changes what is said of runs, on disk and then in the list.
 * @throws UntrustedError
 */
export async function label(
  entries: readonly RunEntry[],
  change: (entry: RunEntry) => Partial<Labels>,
  library: RunLibrary,
): Promise<void> {
  refuseWriting(entries.map(({ folder }) => folder));
  for (const entry of entries) await changeLabels(entry.folder, change(entry));
  await library.refresh(entries.map(({ id }) => id));
}

/** Asks what a run is to be called; nothing is its own name again. */
export async function renameRun(entry: RunEntry, library: RunLibrary): Promise<void> {
  refuseWriting([entry.folder]);
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Run'),
    prompt: vscode.l10n.t('What should it be called? Empty: {0}', wordsOf(entry)),
    value: entry.labels.name ?? '',
    validateInput: (text) =>
      text.trim().length > LONGEST_NAME ? vscode.l10n.t('At most {0} characters', LONGEST_NAME) : undefined,
  });
  if (answer === undefined) return;
  await label([entry], () => ({ name: answer.trim() === '' ? null : answer.trim() }), library);
}

/** Asks for tags: of one run all of them, of several what each is to have besides its own. */
export async function tagRuns(entries: readonly RunEntry[], library: RunLibrary): Promise<void> {
  const [first] = entries;
  if (first === undefined) return;
  refuseWriting(entries.map(({ folder }) => folder));
  const isOne = entries.length === 1;
  const answer = await vscode.window.showInputBox({
    title: isOne ? vscode.l10n.t('Tags of {0}', nameOf(first)) : vscode.l10n.t('Tag {0} Runs', entries.length),
    prompt: isOne
      ? vscode.l10n.t('Tags, with spaces between them')
      : vscode.l10n.t('Tags that each of them is to have besides its own, with spaces between them'),
    value: isOne ? first.labels.tags.join(' ') : '',
  });
  if (answer === undefined) return;
  const tags = tagsIn(answer);
  await label(entries, ({ labels }) => ({ tags: isOne ? tags : [...new Set([...labels.tags, ...tags])] }), library);
}

/** Asks what there is to say of a run. */
export async function noteRun(entry: RunEntry, library: RunLibrary): Promise<void> {
  refuseWriting([entry.folder]);
  const note = await vscode.window.showInputBox({
    title: vscode.l10n.t('Note on {0}', nameOf(entry)),
    prompt: vscode.l10n.t('It is kept beside the run, in labels.json.'),
    value: entry.labels.note,
  });
  if (note !== undefined) await label([entry], () => ({ note: note.trim() }), library);
}
