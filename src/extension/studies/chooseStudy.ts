import * as vscode from 'vscode';
import type { StudyFolders } from './studyFolders';
import { studyDescription, studyLabel } from './studyItem';

/** Lets the person choose a replication or a sweep, the newest first; undefined when they choose none. */
export async function chooseStudy(folders: StudyFolders): Promise<string | undefined> {
  const items = (await folders.list()).map((study) => ({
    id: study.id,
    label: studyLabel(study),
    description: studyDescription(study),
    detail: study.id,
  }));
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
