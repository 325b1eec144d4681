import * as vscode from 'vscode';
import { WALKTHROUGH } from '../ids';

/** Until the editor has read what walkthroughs extensions have, once its page for them is there. */
const READING_MS = 1500;

/** Whether this window has shown its page for walkthroughs. */
let isRead = false;

/**
 * Opens the walkthrough of this extension. In a window that has not shown its page for walkthroughs yet the editor does not
 * know those of extensions, and shows its own welcome instead; asked again once that is closed, it knows them.
 */
export async function openWalkthrough({ id }: Pick<vscode.Extension<unknown>, 'id'>): Promise<void> {
  const ask = () => vscode.commands.executeCommand('workbench.action.openWalkthrough', `${id}#${WALKTHROUGH}`);
  const before = new Set(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs));
  await ask();
  if (isRead) return;
  isRead = true;
  await new Promise((resolve) => setTimeout(resolve, READING_MS));
  const shown = vscode.window.tabGroups.activeTabGroup.activeTab;
  // Whoever has gone on to something else meanwhile, or had it open before, is left alone. The page has no kind of its own.
  if (shown === undefined || shown.input !== undefined || before.has(shown)) return;
  await vscode.window.tabGroups.close(shown);
  await ask();
}
