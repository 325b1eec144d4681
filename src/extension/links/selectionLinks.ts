import * as vscode from 'vscode';
import { layersOf } from '../../engine/runs/foreignFormat';
import { ParameterOrder } from '../../model/parameterOrder';
import type { ParameterSet } from '../../model/parameterSet';
import type { Panels } from '../panel/panels';
import type { Runs } from '../runs';
import type { Selections } from '../selections/selections';
import { tellSaved } from '../tellSaved';
import { linkParts, parseLink, type RunLink } from './link';

/** Keeps selections with their runs, each under a hash of what is in it. */
export interface KeptSelections {
  keep(runId: string, parameters: ParameterSet): Promise<string>;
  /** @throws RangeError when it is one of another network */
  find(runId: string, hash: string): Promise<ParameterSet | undefined>;
}

/** Links to a run and what is selected of it: makes them, and follows those that come in. */
export class SelectionLinks {
  /** @param extensionId `attribution.attribution`, which a link is addressed to */
  constructor(
    private readonly extensionId: string,
    private readonly runs: Runs,
    private readonly selections: Selections,
    private readonly kept: KeptSelections,
    private readonly panels: Pick<Panels, 'openRun'>,
  ) {}

  /**
   * Puts a link to what is selected of a run on the clipboard; the selection is kept with the run, where the link finds it.
   * It can be followed as often as one likes: in this editor, or by "Open Run". In a browser the address that leads here
   * from outside is another one, which the editor takes once: it is given on request, and said to be so.
   * @throws Error when nothing is selected
   */
  async copy(runId: string): Promise<void> {
    const selection = this.selections.of(runId);
    if (selection === undefined || selection.parameters.isEmpty)
      throw new Error(vscode.l10n.t('Nothing of this run is selected.'));
    const hash = await this.kept.keep(runId, selection.parameters);
    const parts = linkParts({ runId, selection: hash, primary: selection.primary });
    const uri = vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: this.extensionId, ...parts });
    await vscode.env.clipboard.writeText(uri.toString(true));
    if (vscode.env.uiKind !== vscode.UIKind.Web) {
      tellSaved(vscode.l10n.t('The link is on the clipboard.'));
      return;
    }
    const once = vscode.l10n.t('Copy Address for One Use');
    const words = vscode.l10n.t(
      'The link is on the clipboard. It can be kept: “Open Run” takes it, and so does a click on it in a file of this editor. From outside of it an address is good for one use.',
    );
    if ((await vscode.window.showInformationMessage(words, once)) !== once) return;
    await vscode.env.clipboard.writeText((await vscode.env.asExternalUri(uri)).toString(true));
    tellSaved(vscode.l10n.t('An address that opens the selection once is on the clipboard.'));
  }

  /** A text as a link of this extension; undefined where it is none. */
  read(text: string): vscode.Uri | undefined {
    try {
      const uri = vscode.Uri.parse(text.trim(), true);
      return uri.authority === this.extensionId && parseLink(uri) !== undefined ? uri : undefined;
    } catch {
      // No address at all.
      return undefined;
    }
  }

  /**
   * Opens the run of a link and selects what it says.
   * @throws Error saying what is wrong with the link
   */
  async follow(uri: vscode.Uri): Promise<void> {
    const link = parseLink(uri);
    if (link === undefined) throw new Error(vscode.l10n.t('This is no link to a run of Attribution.'));
    const { runId, primary } = link;
    const order = await this.orderOf(runId);
    if (primary !== null && (order.layers[primary.layer - 1]?.outputs ?? 0) <= primary.neuron)
      throw new Error(vscode.l10n.t('The link names a neuron that the network of run {0} does not have.', runId));
    await this.panels.openRun(runId);
    const parameters = await this.parametersOf(link, order);
    if (parameters !== undefined) this.selections.select({ runId, parameters, primary }, 'link');
  }

  private async orderOf(runId: string): Promise<ParameterOrder> {
    try {
      return new ParameterOrder(layersOf((await this.runs.loadAny(runId)).file));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(vscode.l10n.t('The run of this link cannot be opened. {0}', reason), { cause: error });
    }
  }

  private async parametersOf({ runId, selection }: RunLink, order: ParameterOrder): Promise<ParameterSet | undefined> {
    if (selection === undefined) return undefined;
    const parameters = await this.kept.find(runId, selection).catch((error: unknown) => {
      throw error instanceof RangeError ? ofAnotherNetwork(runId) : error;
    });
    if (parameters === undefined)
      throw new Error(
        vscode.l10n.t('The selection of this link is not kept with run {0}: it was made in another copy of it.', runId),
      );
    if (parameters.count !== order.count) throw ofAnotherNetwork(runId);
    return parameters;
  }
}

function ofAnotherNetwork(runId: string): Error {
  return new Error(vscode.l10n.t('The selection of this link belongs to another network than that of run {0}.', runId));
}
