import { homedir } from 'node:os';
import { basename } from 'node:path/posix';
import * as vscode from 'vscode';
import { workspaceFolder } from '../settings';
import { tellSaved } from '../tellSaved';

const LONGEST_NAME = 120;

/** A file that a person is asked about. */
export interface Saving {
  /** Of the dialog. */
  readonly title: string;
  /** What is proposed; see `fileName`. */
  readonly name: string;
  /** Names of kinds of files, each with its endings. */
  readonly filters: Readonly<Record<string, string[]>>;
}

/** Asks where to save; undefined when the person decides not to. */
export async function chooseFile({ title, name, filters }: Saving): Promise<vscode.Uri | undefined> {
  const folder = vscode.Uri.file(workspaceFolder() ?? homedir());
  return vscode.window.showSaveDialog({ title, filters, defaultUri: vscode.Uri.joinPath(folder, name) });
}

/** @throws Error when it cannot be written */
export async function writeChosen(uri: vscode.Uri, content: Uint8Array): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, content);
  tellSaved(vscode.l10n.t('Saved {0}.', basename(uri.path)));
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
