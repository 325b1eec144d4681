import * as vscode from 'vscode';
import { UntrustedError } from './untrustedError';

/** Runs what a person asked for; errors are shown to them. */
export type ReportErrors = (action: () => void | Promise<void>) => Promise<void>;

export function reportErrorsTo(log: vscode.LogOutputChannel): ReportErrors {
  return async (action) => {
    try {
      await action();
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      const message = error instanceof Error ? error.message : String(error);
      const [show, manage] = [vscode.l10n.t('Show Log'), vscode.l10n.t('Manage Workspace Trust')];
      const help = UntrustedError.is(error) ? manage : show;
      if ((await vscode.window.showErrorMessage(message, help)) !== help) return;
      if (help === show) log.show();
      else await vscode.commands.executeCommand('workbench.trust.manage');
    }
  };
}
