import * as vscode from 'vscode';
import { z } from 'zod';
import { WALKTHROUGH } from '../ids';

/** How long the editor is given to show the walkthrough, time after time. */
const LOOKS_MS = [500, 1500, 3000] as const;

const manifest = z.object({
  contributes: z.object({ walkthroughs: z.array(z.object({ id: z.string(), title: z.string() })) }),
});

/**
 * Opens the walkthrough of this extension. In a window that has not shown its own welcome page yet the editor does not know the
 * walkthroughs of extensions, and shows that page instead; asked again once that is closed, it knows them.
 */
export async function openWalkthrough({ id, packageJSON }: Pick<vscode.Extension<unknown>, 'id' | 'packageJSON'>) {
  // As the editor has translated it: its tab says it.
  const { walkthroughs } = manifest.parse(packageJSON).contributes;
  const title = walkthroughs.find((one) => one.id === WALKTHROUGH)?.title ?? '';
  for (const patience of LOOKS_MS) {
    const before = new Set(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs));
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${id}#${WALKTHROUGH}`);
    if (await isShown(title, patience)) return;
    const instead = vscode.window.tabGroups.activeTabGroup.activeTab;
    // What was open before stays.
    if (instead !== undefined && !before.has(instead)) await vscode.window.tabGroups.close(instead);
  }
  throw new Error(
    vscode.l10n.t('The editor does not show the walkthrough “{0}”. Its own welcome page lists it.', title),
  );
}

/** Whether the tab in front says the title within a time. */
async function isShown(title: string, patience: number): Promise<boolean> {
  const saysIt = () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes(title) === true;
  if (saysIt()) return true;
  return new Promise((resolve) => {
    const end = (shown: boolean) => {
      clearTimeout(timer);
      tabs.dispose();
      resolve(shown);
    };
    const timer = setTimeout(() => end(saysIt()), patience);
    const tabs = vscode.window.tabGroups.onDidChangeTabs(() => {
      if (saysIt()) end(true);
    });
  });
}
