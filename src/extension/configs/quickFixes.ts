import * as vscode from 'vscode';
import type { ConfigProblems } from './configProblems';

/** Puts a name that may have been meant in the place of one that is none. */
export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };

  constructor(private readonly problems: Pick<ConfigProblems, 'suggestionsIn'>) {}

  provideCodeActions(document: vscode.TextDocument, place: vscode.Range): vscode.CodeAction[] {
    const all = this.problems.suggestionsIn(document, place);
    return all.map(({ diagnostic, range, name }) => {
      const action = new vscode.CodeAction(vscode.l10n.t('Did you mean {0}?', name), vscode.CodeActionKind.QuickFix);
      action.diagnostics = [diagnostic];
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, range, JSON.stringify(name));
      // One key puts it right where nothing else can be meant.
      action.isPreferred = all.filter((other) => other.diagnostic === diagnostic).length === 1;
      return action;
    });
  }
}
