import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import { CausalJobs } from './causal/causalJobs';
import { causalCommands } from './causal/commands';
import { Claims } from './claims/claims';
import { ClaimsFolders } from './claims/claimsFolders';
import { claimsCommands } from './claims/commands';
import { compareCommands } from './compare/commands';
import { Comparisons } from './compare/comparisons';
import { registerConfigDocuments } from './compare/configDocuments';
import { ConfigProblems } from './configs/configProblems';
import { CONFIG_FILES } from './configs/lenses';
import { QuickFixes } from './configs/quickFixes';
import type { DumpAddress } from './dumps/address';
import { dumpCommands, frontRun, openRuns } from './dumps/commands';
import type { WeightDump } from './dumps/dumpBuilder';
import type { DumpFileSystem } from './dumps/fileSystem';
import { registerDumpLanguage } from './dumps/language';
import { storedDump } from './dumps/storedDump';
import { experimentCommands } from './experiments/commands';
import { Experiments } from './experiments/experiments';
import { configToStart } from './experiments/start';
import { exportCommands } from './export/commands';
import { Command } from './ids';
import { EngineThread } from './jobs/engineThread';
import { StatusBar } from './jobs/statusBar';
import type { LazyTree } from './library/lazyTree';
import { RunLibrary } from './library/library';
import { ManyRunsOnDisk } from './library/manyRuns';
import { RunNames } from './library/runNames';
import { type RunNode, RunsTree } from './library/runsTree';
import { runsViewCommands } from './library/runsView';
import { SelectionLinks } from './links/selectionLinks';
import { ContextKeys } from './offers/contextKeys';
import { Offers } from './offers/offers';
import { openWalkthrough } from './offers/openWalkthrough';
import { folderOf, showRunFile } from './offers/runEditor';
import { RunFolders } from './offers/runFolders';
import { OpenedFolders } from './openedFolders';
import { openRun } from './openRun';
import { Panels } from './panel/panels';
import { dispatch } from './panel/router';
import { panelHandlers } from './panelHandlers';
import { parseFromPanel } from './panelMessages';
import type { ReportErrors } from './reportErrors';
import { Runs } from './runs';
import { RunThreads } from './runThreads';
import { SelectionFiles } from './selections/selectionStore';
import { Selections } from './selections/selections';
import { tellPanels } from './selections/tellPanels';
import { dataFolder, runsFolder } from './settings';
import { studyCommands } from './studies/commands';
import { studyHandlers } from './studies/handlers';
import { Studies } from './studies/studies';
import { StudyFolders } from './studies/studyFolders';
import { StudyPanels } from './studies/studyPanels';
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
  /** Shows the run of a `run.json` in the file's own editor. */
  readonly showRunFile: (uri: vscode.Uri, editor: vscode.WebviewPanel) => Promise<void>;
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
  const workerFile = vscode.Uri.joinPath(extensionUri, 'dist', 'worker.js').fsPath;
  const ownDataFolder = () => dataFolder(globalStorageUri);

  const opened = new OpenedFolders(globalState);
  const threads = new RunThreads(workerFile, ownDataFolder);
  const runs = new Runs(globalStorageUri, opened, threads);
  const library = new RunLibrary(globalStorageUri, opened, log, workerFile);
  const names = new RunNames(library, log);
  const statusBar = new StatusBar();
  const studyFolders = new StudyFolders(globalStorageUri);
  const claimsFolders = new ClaimsFolders(globalStorageUri);
  const manyRuns = new ManyRunsOnDisk(globalStorageUri, studyFolders, claimsFolders, statusBar.onDidChange);
  const runsTree = new RunsTree(library, treeDataProvider.changes, runsView, manyRuns);
  const problems = new ConfigProblems();
  const selections = new Selections();
  const store = new SelectionFiles(runs);
  const panels = new Panels(extensionUri, runs, log, parseFromPanel, names);
  const links = new SelectionLinks(extension.id, runs, selections, store, panels);
  const engine = new EngineThread(workerFile);
  const surgery = new LiveSurgery({ runs, log });
  const experiments = new Experiments(
    () => ({ runs, log, engine, dataFolder: ownDataFolder() }),
    panels,
    statusBar,
    log,
  );
  const causalTests = new CausalJobs({ runs, engine, log, statusBar, dataFolder: ownDataFolder, panels });
  const studyPanels = new StudyPanels(extensionUri, log);
  const studyServices = () => ({ log, workerFile, dataFolder: ownDataFolder() });
  const studies = new Studies(studyServices, studyFolders, studyPanels, statusBar, log);
  const comparisons = new Comparisons({ extensionUri, runs, library, log, panels, reportErrors });
  const claims = new Claims({
    extensionUri,
    log,
    statusBar,
    workerFile,
    folders: claimsFolders,
    memory: workspaceState,
    runsFolder: () => runsFolder(globalStorageUri),
    dataFolder: ownDataFolder,
    configToTest: async (uri) => (await configToStart(problems, uri))?.config,
    open: (config) => experiments.start(config, undefined),
  });

  const keys = new ContextKeys(log);
  const offering = {
    keys,
    log,
    storage: globalStorageUri,
    library,
    panels,
    selections,
    claims,
    studyFolders,
    claimsFolders,
  };

  const known = { runs, log, library, panels, problems, selections, store, dumps, experiments, studies, studyFolders };
  const services = {
    ...known,
    view: runsView,
    forget: (id: string) => runs.forget(id),
    close: (id: string) => runs.close(id),
    links,
    surgery,
    causalTests,
  };
  const ofPanels = panelHandlers(services);
  const ofStudies = studyHandlers(services);

  subscriptions.push(
    problems,
    vscode.languages.registerCodeActionsProvider(CONFIG_FILES, new QuickFixes(problems), QuickFixes.metadata),
    library,
    runsTree,
    comparisons,
    registerConfigDocuments(library),
    selections,
    experiments,
    causalTests,
    engine,
    surgery,
    runs,
    panels,
    studies,
    studyPanels,
    claims,
    store,
    new Offers({ ...offering, frontRun: () => frontRun(panels) }),
    new RunFolders(keys, log, library.onDidChange),
    names,
    manyRuns,
    statusBar,
    library.onDidChange(() => void reportErrors(() => panels.lookAgain())),
    names.onDidChange(() => panels.callAgain()),
    manyRuns.onDidChange(() => void reportErrors(() => studies.lookAgain())),
    manyRuns.onDidChange(() => void reportErrors(() => claims.lookAgain())),
    registerDumpLanguage({ dumps, runs, selections, log, openRuns: () => openRuns(panels) }),
    tellPanels(panels, selections, store, reportErrors),
    store.onDidChangeNamed((runId) => void reportErrors(() => surgery.followNames(runId))),
    panels.onIntent(({ panel, intent }) => void reportErrors(() => dispatch(ofPanels, panel, intent))),
    studyPanels.onIntent(({ study, intent }) => void reportErrors(() => dispatch(ofStudies, study, intent))),
  );
  return {
    panels,
    studies,
    links,
    claims,
    comparisons,
    runsTree,
    dumpAt: (address) => storedDump(address, { runs, store }),
    showRunFile: (uri, editor) => showRunFile(uri, editor, services),
    end: () => library.end(),
    commands: {
      ...experimentCommands(services),
      ...runsViewCommands({
        ...services,
        tree: runsTree,
        start: (config) => experiments.start(config, undefined),
        open: ({ id }) => panels.openRun(id),
      }),
      ...compareCommands(comparisons, services),
      ...dumpCommands(panels, services),
      ...exportCommands(services),
      ...causalCommands(causalTests, panels),
      ...studyCommands(services),
      ...claimsCommands(claims),
      [Command.openRun]: (...given) => openRun(given, services),
      [Command.openInAttribution]: (uri) =>
        openRun(uri instanceof vscode.Uri ? [vscode.Uri.file(folderOf(uri))] : [], services),
      [Command.openWalkthrough]: () => openWalkthrough(extension),
      [Command.copyLink]: () => links.copy(panels.withRun().finishedRun().runId),
      [Command.operate]: () => void panels.showTab('surgery'),
      [Command.showRunning]: (asked) => statusBar.choose(asked),
      [Command.showLog]: () => log.show(),
    },
  };
}
