import * as vscode from 'vscode';
import type { RunEntry } from '../../engine/runs/runEntry';
import { findRuns, QueryError } from '../../engine/runs/runQuery';
import { filterWords } from '../../text/filterWords';
import { count } from '../../text/format';
import { choiceOf, type RunChoice } from './chooseRuns';
import type { RunsTree } from './runsTree';

/** Runs that are offered: the view lists all of them. */
const MOST_OFFERED = 100;

const EXAMPLE = 'learningRate<0.001 activation=relu r2>0.3 tag:seen';

/**
 * Lets the person find runs by their configs, metrics and words while they write, and choose one, or have the view list
 * those that were found; undefined when they choose none.
 */
export function askForRun(entries: readonly RunEntry[], tree: Pick<RunsTree, 'filter'>): Promise<RunEntry | undefined> {
  const pick = vscode.window.createQuickPick<RunChoice>();
  const filter = { iconPath: new vscode.ThemeIcon('filter'), tooltip: vscode.l10n.t('List These in the Runs View') };
  pick.title = vscode.l10n.t('Find Runs');
  pick.placeholder = filterWords(EXAMPLE);
  pick.buttons = [filter];
  pick.keepScrollPosition = false;
  const show = () => {
    const { items, words } = found(entries, pick.value);
    pick.items = items;
    pick.title = `${vscode.l10n.t('Find Runs')}: ${words}`;
  };
  show();
  pick.onDidChangeValue(show);
  return new Promise((resolve, reject) => {
    pick.onDidTriggerButton(() => {
      tree.filter(pick.value).then(
        () => pick.hide(),
        // What is wrong with the query stands in the title; all else is for the log.
        (error: unknown) => (error instanceof QueryError ? undefined : reject(error)),
      );
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.entry);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** What a query finds, each to be shown whatever the editor's own filter makes of the text; and how many that is. */
export function found(entries: readonly RunEntry[], query: string): { items: RunChoice[]; words: string } {
  try {
    const runs = findRuns(entries, query);
    const items = runs.slice(0, MOST_OFFERED).map((entry) => ({ ...choiceOf(entry), alwaysShow: true }));
    const words = vscode.l10n.t('{0} of {1}', count(runs.length), count(entries.length));
    return { items, words };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { items: [], words: error.message };
  }
}
