import * as vscode from 'vscode';
import { DumpFileSystem } from './dumps/fileSystem';
import {
  CLAIMS_VIEW_TYPE,
  COMPARE_VIEW_TYPE,
  Command,
  DUMP_SCHEME,
  PANEL_VIEW_TYPE,
  RUNS_VIEW,
  STUDY_VIEW_TYPE,
} from './ids';
import { LazyTree } from './library/lazyTree';
import type { Parts } from './parts';
import { reportErrorsTo } from './reportErrors';

let loaded: Promise<Parts> | undefined;

/**
 * Registers every way in: commands, the view of runs, weight dumps, panels that come back, links. What they lead to is a
 * bundle of its own, loaded when the first of them is used, so that the editor does not wait for it while it starts.
 */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Attribution', { log: true });
  const reportErrors = reportErrorsTo(log);
  const dumps = new DumpFileSystem(async (address) => (await parts()).dumpAt(address));
  const treeDataProvider = new LazyTree(async () => (await parts()).runsTree);
  const runsView = vscode.window.createTreeView(RUNS_VIEW, { treeDataProvider, canSelectMany: true });
  const parts = () => {
    loaded ??= import('./parts').then(({ compose }) =>
      compose(context, { log, reportErrors, dumps, runsView, treeDataProvider }),
    );
    return loaded;
  };
  const commands = Object.values(Command).map((command) =>
    vscode.commands.registerCommand(command, (...given: unknown[]) =>
      reportErrors(async () => (await parts()).commands[command](...given)),
    ),
  );

  context.subscriptions.push(
    log,
    dumps,
    runsView,
    treeDataProvider,
    ...commands,
    vscode.workspace.registerFileSystemProvider(DUMP_SCHEME, dumps, { isReadonly: true, isCaseSensitive: true }),
    vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, {
      deserializeWebviewPanel: async (panel, persisted: unknown) => (await parts()).panels.restore(panel, persisted),
    }),
    vscode.window.registerWebviewPanelSerializer(STUDY_VIEW_TYPE, {
      deserializeWebviewPanel: async (panel, persisted: unknown) => (await parts()).studies.restore(panel, persisted),
    }),
    vscode.window.registerWebviewPanelSerializer(COMPARE_VIEW_TYPE, {
      deserializeWebviewPanel: async (panel, persisted: unknown) =>
        (await parts()).comparisons.restore(panel, persisted),
    }),
    vscode.window.registerWebviewPanelSerializer(CLAIMS_VIEW_TYPE, {
      deserializeWebviewPanel: async (panel) => (await parts()).claims.restore(panel),
    }),
    vscode.window.registerUriHandler({
      handleUri: (uri) => reportErrors(async () => (await parts()).links.follow(uri)),
    }),
  );
}

/** The editor waits for what is still to be kept; it then disposes of all that was registered. */
export async function deactivate(): Promise<void> {
  await (await loaded)?.end();
}
