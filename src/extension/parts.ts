import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Attempt } from './attempt';
import { CausalTests } from './causal/causalTests';
import { ConfigProblems } from './configs/configProblems';
import { openNewConfig } from './configs/newConfig';
import type { DumpAddress } from './dumps/address';
import { compareForksCommand, openRuns, openSelectionCommand, showInPlot } from './dumps/commands';
import type { WeightDump } from './dumps/dumpBuilder';
import type { DumpFileSystem } from './dumps/fileSystem';
import { registerDumpLanguage } from './dumps/language';
import { storedDump } from './dumps/storedDump';
import { EngineThread } from './experiments/engineThread';
import { Experiments } from './experiments/experiments';
import { configToStart } from './experiments/start';
import { Command } from './ids';
import { SelectionLinks } from './links/selectionLinks';
import { chooseRun } from './openRun';
import { carryOut, type IntentServices } from './panel/intents';
import { Panels, type ShownPanel } from './panel/panels';
import { Runs } from './runs';
import { namedMessage } from './selections/named';
import { SelectionStore } from './selections/selectionStore';
import { Selections } from './selections/selections';
import { dataFolder } from './settings';

/** What is there from the start. */
export interface Early {
  readonly log: vscode.LogOutputChannel;
  readonly attempt: Attempt;
  readonly dumps: DumpFileSystem;
}

/** What the ways in lead to. */
export interface Parts {
  readonly commands: Readonly<Record<CommandId, (argument: unknown) => void | Promise<void>>>;
  readonly panels: Panels;
  readonly links: SelectionLinks;
  readonly dumpAt: (address: DumpAddress) => Promise<WeightDump>;
}

type CommandId = (typeof Command)[keyof typeof Command];

/** Puts the parts together. What each one does stands in its own file. */
export function putTogether(
  { extension, extensionUri, globalStorageUri, subscriptions }: vscode.ExtensionContext,
  { log, attempt, dumps }: Early,
): Parts {
  // For the words that the host has in common with the panel; the others are the editor's own matter.
  config({ contents: vscode.l10n.bundle ?? {} });
  const runs = new Runs(globalStorageUri);
  const problems = new ConfigProblems();
  const selections = new Selections();
  const store = new SelectionStore(runs);
  const panels = new Panels(extensionUri, runs, selections, log);
  const dumpServices = { runs, dumps, selections, store };
  const links = new SelectionLinks(extension.id, runs, selections, store, panels);
  const engine = new EngineThread(vscode.Uri.joinPath(extensionUri, 'dist', 'worker.js').fsPath);
  const services = () => ({ runs, log, engine, dataFolder: dataFolder(globalStorageUri) });
  const experiments = new Experiments(services, panels, log);
  const causalTests = new CausalTests({
    ...{ runs, engine, log },
    dataFolder: () => dataFolder(globalStorageUri),
    tell: (runId, message) => panels.tell(runId, message),
  });

  const startExperiment = async (panel?: ShownPanel) => {
    const before = panel?.experiment;
    // In the panel of an experiment that was cancelled: the same once more.
    if (before !== undefined && before.configUri === undefined)
      return experiments.start(before.config, undefined, panel);
    const request = await configToStart(problems, before?.configUri);
    if (request !== undefined) await experiments.start(request.config, request.document?.uri, panel);
  };

  const intents: IntentServices = { ...dumpServices, experiments, links, causalTests, log, startExperiment };
  /** The panel whose run a command is about. */
  const panelWithRun = () => {
    const panel = panels.latestRun();
    if (panel === undefined) throw new Error(vscode.l10n.t('No run is shown. “Attribution: Open Run” shows one.'));
    return panel;
  };

  subscriptions.push(
    problems,
    selections,
    experiments,
    causalTests,
    engine,
    panels,
    store,
    registerDumpLanguage({ dumps, runs, selections, log, openRuns: () => openRuns(panels) }),
    store.onDidChangeNamed((runId) => {
      void attempt(async () => panels.tell(runId, await namedMessage(runId, store)));
    }),
    panels.onIntent(({ panel, intent }) => {
      void attempt(() => carryOut(panel, intent, intents));
    }),
  );
  return {
    panels,
    links,
    dumpAt: (address) => storedDump(address, runs),
    commands: {
      [Command.startExperiment]: () => startExperiment(),
      [Command.cancelExperiment]: () => experiments.cancel(),
      [Command.newConfig]: () => openNewConfig(),
      [Command.openRun]: async () => {
        const runId = await chooseRun(runs);
        if (runId !== undefined) await panels.openRun(runId);
      },
      [Command.showPanel]: () => {
        if (experiments.current === undefined) panels.revealLatest();
        else panels.reveal(experiments.current);
      },
      [Command.showLog]: () => log.show(),
      [Command.compareForks]: (uri) => compareForksCommand(uri, runs, panels),
      [Command.openSelection]: () => openSelectionCommand(panels, dumpServices),
      [Command.showInPlot]: (uri) => showInPlot(uri, panels, dumpServices),
      [Command.saveSelection]: () => carryOut(panelWithRun(), { type: 'saveSelection' }, intents),
      [Command.exportAll]: () => carryOut(panelWithRun(), { type: 'exportAll' }, intents),
      [Command.copyLink]: () => carryOut(panelWithRun(), { type: 'copyLink' }, intents),
      [Command.runCausalTest]: async () => {
        const panel = panelWithRun();
        panel.view.panel.reveal(undefined, true);
        panel.view.sendWhenReady({ type: 'showTab', tab: 'causal' });
        await carryOut(panel, { type: 'runCausalTest', seeds: 1 }, intents);
      },
      [Command.exportReport]: () => {
        const { view } = panelWithRun();
        // Only the page can make its pictures, and there is a page only while its tab is in front.
        view.panel.reveal(undefined, true);
        view.sendWhenReady({ type: 'makeReport' });
      },
    },
  };
}
