import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { inside, openToRead, type Place } from '../../engine/files/door';
import { RUN_FILE } from '../../engine/runs/runFormat';
import { Offer } from '../ids';
import type { ContextKeys } from './contextKeys';

/** Files that are looked at. */
const MOST_FOUND = 10_000;
/** Looked at side by side. */
const AT_ONCE = 32;
/** Where a run's file says what it is, from its beginning. */
const HEAD_BYTES = 4096;
const SETTLE_MS = 250;
/** Watchers miss what happens in a folder that has just been made: how long after the last change all are looked at. */
const LOOK_AGAIN_MS = 3000;
const ELSEWHERE = '**/{node_modules,.git}/**';

/** Tells the editor which folders of the workspace hold a run, wherever they lie: their menus in the explorer open it. */
export class RunFolders implements vscode.Disposable {
  private readonly watcher = vscode.workspace.createFileSystemWatcher(`**/${RUN_FILE}`);
  private readonly subscriptions: readonly vscode.Disposable[];
  private settling: NodeJS.Timeout | undefined;
  private lookingAgain: NodeJS.Timeout | undefined;

  /** @param onRuns what is known of the runs folders, which are watched better, may be another */
  constructor(
    private readonly keys: Pick<ContextKeys, 'set'>,
    private readonly log: Pick<vscode.LogOutputChannel, 'warn'>,
    onRuns: vscode.Event<void>,
  ) {
    const later = () => this.lookLater();
    const { workspace } = vscode;
    this.subscriptions = [
      this.watcher,
      this.watcher.onDidCreate(later),
      this.watcher.onDidChange(later),
      this.watcher.onDidDelete(later),
      // What lay in a folder that is gone is not told of.
      workspace.onDidDeleteFiles(later),
      workspace.onDidRenameFiles(later),
      workspace.onDidChangeWorkspaceFolders(later),
      onRuns(later),
    ];
    this.lookLater();
  }

  dispose(): void {
    clearTimeout(this.settling);
    clearTimeout(this.lookingAgain);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private lookLater(): void {
    clearTimeout(this.settling);
    clearTimeout(this.lookingAgain);
    const look = () => {
      this.look().then(undefined, (error: unknown) => this.log.warn(`Runs could not be looked for: ${error}`));
    };
    this.settling = setTimeout(look, SETTLE_MS);
    this.lookingAgain = setTimeout(look, LOOK_AGAIN_MS);
  }

  private async look(): Promise<void> {
    const files = await vscode.workspace.findFiles(`**/${RUN_FILE}`, ELSEWHERE, MOST_FOUND);
    const onDisk = files.filter(({ scheme }) => scheme === 'file');
    const folders: string[] = [];
    for (let from = 0; from < onDisk.length; from += AT_ONCE) {
      const some = onDisk.slice(from, from + AT_ONCE);
      const areRuns = await Promise.all(some.map(({ fsPath }) => isRunFolder(dirname(fsPath))));
      folders.push(...some.filter((_, index) => areRuns[index]).flatMap(pathsOf));
    }
    this.keys.set(Offer.runFolders, [...new Set(folders)].sort());
  }
}

/** Whether a folder's `run.json` is one of ours, as far as its beginning says. */
export async function isRunFolder(folder: string): Promise<boolean> {
  try {
    return /"format"\s*:\s*"attribution-run"/.test(await headOf(inside(folder, RUN_FILE)));
  } catch {
    // Gone again, no plain file, or not to be read: nothing that could be opened.
    return false;
  }
}

async function headOf(place: Place): Promise<string> {
  const file = await openToRead(place);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** As `resourcePath` and `resourceDirname` have it: the path of the system, or that of the address in a remote window. */
function pathsOf(file: vscode.Uri): string[] {
  const folder = vscode.Uri.joinPath(file, '..');
  return [folder.fsPath, folder.path];
}
