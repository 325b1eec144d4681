import * as vscode from 'vscode';
import { Command } from '../ids';
import { networkLabel } from './compareForks';
import { addressOf } from './editors';

/** What can be done with a dump, above its title. */
export class DumpLenses implements vscode.CodeLensProvider {
  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const address = addressOf(uri);
    if (address === undefined) return [];
    const title = new vscode.Range(0, 0, 0, 0);
    const lens = (command: string, label: string) =>
      new vscode.CodeLens(title, { command, title: label, arguments: [uri] });
    const show = lens(Command.showInPlot, vscode.l10n.t('Show in Plot'));
    if (address.kind === 'neuron') return [show, lens(Command.compareForks, vscode.l10n.t('Compare Forks'))];
    // No command: it only says what the lines do not.
    return address.kind === 'network' ? [lens('', networkLabel(address.network)), show] : [show];
  }
}
