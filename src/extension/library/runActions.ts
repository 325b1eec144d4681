import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import { readPendingFile } from '../../engine/runs/pendingFile';
import type { RunEntry } from '../../engine/runs/runEntry';
import { readRunFile } from '../../engine/runs/runStore';
import { isRecord } from '../../model/guards';
import { tellSaved } from '../tellSaved';
import { refuseWriting } from '../trust';
import { chooseRuns } from './chooseRuns';
import type { RunLibrary } from './library';
import type { RunNode } from './runsTree';
import { joined, nameOf } from './runWords';

/** What a command of the view is about, and what it is carried out with. */
export interface RunServices {
  readonly library: RunLibrary;
  readonly view: Pick<vscode.TreeView<RunNode>, 'selection'>;
  /** Reads the run anew when it is next asked for. */
  readonly forget: (id: string) => Promise<void>;
  /** Lets go of what is open of a run. */
  readonly close: (id: string) => Promise<void>;
}

/**
 * The runs that a command is about: those that it was given (the one that was clicked, and all that are selected), for a
 * key those that are selected, else what the person chooses. None when they choose none.
 * @param fits which runs it can be about
 */
export async function runsMeant(
  [argument, others]: readonly unknown[],
  { library, view }: RunServices,
  title: string,
  fits: (entry: RunEntry) => boolean = () => true,
  many = false,
): Promise<RunEntry[]> {
  const clicked = isRecord(argument) && argument['selected'] === true ? view.selection : [argument];
  const given = (many && Array.isArray(others) ? others : clicked).flatMap(entryIn);
  if (given.length > 0) {
    // As it stands now: the line may be older than the last change.
    const now = await library.entries();
    return given.map((entry) => now.find(({ id }) => id === entry.id) ?? entry).filter(fits);
  }
  return chooseRuns((await library.entriesNow()).filter(fits), title, many);
}

/** The run of the view's line that was clicked; undefined where none was. */
export async function runGiven(given: readonly unknown[], services: RunServices): Promise<RunEntry | undefined> {
  const isClicked = given[0] !== undefined && !(given[0] instanceof vscode.Uri);
  return isClicked ? (await runsMeant(given, services, ''))[0] : undefined;
}

function entryIn(node: unknown): RunEntry[] {
  return isRunNode(node) ? [node.entry] : [];
}

/** Only the view's own lines reach a command as such: they are its own objects, never data from outside. */
function isRunNode(node: unknown): node is Extract<RunNode, { kind: 'run' }> {
  return isRecord(node) && node['kind'] === 'run' && isRecord(node['entry']);
}

/**
 * The config of a run, whether it came to its end or not.
 * @throws DataError, ConfigError; Error for a run of another system
 */
export async function configOfRun({ folder, foreign }: RunEntry): Promise<ExperimentConfig> {
  if (foreign !== null)
    throw new Error(vscode.l10n.t('This run was recorded by {0}: it has no config to run again.', foreign.source));
  return (await readPendingFile(folder))?.config ?? (await readRunFile(folder)).config;
}

/**
 * Puts runs into the trash; where there is none, the person is asked first, since they are then gone for good.
 * @throws Error when one is being made, cannot be deleted, or lies in a workspace that is not trusted
 */
export async function deleteRuns(entries: readonly RunEntry[], { library, forget, close }: RunServices): Promise<void> {
  refuseWriting(entries.map(({ folder }) => folder));
  const running = entries.find(({ state }) => state === 'running');
  if (running !== undefined)
    throw new Error(vscode.l10n.t('{0} is running. Cancel it before it is deleted.', nameOf(running)));
  const left: RunEntry[] = [];
  for (const entry of entries) {
    await close(entry.id);
    try {
      await vscode.workspace.fs.delete(vscode.Uri.file(entry.folder), { recursive: true, useTrash: true });
    } catch {
      // Not every file system has a trash, and none says so before it is asked.
      left.push(entry);
    }
  }
  const trashed = entries.length - left.length;
  if (trashed > 0)
    tellSaved(
      vscode.l10n.t('Moved to the trash: {0}', joined(entries.filter((one) => !left.includes(one)).map(nameOf))),
    );
  if (left.length > 0 && (await isForGood(left)))
    for (const { folder } of left) await vscode.workspace.fs.delete(vscode.Uri.file(folder), { recursive: true });
  for (const { id } of entries) await forget(id);
  await library.refresh(entries.map(({ id }) => id));
}

async function isForGood(entries: readonly RunEntry[]): Promise<boolean> {
  const [first] = entries;
  const question =
    entries.length === 1 && first !== undefined
      ? vscode.l10n.t('Delete the run “{0}” for good?', nameOf(first))
      : vscode.l10n.t('Delete {0} runs for good?', entries.length);
  const detail = [
    vscode.l10n.t('There is no trash here: this cannot be undone.'),
    ...entries.map(({ folder }) => folder),
  ].join('\n');
  const yes = vscode.l10n.t('Delete');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
