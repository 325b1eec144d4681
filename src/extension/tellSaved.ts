import * as vscode from 'vscode';

/** How long the status bar says that something was saved, in milliseconds. */
const TOLD_MS = 5000;

/** Says in the status bar that something is done. */
export function tellSaved(words: string): void {
  vscode.window.setStatusBarMessage(words, TOLD_MS);
}
