import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import { ConfigProblems } from './configs/configProblems';
import { openNewConfig } from './configs/newConfig';
import { compareForksCommand, openRuns, openSelectionCommand, showInPlot } from './dumps/commands';
import { DumpFileSystem } from './dumps/fileSystem';
import { registerDumpLanguage } from './dumps/language';
import { EngineThread } from './experiments/engineThread';
import { Experiments } from './experiments/experiments';
import { configToStart } from './experiments/start';
import { Command, DUMP_SCHEME, PANEL_VIEW_TYPE } from './ids';
import { SelectionLinks } from './links/selectionLinks';
import { chooseRun } from './openRun';
import { carryOut, type IntentServices } from './panel/intents';
import { Panels, type ShownPanel } from './panel/panels';
import { Runs } from './runs';
import { namedMessage } from './selections/named';
import { SelectionStore } from './selections/selectionStore';
import { Selections } from './selections/selections';
import { dataFolder } from './settings';

/** Puts the parts together. What each one does stands in its own file. */
export function activate({ extension, extensionUri, globalStorageUri, subscriptions }: vscode.ExtensionContext): void {
  // For the words that the host has in common with the panel; the others are the editor's own matter.
  config({ contents: vscode.l10n.bundle ?? {} });
  const log = vscode.window.createOutputChannel('Attribution', { log: true });
  const runs = new Runs(globalStorageUri);
  const dumps = new DumpFileSystem(runs);
  const problems = new ConfigProblems();
  const selections = new Selections();
  const store = new SelectionStore(runs);
  const panels = new Panels(extensionUri, runs, selections, log);
  const dumpServices = { runs, dumps, selections, store };
  const links = new SelectionLinks(extension.id, runs, selections, store, panels);
  const engine = new EngineThread(vscode.Uri.joinPath(extensionUri, 'dist', 'worker.js').fsPath);
  const services = () => ({ runs, log, engine, dataFolder: dataFolder(globalStorageUri) });
  const experiments = new Experiments(services, panels, log);

  const startExperiment = async (panel?: ShownPanel) => {
    const before = panel?.experiment;
    // In the panel of an experiment that was cancelled: the same once more.
    if (before !== undefined && before.configUri === undefined)
      return experiments.start(before.config, undefined, panel);
    const request = await configToStart(problems, before?.configUri);
    if (request !== undefined) await experiments.start(request.config, request.document?.uri, panel);
  };

  /** Runs what a person asked for; what goes wrong is told to them. */
  const attempt = async (action: () => void | Promise<void>) => {
    try {
      await action();
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      const message = error instanceof Error ? error.message : String(error);
      const show = vscode.l10n.t('Show Log');
      if ((await vscode.window.showErrorMessage(message, show)) === show) log.show();
    }
  };
  const intents: IntentServices = { ...dumpServices, experiments, links, log, startExperiment };
  /** The panel whose run a command is about. */
  const panelWithRun = () => {
    const panel = panels.latestRun();
    if (panel === undefined) throw new Error(vscode.l10n.t('No run is shown. “Attribution: Open Run” shows one.'));
    return panel;
  };
  const register = (command: string, action: (argument: unknown) => void | Promise<void>) =>
    vscode.commands.registerCommand(command, (argument: unknown) => attempt(() => action(argument)));

  subscriptions.push(
    log,
    problems,
    selections,
    experiments,
    engine,
    panels,
    dumps,
    store,
    registerDumpLanguage({ dumps, runs, selections, log, openRuns: () => openRuns(panels) }),
    store.onDidChangeNamed((runId) => {
      void attempt(async () => panels.tell(runId, await namedMessage(runId, store)));
    }),
    vscode.workspace.registerFileSystemProvider(DUMP_SCHEME, dumps, { isReadonly: true, isCaseSensitive: true }),
    vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, {
      deserializeWebviewPanel: (panel, persisted: unknown) => panels.restore(panel, persisted),
    }),
    panels.onIntent(({ panel, intent }) => {
      void attempt(() => carryOut(panel, intent, intents));
    }),
    register(Command.startExperiment, () => startExperiment()),
    register(Command.cancelExperiment, () => experiments.cancel()),
    register(Command.newConfig, () => openNewConfig()),
    register(Command.openRun, async () => {
      const runId = await chooseRun(runs);
      if (runId !== undefined) await panels.openRun(runId);
    }),
    register(Command.showPanel, () => {
      if (experiments.current === undefined) panels.revealLatest();
      else panels.reveal(experiments.current);
    }),
    register(Command.showLog, () => log.show()),
    register(Command.compareForks, (uri) => compareForksCommand(uri, runs, panels)),
    register(Command.openSelection, () => openSelectionCommand(panels, dumpServices)),
    register(Command.showInPlot, (uri) => showInPlot(uri, panels, dumpServices)),
    register(Command.saveSelection, () => carryOut(panelWithRun(), { type: 'saveSelection' }, intents)),
    register(Command.exportAll, () => carryOut(panelWithRun(), { type: 'exportAll' }, intents)),
    register(Command.copyLink, () => carryOut(panelWithRun(), { type: 'copyLink' }, intents)),
    register(Command.exportReport, () => {
      const { view } = panelWithRun();
      // Only the page can make its pictures, and there is a page only while its tab is in front.
      view.panel.reveal(undefined, true);
      view.sendWhenReady({ type: 'makeReport' });
    }),
    vscode.window.registerUriHandler({ handleUri: (uri) => attempt(() => links.follow(uri)) }),
  );
}
