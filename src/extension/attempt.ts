import * as vscode from 'vscode';

/** Runs what a person asked for; what goes wrong is told to them. */
export type Attempt = (action: () => void | Promise<void>) => Promise<void>;

export function attemptWith(log: vscode.LogOutputChannel): Attempt {
  return async (action) => {
    try {
      await action();
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      const message = error instanceof Error ? error.message : String(error);
      const show = vscode.l10n.t('Show Log');
      if ((await vscode.window.showErrorMessage(message, show)) === show) log.show();
    }
  };
}
