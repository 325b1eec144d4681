import * as vscode from 'vscode';
import type { DumpSection, SectionTopic } from './dumpBuilder';
import type { DumpFileSystem } from './fileSystem';

/** Sections as symbols: the outline, and the lines that stay in sight at the top while one scrolls through a section. */
export class DumpSymbols implements vscode.DocumentSymbolProvider {
  constructor(private readonly dumps: DumpFileSystem) {}

  async provideDocumentSymbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
    const { sections } = await this.dumps.dump(document.uri);
    return sections.map((section) => symbolOf(document, section));
  }
}

/** Sections fold under their first line. */
export class DumpFolding implements vscode.FoldingRangeProvider {
  constructor(private readonly dumps: DumpFileSystem) {}

  async provideFoldingRanges(document: vscode.TextDocument): Promise<vscode.FoldingRange[]> {
    const { sections } = await this.dumps.dump(document.uri);
    return rangesOf(sections);
  }
}

function rangesOf(sections: readonly DumpSection[]): vscode.FoldingRange[] {
  return sections.flatMap(({ first, last, parts }) => [
    ...(last > first ? [new vscode.FoldingRange(first, last, vscode.FoldingRangeKind.Region)] : []),
    ...rangesOf(parts),
  ]);
}

function symbolOf(document: vscode.TextDocument, { topic, first, last, parts }: DumpSection): vscode.DocumentSymbol {
  const range = new vscode.Range(first, 0, last, document.lineAt(last).text.length);
  const heading = document.lineAt(first).range;
  const symbol = new vscode.DocumentSymbol(nameOf(topic), '', kindOf(topic), range, heading);
  symbol.children = parts.map((part) => symbolOf(document, part));
  return symbol;
}

function nameOf(topic: SectionTopic): string {
  switch (topic.kind) {
    case 'bias':
      return vscode.l10n.t('Bias');
    case 'biases':
      return vscode.l10n.t('Biases');
    case 'weights':
      return vscode.l10n.t('Weights');
    case 'layer':
      return vscode.l10n.t('Layer {0}', topic.layer);
    case 'pictures':
      return vscode.l10n.t('Pictures of its weights');
    case 'row':
      return vscode.l10n.t('Row {0}', topic.row);
    case 'neuron':
      return vscode.l10n.t('Neuron {0} of layer {1}', topic.neuron, topic.layer);
  }
}

function kindOf({ kind }: SectionTopic): vscode.SymbolKind {
  if (kind === 'pictures') return vscode.SymbolKind.String;
  if (kind === 'bias') return vscode.SymbolKind.Number;
  return kind === 'neuron' ? vscode.SymbolKind.Object : vscode.SymbolKind.Array;
}
