import * as vscode from 'vscode';
import type { DumpSection } from './dumpBuilder';
import { addressOf } from './editors';
import type { DumpFileSystem } from './fileSystem';
import { uriOf } from './open';

/** From the heading of a neuron's selected parameters to all that there is of the neuron. */
export class NeuronLinks implements vscode.DocumentLinkProvider {
  constructor(private readonly dumps: DumpFileSystem) {}

  async provideDocumentLinks(document: vscode.TextDocument): Promise<vscode.DocumentLink[]> {
    const address = addressOf(document.uri);
    if (address?.kind !== 'selection') return [];
    const { sections } = await this.dumps.dump(document.uri);
    return sections
      .flatMap(({ parts }) => parts)
      .flatMap(({ topic, first }: DumpSection) => {
        if (topic.kind !== 'neuron') return [];
        const { layer, neuron } = topic;
        const { text } = document.lineAt(first);
        const range = new vscode.Range(first, text.lastIndexOf(' ') + 1, first, text.length);
        const link = new vscode.DocumentLink(range, uriOf({ kind: 'neuron', runId: address.runId, layer, neuron }));
        link.tooltip = vscode.l10n.t('Open all weights of this neuron');
        return [link];
      });
  }
}
