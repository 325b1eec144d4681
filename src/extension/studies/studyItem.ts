import * as vscode from 'vscode';
import { count } from '../../text/format';
import { Command } from '../ids';
import { joined, whenInWords } from '../library/runWords';
import { dataInWords } from '../views/runTitle';
import { type FoundStudy, timeOf } from './studyFolders';

/** What a study is called in a list: a replication by its seeds, a sweep by its axes. */
export function studyLabel({ file }: FoundStudy): string {
  const axes = Object.entries(file.axes);
  const [only] = axes;
  if (only !== undefined && axes.length === 1 && only[0] === 'seed')
    return file.orders === undefined
      ? vscode.l10n.t('Replication over {0} seeds', only[1].length)
      : vscode.l10n.t('Reliability over {0} orders, {1} seeds', file.orders, only[1].length);
  return axes.map(([key, values]) => `${key} (${values.length})`).join(' × ');
}

/** Its images, and how many of its cells are there. */
export function studyDescription({ file, cellsThere, cellsDue }: FoundStudy): string {
  const { data } = file.base;
  const cells =
    cellsThere < cellsDue
      ? vscode.l10n.t('{0} of {1} cells, can be resumed', count(cellsThere), count(cellsDue))
      : vscode.l10n.t('{0} cells', count(cellsDue));
  return joined([typeof data === 'string' ? dataInWords(data) : '', cells]);
}

/** A study as a line of the view of runs. */
export function studyItem(study: FoundStudy): vscode.TreeItem {
  const { id, cellsThere, cellsDue } = study;
  const item = new vscode.TreeItem(studyLabel(study));
  item.id = `study ${id}`;
  item.description = joined([studyDescription(study), whenInWords(timeOf(id))]);
  item.tooltip = id;
  item.iconPath = new vscode.ThemeIcon(cellsThere < cellsDue ? 'debug-disconnect' : 'table');
  item.contextValue = 'study';
  item.command = { command: Command.openStudy, title: vscode.l10n.t('Open Sweep or Replication'), arguments: [id] };
  return item;
}
