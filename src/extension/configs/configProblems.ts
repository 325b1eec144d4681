import { type Node, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { tooMuchIn } from '../../engine/configText';
import type { ConfigError, Mistake } from '../../engine/errors';
import { suggestions } from '../../engine/suggestions';
import { nameIn, nodeOf } from './mistakePlace';
import { mistakesIn } from './mistakes';

/** How long after the last key a document is looked at. */
const SETTLE_MS = 200;

/** A name that may have been meant, and where it goes. */
export interface Suggestion {
  readonly diagnostic: vscode.Diagnostic;
  readonly range: vscode.Range;
  readonly name: string;
}

/** What is marked in a document, and in which version of it. */
interface Marks {
  readonly version: number;
  readonly suggestions: readonly Suggestion[];
}

/**
 * What is wrong with configs and sweep files, marked where it stands while they are written, and once: the editor's own JSON
 * support says of a text that it is no JSON, and its schemas refuse nothing.
 */
export class ConfigProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('attribution');
  private readonly settling = new Map<string, NodeJS.Timeout>();
  private readonly marks = new Map<string, Marks>();
  private readonly disposables: readonly vscode.Disposable[];

  constructor() {
    const { workspace } = vscode;
    this.disposables = [
      this.collection,
      workspace.onDidOpenTextDocument((document) => this.check(document)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        // Saving a document fires a change, too.
        if (contentChanges.length > 0) this.checkLater(document);
      }),
      workspace.onDidCloseTextDocument((document) => this.clear(document)),
    ];
    for (const document of workspace.textDocuments) this.check(document);
  }

  /** Marks every mistake that a document was refused for, and returns where the first one is. */
  show(document: vscode.TextDocument, { mistakes }: ConfigError): vscode.Range {
    const [first] = this.mark(document, mistakes);
    return first ?? new vscode.Range(0, 0, 0, 0);
  }

  clear(document: vscode.TextDocument): void {
    const key = String(document.uri);
    clearTimeout(this.settling.get(key));
    this.settling.delete(key);
    this.marks.delete(key);
    this.collection.delete(document.uri);
  }

  /** The names that may have been meant in a part of a document; none once it has been changed. */
  suggestionsIn({ uri, version }: vscode.TextDocument, range: vscode.Range): readonly Suggestion[] {
    const marks = this.marks.get(String(uri));
    if (marks?.version !== version) return [];
    return marks.suggestions.filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined);
  }

  dispose(): void {
    for (const timeout of this.settling.values()) clearTimeout(timeout);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private checkLater(document: vscode.TextDocument): void {
    const key = String(document.uri);
    clearTimeout(this.settling.get(key));
    this.settling.set(
      key,
      setTimeout(() => this.check(document), SETTLE_MS),
    );
  }

  private check(document: vscode.TextDocument): void {
    // Not what an editor shows of a file's past.
    if (document.isClosed || vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false) return;
    const mistakes = mistakesIn(document);
    if (mistakes !== undefined) this.mark(document, mistakes);
  }

  /** @returns where each of them is */
  private mark(document: vscode.TextDocument, mistakes: readonly Mistake[]): vscode.Range[] {
    const text = document.getText();
    // Not made of what no parser is let at: this one goes on after every mistake.
    const tooMuch = tooMuchIn(text) !== undefined;
    const tree = tooMuch || mistakes.length === 0 ? undefined : parseTree(text);
    const isJson = !tooMuch && text.trim() !== '' && isCheckedAsJson(document);
    const found = mistakes.map((mistake) => {
      const place = placeIn(document, mistake);
      const node = place === undefined ? nodeOf(tree, mistake) : undefined;
      const range = place ?? (node === undefined ? firstLine(document) : spanOf(document, node));
      const diagnostic = new vscode.Diagnostic(
        range,
        `${mistake.path}: found ${mistake.found}; expected ${mistake.expected}`,
      );
      diagnostic.source = 'Attribution';
      return {
        diagnostic,
        isSaid: isJson && place !== undefined,
        suggestions: suggested(document, diagnostic, node, mistake),
      };
    });
    const ours = found.filter(({ isSaid }) => !isSaid);
    this.collection.set(
      document.uri,
      ours.map(({ diagnostic }) => diagnostic),
    );
    this.marks.set(String(document.uri), {
      version: document.version,
      suggestions: ours.flatMap((one) => one.suggestions),
    });
    return found.map(({ diagnostic }) => diagnostic.range);
  }
}

/** Whether the editor itself says of a document that it is no JSON. */
function isCheckedAsJson({ languageId }: vscode.TextDocument): boolean {
  const isJson = languageId === 'json' || languageId === 'jsonc';
  return isJson && vscode.extensions.getExtension('vscode.json-language-features') !== undefined;
}

/** Where a text stops being JSON; undefined for a mistake that has its place by a key. */
function placeIn(document: vscode.TextDocument, { path }: Mistake): vscode.Range | undefined {
  const place = /^line (\d+), column (\d+)$/.exec(path);
  if (place === null) return undefined;
  const position = new vscode.Position(Number(place[1]) - 1, Number(place[2]) - 1);
  return document.getWordRangeAtPosition(position) ?? new vscode.Range(position, position.translate(0, 1));
}

function suggested(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  node: Node | undefined,
  mistake: Mistake,
): Suggestion[] {
  const name = node === undefined ? undefined : nameIn(node, mistake);
  if (name === undefined || mistake.allowed === undefined) return [];
  const range = spanOf(document, name);
  return suggestions(String(name.value), mistake.allowed).map((one) => ({ diagnostic, range, name: one }));
}

function firstLine(document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(0, 0, 0, document.lineAt(0).text.length);
}

function spanOf(document: vscode.TextDocument, { offset, length }: Node): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}
