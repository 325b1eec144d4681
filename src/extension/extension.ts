import * as vscode from 'vscode';
import { CONFIG_FILES, ConfigLenses } from './configs/lenses';
import { DumpFileSystem } from './dumps/fileSystem';
import {
  CLAIMS_VIEW_TYPE,
  COMPARE_VIEW_TYPE,
  CONFIG_SUFFIX,
  Command,
  DUMP_SCHEME,
  PANEL_VIEW_TYPE,
  RUN_EDITOR_VIEW_TYPE,
  RUNS_VIEW,
  SETTINGS_SECTION,
  Setting,
  STUDY_VIEW_TYPE,
  SWEEP_SUFFIX,
} from './ids';
import { LazyTree } from './library/lazyTree';
import type { Parts } from './parts';
import { reportErrorsTo } from './reportErrors';

/** Where a run says what it is. */
const RUN_FILES = '**/run.json';
const CONFIG_ENDINGS = [CONFIG_SUFFIX, SWEEP_SUFFIX];

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

  const wake = () => reportErrors(async () => void (await parts()));
  const files = vscode.workspace.createFileSystemWatcher(RUN_FILES, false, true, true);
  const isConfig = ({ uri }: vscode.TextDocument) => CONFIG_ENDINGS.some((ending) => uri.path.endsWith(ending));
  void reportErrors(async () => {
    if (vscode.workspace.textDocuments.some(isConfig) || (await mayHaveRuns(context.globalStorageUri))) await parts();
  });

  context.subscriptions.push(
    log,
    files,
    files.onDidCreate(wake),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isConfig(document)) void wake();
    }),
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
    vscode.window.registerCustomEditorProvider(RUN_EDITOR_VIEW_TYPE, {
      openCustomDocument: (uri: vscode.Uri) => ({ uri, dispose: () => {} }),
      resolveCustomEditor: async ({ uri }: vscode.CustomDocument, editor: vscode.WebviewPanel) =>
        (await parts()).showRunFile(uri, editor),
    }),
    vscode.languages.registerCodeLensProvider(CONFIG_FILES, new ConfigLenses()),
    vscode.window.registerUriHandler({
      handleUri: (uri) => reportErrors(async () => (await parts()).links.follow(uri)),
    }),
  );
}

/** Whether runs are to be found, of which menus and the palette are to know: at a glance, without what can read them. */
async function mayHaveRuns(storage: vscode.Uri): Promise<boolean> {
  if (vscode.workspace.getConfiguration(SETTINGS_SECTION).get<string>(Setting.runsFolder, '') !== '') return true;
  const inStorage = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(storage, 'runs')).then(
    ({ length }) => length > 0,
    () => false,
  );
  return inStorage || (await vscode.workspace.findFiles(RUN_FILES, undefined, 1)).length > 0;
}

/** The editor waits for what is still to be kept; it then disposes of all that was registered. */
export async function deactivate(): Promise<void> {
  await (await loaded)?.end();
}
