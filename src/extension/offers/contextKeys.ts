import * as vscode from 'vscode';

/** What a `when` clause can ask for: whether something is so, or, by `in`, whether a path is among these. */
export type ContextValue = boolean | readonly string[];

/** The keys that `when` clauses of the manifest ask for. The editor is told a value only when it is another. */
export class ContextKeys {
  private readonly told = new Map<string, string>();

  constructor(private readonly log: Pick<vscode.LogOutputChannel, 'warn'>) {}

  set(key: string, value: ContextValue): void {
    const text = JSON.stringify(value);
    // A key that was never told counts as false.
    if ((this.told.get(key) ?? 'false') === text) return;
    this.told.set(key, text);
    vscode.commands
      .executeCommand('setContext', key, value)
      .then(undefined, (error: unknown) => this.log.warn(`The key ${key} could not be told: ${error}`));
  }
}
