import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { CancelFlag } from '../../src/engine/cancellation';
import { type ConfigInput, configHash, type ExperimentConfig, parseConfig } from '../../src/engine/config';
import { runAndKeep } from '../../src/engine/runAndKeep';
import { statusOf } from '../../src/engine/runs/pendingFile';
import { readRunFile } from '../../src/engine/runs/runStore';
import { thisThread } from '../../src/engine/training/trainer';
import { CausalJobs, type CausalServices } from '../../src/extension/causal/causalJobs';
import type { ExperimentServices } from '../../src/extension/experiments/experiment';
import { CONFIG_SUFFIX, Command, PANEL_VIEW_TYPE, RUNNING_CONTEXT_KEY } from '../../src/extension/ids';
import { EngineThread } from '../../src/extension/jobs/engineThread';
import { StatusBar } from '../../src/extension/jobs/statusBar';
import { RunLibrary } from '../../src/extension/library/library';
import { OpenedFolders } from '../../src/extension/openedFolders';
import { Runs } from '../../src/extension/runs';
import { RunThreads } from '../../src/extension/runThreads';
import { SelectionFiles } from '../../src/extension/selections/selectionStore';
import { Selections } from '../../src/extension/selections/selections';
import { workspaceFolder } from '../../src/extension/settings';
import { LiveSurgery } from '../../src/extension/surgery/liveSurgery';
import type { ToPanel } from '../../src/model/panelProtocol';
import { waitLimit } from '../harness/limits.cjs';

/** A config that is run in a second or two. */
export const small = {
  phase1: { rows: 600 },
  forks: { untilRow: 1500 },
  network: { hidden: [8] },
} satisfies ConfigInput;

/** A config that takes far longer than a test waits. */
export const large = { network: { hidden: [1000] } } satisfies ConfigInput;

/** The extension under test, as VS Code sees it. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('attribution.attribution');
  if (found === undefined) throw new Error('The extension is not there.');
  return found;
}

/** Looks again and again until there is something to see; undefined and false are nothing. */
export async function eventually<Value>(
  what: string,
  look: () => Value | Promise<Value>,
): Promise<Exclude<Value, undefined | false>> {
  for (const end = performance.now() + waitLimit; performance.now() < end; await delay(25)) {
    const value = await look();
    if (value !== undefined && value !== false) return value as Exclude<Value, undefined | false>;
  }
  throw new Error(`Waited in vain: ${what}.`);
}

/** What stands at an index that is known to be there. */
export function at<Item>(list: ArrayLike<Item>, index: number): Item {
  const item = list[index];
  if (item === undefined) throw new RangeError(`No element ${index} among ${list.length}.`);
  return item;
}

/** Settles when the experiment has been started, or what the person was told or asked has been answered. */
export function start(): Thenable<unknown> {
  return vscode.commands.executeCommand(Command.startExperiment);
}

/** The tabs that hold an analysis panel. */
export function panelTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(PANEL_VIEW_TYPE));
}

/** An id that no run has, and that says nothing about when the run was made. */
export function newRunId(): string {
  return `run-${randomUUID()}`;
}

/** The workspace of the window that runs the tests. */
export class Workspace {
  readonly folder: string;
  /** Where runs are kept when no setting says otherwise. */
  readonly runsFolder: string;
  private readonly written = new Set<string>();
  private readonly endings: (() => void)[] = [];
  private experimentRuns = false;
  private hearNoMore = () => {};
  private madeRuns = '';

  constructor() {
    const folder = workspaceFolder();
    if (folder === undefined) throw new Error('The host tests need a workspace folder.');
    this.folder = folder;
    this.runsFolder = join(folder, 'attribution-runs');
  }

  /**
   * Whether the extension says that an experiment is running. The editor's context keys cannot be read, so what is set
   * is overheard.
   */
  get running(): boolean {
    return this.experimentRuns;
  }

  /** Names what is to be done after the test, before everything is cleared away. */
  atEnd(action: () => void): void {
    this.endings.push(action);
  }

  /**
   * Opens a config, written to a file of the workspace, in the first column. Each has a name of its own: the editor
   * remembers the text of a file for a while after its last tab was closed.
   */
  async openConfig(config: ConfigInput | string): Promise<vscode.TextEditor> {
    const text = typeof config === 'string' ? config : JSON.stringify(config, undefined, 2);
    const file = await this.write(`config-${randomUUID()}${CONFIG_SUFFIX}`, text);
    return vscode.window.showTextDocument(vscode.Uri.file(file), { viewColumn: vscode.ViewColumn.One, preview: false });
  }

  /** Names a file or folder that is to be gone after the test. */
  clearLater(name: string): void {
    this.written.add(join(this.folder, name));
  }

  /** Writes a file of the workspace; it is gone after the test. */
  async write(name: string, text: string): Promise<string> {
    const file = join(this.folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    this.clearLater(name);
    return file;
  }

  /** Everything in a runs folder, temporary leftovers too. */
  async inRunsFolder(folder = this.runsFolder): Promise<string[]> {
    return (await readdir(folder).catch(() => [])).sort();
  }

  /** The ids of the finished runs. */
  async runIds(folder = this.runsFolder): Promise<string[]> {
    const names = await this.inRunsFolder(folder);
    const statuses = await Promise.all(names.map((name) => statusOf(join(folder, name))));
    return names.filter((_name, index) => statuses[index] === 'complete');
  }

  /** The id of the run that appears. */
  async newRun(folder = this.runsFolder): Promise<string> {
    return eventually(`a run in ${folder}`, async () => (await this.runIds(folder))[0]);
  }

  /** What the run that appears says it has run. */
  async configOfRun(folder = this.runsFolder): Promise<ExperimentConfig> {
    const id = await this.newRun(folder);
    return (await readRunFile(join(folder, id))).config;
  }

  /**
   * Puts a finished run into the runs folder, made without the extension, on this thread; once for each config. Its id
   * is new each time: runs are kept in memory by id.
   */
  async makeRun(config: ConfigInput = small): Promise<string> {
    const complete = parseConfig(config);
    const made = join(this.madeRuns, configHash(complete));
    if (!existsSync(made)) {
      const keeping = { cacheFolder: tmpdir(), runFolder: made, cancel: new CancelFlag(), executors: [thisThread] };
      for await (const _event of runAndKeep(complete, keeping)) {
        // Only the run is wanted.
      }
    }
    const id = newRunId();
    await cp(made, join(this.runsFolder, id), { recursive: true });
    return id;
  }

  /** Leaves nothing to the next test: no experiment, no editor, no message, no file. */
  async clear(): Promise<void> {
    for (const action of this.endings.splice(0).reverse()) action();
    if (this.running) await vscode.commands.executeCommand(Command.cancelExperiment);
    await eventually('the end of the experiment', () => !this.running);
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually('all editors closed', () => vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0));
    for (const file of [...this.written, this.runsFolder]) await rm(file, { recursive: true, force: true });
    this.written.clear();
  }

  /** Begins to overhear whether an experiment is running. */
  async begin(): Promise<void> {
    // They will be thrown away after each test; somebody's own are not.
    if (existsSync(this.runsFolder)) throw new Error(`The workspace of the tests holds runs: ${this.runsFolder}`);
    this.madeRuns = await mkdtemp(join(tmpdir(), 'attribution-runs-'));
    const { executeCommand } = vscode.commands;
    const overheard = (command: string, ...rest: unknown[]): Thenable<unknown> => {
      if (command === 'setContext' && rest[0] === RUNNING_CONTEXT_KEY) this.experimentRuns = rest[1] === true;
      return executeCommand(command, ...rest);
    };
    Object.assign(vscode.commands, { executeCommand: overheard });
    this.hearNoMore = () => Object.assign(vscode.commands, { executeCommand });
  }

  async end(): Promise<void> {
    this.hearNoMore();
    await rm(this.madeRuns, { recursive: true, force: true });
  }
}

/** The workspace for the tests of the surrounding block, empty before each of them. */
export function emptyWorkspace(): Workspace {
  const workspace = new Workspace();
  before(async () => {
    await workspace.begin();
    await extension().activate();
    await workspace.clear();
  });
  afterEach(() => workspace.clear());
  after(() => workspace.end());
  return workspace;
}

/** The worker bundle of the extension under test. */
export function workerFile(): string {
  return join(extension().extensionPath, 'dist', 'worker.js');
}

/** State of the editor that nobody has kept anything in yet. */
class EmptyState {
  private readonly kept = new Map<string, unknown>();

  get<Value>(key: string, otherwise?: Value): Value {
    return (this.kept.get(key) ?? otherwise) as Value;
  }

  async update(key: string, value: unknown): Promise<void> {
    this.kept.set(key, value);
  }
}

/** The parts that an `Experiment` or a panel needs, for the tests of the surrounding block. */
export function services(): ExperimentServices & {
  readonly selections: Selections;
  readonly store: SelectionFiles;
  readonly surgery: LiveSurgery;
  readonly library: RunLibrary;
  readonly statusBar: StatusBar;
} {
  // Channels of one name would be one channel, closed by the first that is done with it.
  const log = vscode.window.createOutputChannel(`Test ${randomUUID()}`, { log: true });
  const selections = new Selections();
  const threads = new RunThreads(workerFile(), () => made.dataFolder);
  const runs = new Runs(vscode.Uri.file(tmpdir()), new OpenedFolders(new EmptyState()), threads);
  const libraryIn = (storage: string, opened: OpenedFolders) =>
    new RunLibrary(vscode.Uri.file(storage), opened, log, workerFile());
  const operating = () => ({ runs: made.runs, log });
  const made = {
    ...{ runs, log, selections, store: new SelectionFiles(runs), engine: new EngineThread(''), dataFolder: '' },
    surgery: new LiveSurgery({ runs, log }),
    library: libraryIn(tmpdir(), new OpenedFolders(new EmptyState())),
    statusBar: new StatusBar(),
  };
  before(async () => {
    const storage = await mkdtemp(join(tmpdir(), 'attribution-host-'));
    const opened = new OpenedFolders(new EmptyState());
    made.runs = new Runs(vscode.Uri.file(storage), opened, threads);
    made.library.dispose();
    made.library = libraryIn(storage, opened);
    made.store = new SelectionFiles(made.runs);
    made.dataFolder = join(storage, 'data');
    made.engine = new EngineThread(workerFile());
    made.surgery = new LiveSurgery(operating());
  });
  after(async () => {
    made.statusBar.dispose();
    made.engine.dispose();
    made.surgery.dispose();
    await threads.dispose();
    await made.library.end();
    log.dispose();
    selections.dispose();
    made.store.dispose();
    await rm(dirname(made.dataFolder), { recursive: true, force: true });
  });
  return made;
}

/** The causal tests of these services' runs. @param tell hears what their panels are told */
export function causalTestsOf(
  parts: ExperimentServices & { readonly statusBar: StatusBar },
  tell: (runId: string, message: ToPanel) => void = () => {},
): CausalJobs {
  const { runs, log, engine, statusBar } = parts;
  const panels: CausalServices['panels'] = { tell, isRunVisible: () => true, openRun: () => Promise.resolve() };
  return new CausalJobs({ runs, log, engine, statusBar, dataFolder: () => parts.dataFolder, panels });
}
