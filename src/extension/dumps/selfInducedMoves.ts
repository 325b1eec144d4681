import type * as vscode from 'vscode';

/** The line of each document that the extension itself is about to put the cursor on. */
const expected = new Map<string, number>();

/** Says that the cursor of a document is about to be moved by the extension, and by no person. */
export function expectMove(uri: vscode.Uri, line: number): void {
  expected.set(uri.toString(), line);
}

/** Whether a move of the cursor is the one that was expected. Whichever it is, no further one is expected then. */
export function isOwnMove({ textEditor, selections }: vscode.TextEditorSelectionChangeEvent): boolean {
  const uri = textEditor.document.uri.toString();
  const line = expected.get(uri);
  expected.delete(uri);
  const [selection] = selections;
  return selections.length === 1 && selection?.isEmpty === true && selection.active.line === line;
}
