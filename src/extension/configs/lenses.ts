import * as vscode from 'vscode';
import { CONFIG_SUFFIX, Command, SWEEP_SUFFIX } from '../ids';

/** Configs and sweep files. */
export const CONFIG_FILES: vscode.DocumentSelector = { pattern: `**/*{${CONFIG_SUFFIX},${SWEEP_SUFFIX}}` };

/** What can be done with a config or a sweep file, above its first line: the commands of the palette, with this file. */
export class ConfigLenses implements vscode.CodeLensProvider {
  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string) => new vscode.CodeLens(top, { title, command, arguments: [uri] });
    if (uri.path.endsWith(SWEEP_SUFFIX)) return [lens(vscode.l10n.t('$(play) Run Sweep'), Command.sweep)];
    return [
      lens(vscode.l10n.t('$(play) Run'), Command.startExperiment),
      lens(vscode.l10n.t('Replicate…'), Command.replicate),
      lens(vscode.l10n.t('Test the Post’s Claims…'), Command.testClaims),
    ];
  }
}
