import * as vscode from 'vscode';
import { layersOf } from '../../engine/runs/foreignFormat';
import type { Runs } from '../runs';
import { addressAt } from './address';
import type { DumpFileSystem } from './fileSystem';
import { openDump, showsPage, uriOf } from './open';

/** Symbols that one query is answered with. */
const MOST_SYMBOLS = 200;

/** "Go to Symbol in Workspace": neurons of the runs that are open, by number: "neuron 42", "42". */
export class NeuronSymbols implements vscode.WorkspaceSymbolProvider {
  /** @param openRuns ids of the runs that panels and dumps show */
  constructor(
    private readonly runs: Runs,
    private readonly openRuns: () => readonly string[],
    private readonly dumps: DumpFileSystem,
  ) {}

  async provideWorkspaceSymbols(query: string): Promise<vscode.SymbolInformation[]> {
    const digits = /^\s*(?:neuron)?\s*(\d{1,9})\s*$/i.exec(query)?.[1];
    if (digits === undefined) return [];
    const found = await Promise.all(this.openRuns().map((runId) => this.neuronsOf(runId, digits)));
    return found.flat().slice(0, MOST_SYMBOLS);
  }

  /**
   * Of a symbol that is about to be opened: the editor does so in the active group. Where a page is in front there, the dump is
   * opened beside it first, as a click in the panel does; the editor then finds it in the group that is active.
   */
  async resolveWorkspaceSymbol(symbol: vscode.SymbolInformation): Promise<vscode.SymbolInformation> {
    const { uri } = symbol.location;
    const group = vscode.window.tabGroups.activeTabGroup;
    const address = addressAt(uri.path);
    if (address === undefined || !showsPage(group)) return symbol;
    await openDump(this.dumps, address, null, group.viewColumn, false);
    return symbol;
  }

  /** The neuron of that number in each layer first, then those whose numbers begin with it. */
  private async neuronsOf(runId: string, digits: string): Promise<vscode.SymbolInformation[]> {
    const layers = layersOf((await this.runs.loadAny(runId)).file);
    const places = layers.flatMap(({ outputs }, index) =>
      Array.from({ length: outputs }, (_, neuron) => ({ layer: index + 1, neuron })).filter(({ neuron }) =>
        String(neuron).startsWith(String(Number(digits))),
      ),
    );
    return places
      .toSorted((one, other) => one.neuron - other.neuron)
      .map(({ layer, neuron }) => {
        const location = new vscode.Location(
          uriOf({ kind: 'neuron', runId, layer, neuron }),
          new vscode.Range(0, 0, 0, 0),
        );
        const name = vscode.l10n.t('Neuron {0} of layer {1}', neuron, layer);
        return new vscode.SymbolInformation(name, vscode.SymbolKind.Object, runId, location);
      });
  }
}
