import { homedir } from 'node:os';
import { basename, extname } from 'node:path/posix';
import * as vscode from 'vscode';
import { workspaceFolder } from '../settings';

const LONGEST_NAME = 80;

/** A file that a person is asked about. */
export interface Saving {
  /** Of the dialog. */
  readonly title: string;
  /** What is proposed; see `fileName`. */
  readonly name: string;
  /** Names of kinds of files, each with its endings. */
  readonly filters: Readonly<Record<string, string[]>>;
}

/**
 * Asks where to save; undefined when the person decides not to. A name without an ending gets that of the proposed name,
 * and every other one stays as it was written.
 */
export async function chooseFile({ title, name, filters }: Saving): Promise<vscode.Uri | undefined> {
  const folder = vscode.Uri.file(workspaceFolder() ?? homedir());
  const chosen = await vscode.window.showSaveDialog({
    title,
    // With a kind that takes all names the editor's own dialog puts no second ending behind one.
    filters: { ...filters, [vscode.l10n.t('All files')]: ['*'] },
    defaultUri: vscode.Uri.joinPath(folder, name),
  });
  if (chosen === undefined || extname(chosen.path) !== '') return chosen;
  const whole = chosen.with({ path: `${chosen.path}${extname(name)}` });
  // The dialog has asked about the shorter name alone.
  return (await mayReplace(whole)) ? whole : undefined;
}

async function mayReplace(uri: vscode.Uri): Promise<boolean> {
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!exists) return true;
  const replace = vscode.l10n.t('Replace');
  const question = vscode.l10n.t('{0} exists. Replace it?', basename(uri.path));
  return (await vscode.window.showWarningMessage(question, { modal: true }, replace)) === replace;
}

/**
 * Writes a file that was chosen, and says so with what can be done with it.
 * @throws Error saying that it could not be saved
 */
export async function writeChosen(uri: vscode.Uri, content: Uint8Array): Promise<void> {
  const name = basename(uri.path);
  try {
    await vscode.workspace.fs.writeFile(uri, content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(vscode.l10n.t('{0} could not be saved. {1}', name, reason), { cause: error });
  }
  // The file is there: nobody has to wait until the message is read.
  void tellWritten(uri, name);
}

async function tellWritten(uri: vscode.Uri, name: string): Promise<void> {
  const [open, reveal] = [vscode.l10n.t('Open'), vscode.l10n.t('Reveal')];
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('Saved {0}.', name), open, reveal);
  try {
    if (chosen === open) await vscode.commands.executeCommand('vscode.open', uri);
    if (chosen === reveal) await vscode.commands.executeCommand(revealCommand(), uri);
  } catch (error) {
    await vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** In a browser there is no window of the system to show a file in, but the tree of the workspace. */
function revealCommand(): string {
  return vscode.env.uiKind === vscode.UIKind.Web || vscode.env.remoteName !== undefined
    ? 'revealInExplorer'
    : 'revealFileInOS';
}

/**
 * A name that every system takes for a file: `attribution-<parts>.<ending>`, of letters, digits, dots and hyphens alone.
 */
export function fileName(parts: readonly string[], ending: string): string {
  const words = ['attribution', ...parts].map((part) => part.normalize('NFC').replace(/[^\p{L}\p{N}.]+/gu, '-'));
  const name = words.join('-').replace(/[-.]{2,}/g, '-');
  // By characters: half of a surrogate pair is no letter.
  return `${[...name]
    .slice(0, LONGEST_NAME)
    .join('')
    .replace(/[-.]+$/, '')}.${ending}`;
}
