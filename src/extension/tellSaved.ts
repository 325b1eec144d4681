import * as vscode from 'vscode';

/** How long the status bar says that something was saved, in milliseconds. */
const TOLD_MS = 5000;

/** Says that something is done, where it is in nobody's way. */
export function tellSaved(words: string): void {
  vscode.window.setStatusBarMessage(words, TOLD_MS);
}
