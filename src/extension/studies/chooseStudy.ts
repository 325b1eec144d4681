import * as vscode from 'vscode';
import { count } from '../../text/format';
import { dataInWords } from '../views/runTitle';
import type { FoundStudy, StudyFolders } from './studyFolders';

/** Lets the person choose a replication or a sweep, the newest first; undefined when they choose none. */
export async function chooseStudy(folders: StudyFolders): Promise<string | undefined> {
  const items = (await folders.list()).map(itemOf);
  if (items.length === 0) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('There is none yet. “Attribution: Replicate…” and “Attribution: Sweep…” make one.'),
    );
    return undefined;
  }
  const options = {
    title: vscode.l10n.t('Open Sweep or Replication'),
    placeHolder: vscode.l10n.t('Which one?'),
    matchOnDescription: true,
    matchOnDetail: true,
  };
  return (await vscode.window.showQuickPick(items, options))?.id;
}

function itemOf({ id, file, cellsThere, cellsDue }: FoundStudy) {
  const { axes, base } = file;
  const keys = Object.entries(axes).map(([key, values]) => `${key} (${values.length})`);
  const data = typeof base['data'] === 'string' ? dataInWords(base['data']) : '';
  const cells =
    cellsThere < cellsDue
      ? vscode.l10n.t('{0} of {1} cells, can be resumed', count(cellsThere), count(cellsDue))
      : vscode.l10n.t('{0} cells', count(cellsDue));
  return {
    id,
    label: keys.join(' × '),
    description: [data, cells].filter((part) => part !== '').join(' · '),
    detail: id,
  };
}
