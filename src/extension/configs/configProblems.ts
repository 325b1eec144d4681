import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { tooMuchIn } from '../../engine/configText';
import type { ConfigError, Mistake } from '../../engine/errors';

/** What was refused in config documents, shown where it stands until the document is changed. */
export class ConfigProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('attribution');
  private readonly disposables = [
    this.collection,
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // Saving a document fires a change, too.
      if (contentChanges.length > 0) this.clear(document);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => this.clear(document)),
  ];

  /** Marks every mistake, and returns where the first one is. */
  show(document: vscode.TextDocument, { mistakes }: ConfigError): vscode.Range {
    const text = document.getText();
    // Made only where it is asked for, and not of what no parser is let at: this one goes on after every mistake.
    let tree: Node | undefined;
    const treeOf = () => {
      tree ??= tooMuchIn(text) === undefined ? parseTree(text) : undefined;
      return tree;
    };
    const diagnostics = mistakes.map((mistake) => {
      const message = `${mistake.path}: found ${mistake.found}; expected ${mistake.expected}`;
      const diagnostic = new vscode.Diagnostic(rangeOf(document, treeOf, mistake), message);
      diagnostic.source = 'Attribution';
      return diagnostic;
    });
    this.collection.set(document.uri, diagnostics);
    return diagnostics[0]?.range ?? new vscode.Range(0, 0, 0, 0);
  }

  clear(document: vscode.TextDocument): void {
    this.collection.delete(document.uri);
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }
}

/** The range of a mistake: its value, the key itself when it is unknown, or the nearest node around it that exists. */
function rangeOf(document: vscode.TextDocument, treeOf: () => Node | undefined, { path }: Mistake): vscode.Range {
  const place = /^line (\d+), column (\d+)$/.exec(path);
  if (place !== null) {
    const position = new vscode.Position(Number(place[1]) - 1, Number(place[2]) - 1);
    return document.getWordRangeAtPosition(position) ?? new vscode.Range(position, position.translate(0, 1));
  }
  const tree = treeOf();
  for (const parts of placesOf(path)) {
    const node = tree === undefined ? undefined : findNodeAtLocation(tree, parts);
    if (node !== undefined) return spanOf(document, node.parent?.type === 'property' ? node.parent : node);
  }
  return new vscode.Range(0, 0, 0, document.lineAt(0).text.length);
}

/**
 * Where a mistake may stand, the likeliest place first: what is wrong with the cell of a sweep, `cell 4 (seed −1): seed`,
 * in the values of an axis or in the base; an axis under its key, which has dots.
 */
function placesOf(path: string): (string | number)[][] {
  const [, key] = /^cell \d+ \(.*?: ([\w.]+)/.exec(path) ?? [];
  if (key !== undefined) return [['axes', key], ...withParents(['base', ...partsOf(key)]), ['axes']];
  const [, axis, index] = /^axes\.([\w.]+)(?:\[(\d+)\])?/.exec(path) ?? [];
  const inAxis = axis === undefined ? [] : withParents(['axes', axis, ...(index === undefined ? [] : [Number(index)])]);
  return [...inAxis, ...withParents(partsOf(path))];
}

/** `['a', 'b']`, then `['a']`. */
function withParents(parts: (string | number)[]): (string | number)[][] {
  return parts.map((_, index) => parts.slice(0, parts.length - index));
}

/** `groups.a[1]` → `['groups', 'a', 1]` */
function partsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([part, index]) => (index === undefined ? part : Number(index)));
}

function spanOf(document: vscode.TextDocument, { offset, length }: Node): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}
