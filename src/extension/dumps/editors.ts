import * as vscode from 'vscode';
import { DUMP_SCHEME } from '../ids';
import { addressAt, type DumpAddress } from './address';

/** The dump that a document is; undefined for every other document. */
export function addressOf({ scheme, path }: vscode.Uri): DumpAddress | undefined {
  return scheme === DUMP_SCHEME ? addressAt(path) : undefined;
}

/** The editors in sight that show a dump. */
export function dumpEditors(): { readonly editor: vscode.TextEditor; readonly address: DumpAddress }[] {
  return vscode.window.visibleTextEditors.flatMap((editor) => {
    const address = addressOf(editor.document.uri);
    return address === undefined ? [] : [{ editor, address }];
  });
}
