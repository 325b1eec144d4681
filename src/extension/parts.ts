import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunEntry } from '../engine/runs/runEntry';
import { CausalJobs } from './causal/causalJobs';
import { Claims } from './claims/claims';
import { Comparisons } from './compare/comparisons';
import { compareConfigs, registerConfigDocuments } from './compare/configDocuments';
import { documentInFront } from './configs/configFile';
import { ConfigProblems } from './configs/configProblems';
import { openNewConfig } from './configs/newConfig';
import type { DumpAddress } from './dumps/address';
import { compareForksCommand, openRuns, openSelectionCommand, showInPlot } from './dumps/commands';
import type { WeightDump } from './dumps/dumpBuilder';
import type { DumpFileSystem } from './dumps/fileSystem';
import { registerDumpLanguage } from './dumps/language';
import { storedDump } from './dumps/storedDump';
import { Experiments } from './experiments/experiments';
import { configToStart } from './experiments/start';
import { exportAll } from './export/saveParameters';
import { CONFIG_SUFFIX, Command } from './ids';
import { configIn, handleIntent, type IntentServices } from './intents';
import { EngineThread } from './jobs/engineThread';
import type { LazyTree } from './library/lazyTree';
import { RunLibrary } from './library/library';
import { type RunServices, runsMeant } from './library/runActions';
import { type RunNode, RunsTree } from './library/runsTree';
import { runsViewCommands } from './library/runsView';
import { SelectionLinks } from './links/selectionLinks';
import { OpenedFolders } from './openedFolders';
import { chooseRun } from './openRun';
import { Panels, type ShownPanel } from './panel/panels';
import type { ReportErrors } from './reportErrors';
import { Runs } from './runs';
import { namedMessage } from './selections/named';
import { SelectionFiles } from './selections/selectionStore';
import { Selections } from './selections/selections';
import { dataFolder, runsFolder } from './settings';
import { chooseStudy } from './studies/chooseStudy';
import { carryOutForStudy, replicateConfig, sweep } from './studies/commands';
import { Studies } from './studies/studies';
import { StudyFolders } from './studies/studyFolders';
import { StudyPanels } from './studies/studyPanels';
import { openNewSweep } from './studies/sweepFile';
import { LiveSurgery } from './surgery/liveSurgery';
import { keepOwnIn } from './trust';

/** What is there from the start. */
export interface Early {
  readonly log: vscode.LogOutputChannel;
  readonly reportErrors: ReportErrors;
  readonly dumps: DumpFileSystem;
  readonly runsView: vscode.TreeView<RunNode>;
  readonly treeDataProvider: LazyTree;
}

/** What the ways in lead to. */
export interface Parts {
  readonly commands: Readonly<Record<CommandId, (...given: unknown[]) => void | Promise<void>>>;
  readonly panels: Panels;
  readonly studies: Studies;
  readonly links: SelectionLinks;
  readonly claims: Claims;
  readonly comparisons: Comparisons;
  readonly runsTree: RunsTree;
  readonly dumpAt: (address: DumpAddress) => Promise<WeightDump>;
  /** Settles when all that is to be kept has been kept. */
  readonly end: () => Promise<void>;
}

type CommandId = (typeof Command)[keyof typeof Command];

/** Puts the parts together. What each one does stands in its own file. */
export function compose(
  { extension, extensionUri, globalState, globalStorageUri, subscriptions, workspaceState }: vscode.ExtensionContext,
  { log, reportErrors, dumps, runsView, treeDataProvider }: Early,
): Parts {
  // For the words that the host has in common with the panel; the others are the editor's own matter.
  config({ contents: vscode.l10n.bundle ?? {} });
  keepOwnIn(globalStorageUri);
  const opened = new OpenedFolders(globalState);
  const runs = new Runs(globalStorageUri, opened);
  const workerFile = vscode.Uri.joinPath(extensionUri, 'dist', 'worker.js').fsPath;
  const library = new RunLibrary(globalStorageUri, opened, log, workerFile);
  const runsTree = new RunsTree(library, treeDataProvider.changes, runsView);
  const problems = new ConfigProblems();
  const selections = new Selections();
  const store = new SelectionFiles(runs);
  const panels = new Panels(extensionUri, runs, selections, log);
  const dumpServices = { runs, dumps, selections, store };
  const links = new SelectionLinks(extension.id, runs, selections, store, panels);
  const engine = new EngineThread(workerFile);
  const surgery = new LiveSurgery({ runs, log, workerFile, dataFolder: () => dataFolder(globalStorageUri) });
  const services = () => ({ runs, log, engine, dataFolder: dataFolder(globalStorageUri) });
  const experiments = new Experiments(services, panels, log);
  const causalTests = new CausalJobs({
    ...{ runs, engine, log },
    dataFolder: () => dataFolder(globalStorageUri),
    panels,
  });
  const studyFolders = new StudyFolders(globalStorageUri);
  const studyPanels = new StudyPanels(extensionUri, log);
  const studyServices = () => ({ log, workerFile, dataFolder: dataFolder(globalStorageUri) });
  const studies = new Studies(studyServices, studyFolders, studyPanels, log);

  const claims = new Claims({
    extensionUri,
    log,
    workerFile,
    memory: workspaceState,
    runsFolder: () => runsFolder(globalStorageUri),
    dataFolder: () => dataFolder(globalStorageUri),
    configToTest: async () => (await configToStart(problems))?.config,
    open: (config) => experiments.start(config, undefined),
  });

  const startExperiment = async (panel?: ShownPanel) => {
    const before = panel?.experiment;
    // In the panel of an experiment that was cancelled: the same once more.
    if (before !== undefined && before.configUri === undefined)
      return experiments.start(before.config, undefined, panel);
    const request = await configToStart(problems, before?.configUri);
    if (request !== undefined) await experiments.start(request.config, request.document?.uri, panel);
  };

  /** The run in front, the config in front, a run in sight, or what is run when nothing is chosen, in this order. */
  const replicateShown = async () => {
    const panel = panels.latestRun();
    const isShown =
      panel?.view.panel.active || (panel?.view.panel.visible && documentInFront(CONFIG_SUFFIX) === undefined);
    const config = isShown ? await configIn(panel, { runs }) : (await configToStart(problems))?.config;
    if (config !== undefined) await replicateConfig(config, studies);
  };

  const intents: IntentServices = {
    ...dumpServices,
    experiments,
    links,
    surgery,
    causalTests,
    log,
    startExperiment,
    replicate: (config) => replicateConfig(config, studies),
  };
  const runServices: RunServices = { library, view: runsView, forget: (id) => runs.forget(id) };
  const comparisons = new Comparisons({ extensionUri, runs, library, log, panels, reportErrors });
  /** The run of the view's line that was clicked; undefined where none was. */
  const runGiven = async (given: readonly unknown[]) => {
    const isClicked = given[0] !== undefined && !(given[0] instanceof vscode.Uri);
    return isClicked ? (await runsMeant(given, runServices, ''))[0] : undefined;
  };
  /** The panel whose run a command is about. */
  const panelWithRun = () => {
    const panel = panels.latestRun();
    if (panel === undefined) throw new Error(vscode.l10n.t('No run is shown. “Attribution: Open Run” shows one.'));
    return panel;
  };

  subscriptions.push(
    problems,
    library,
    runsTree,
    comparisons,
    registerConfigDocuments(library),
    selections,
    experiments,
    causalTests,
    engine,
    surgery,
    panels,
    studies,
    studyPanels,
    claims,
    store,
    registerDumpLanguage({ dumps, runs, selections, log, openRuns: () => openRuns(panels) }),
    store.onDidChangeNamed((runId) => {
      void reportErrors(async () => panels.tell(runId, await namedMessage(runId, store)));
      void reportErrors(() => surgery.followNames(runId));
    }),
    panels.onIntent(({ panel, intent }) => {
      void reportErrors(() => handleIntent(panel, intent, intents));
    }),
    studyPanels.onIntent(({ study, intent }) => {
      void reportErrors(() => carryOutForStudy(study, intent, { library, panels, experiments, studies, log }));
    }),
  );
  return {
    panels,
    studies,
    links,
    claims,
    comparisons,
    runsTree,
    dumpAt: (address) => storedDump(address, { runs, store }),
    end: () => library.end(),
    commands: {
      [Command.startExperiment]: () => startExperiment(),
      [Command.cancelExperiment]: () => experiments.cancel(),
      [Command.newConfig]: () => openNewConfig(),
      ...runsViewCommands({
        ...runServices,
        tree: runsTree,
        start: (config) => experiments.start(config, undefined),
        open: ({ id }) => panels.openRun(id),
      }),
      [Command.compareRuns]: async (...given) => {
        const title = vscode.l10n.t('Compare Runs');
        await comparisons.open(await runsMeant(given, runServices, title, ({ state }) => state === 'complete', true));
      },
      [Command.compareConfigs]: async (...given) => {
        const title = vscode.l10n.t('Compare Configs of Runs');
        await compareConfigs(await runsMeant(given, runServices, title, ({ config }) => config !== null, true));
      },
      [Command.resumeRun]: async (...given) => {
        const canGoOn = ({ state }: RunEntry) => state === 'interrupted' || state === 'cancelled';
        const [entry] = await runsMeant(given, runServices, vscode.l10n.t('Resume Run'), canGoOn);
        if (entry !== undefined) await experiments.resume(entry.id);
      },
      [Command.openRun]: async (...given) => {
        const [folder] = given;
        const entry = await runGiven(given);
        if (folder instanceof vscode.Uri) await panels.openRun(await runs.open(folder.fsPath));
        else if (entry !== undefined) await panels.openRun(entry.id);
        else {
          const runId = await chooseRun(runs, library);
          if (runId !== undefined) await panels.openRun(runId);
        }
      },
      [Command.showPanel]: () => {
        if (experiments.current === undefined) panels.revealLatest();
        else panels.reveal(experiments.current);
      },
      [Command.showLog]: () => log.show(),
      [Command.compareForks]: (uri) => compareForksCommand(uri, runs, panels),
      [Command.openSelection]: () => openSelectionCommand(panels, dumpServices),
      [Command.showInPlot]: (uri) => showInPlot(uri, panels, dumpServices),
      [Command.saveSelection]: () => handleIntent(panelWithRun(), { type: 'saveSelection' }, intents),
      [Command.exportAll]: async (...given) => {
        const entry = await runGiven(given);
        if (entry === undefined) await handleIntent(panelWithRun(), { type: 'exportAll' }, intents);
        else await exportAll(entry.id, runs);
      },
      [Command.copyLink]: () => handleIntent(panelWithRun(), { type: 'copyLink' }, intents),
      [Command.operate]: () => {
        const { view } = panelWithRun();
        view.panel.reveal(undefined, true);
        view.sendWhenReady({ type: 'showTab', tab: 'surgery' });
      },
      [Command.runCausalTest]: async () => {
        const panel = panelWithRun();
        panel.view.panel.reveal(undefined, true);
        panel.view.sendWhenReady({ type: 'showTab', tab: 'causal' });
        await handleIntent(panel, { type: 'runCausalTest', seeds: 1 }, intents);
      },
      [Command.cancelCausalTest]: () => causalTests.cancel(),
      [Command.replicate]: replicateShown,
      [Command.sweep]: () => sweep(studies, problems),
      [Command.newSweep]: () => openNewSweep(),
      [Command.openStudy]: async () => {
        if (studies.showRunning()) return;
        const id = await chooseStudy(studyFolders);
        if (id !== undefined) await studies.open(id);
      },
      [Command.cancelStudy]: () => studies.cancel(),
      [Command.testClaims]: (argument) => claims.test(argument),
      [Command.cancelClaims]: () => claims.cancel(),
      [Command.saveClaims]: () => claims.save(),
      [Command.openClaimsSeed]: (argument) => claims.openSeed(argument),
      [Command.exportReport]: async (...given) => {
        const entry = await runGiven(given);
        if (entry !== undefined) await panels.openRun(entry.id);
        const { view } = panelWithRun();
        // Only the page can make its pictures, and there is a page only while its tab is in front.
        view.panel.reveal(undefined, true);
        view.sendWhenReady({ type: 'makeReport' });
      },
    },
  };
}
