import { createHash } from 'node:crypto';
import { join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { WATCH_MS } from '../../engine/runs/lock';
import type { RunEntry } from '../../engine/runs/runEntry';
import { runsInOrder } from '../../engine/runs/runIndex';
import { IndexedRuns, RunsElsewhere } from '../../engine/worker/runList';
import { RunListThread } from '../../engine/worker/runListThread';
import type { OpenedFolders } from '../openedFolders';
import { runsFolders } from '../settings';

/** Changes on disk come in crowds: how long to wait for the rest of one. */
const SETTLE_MS = 250;
/** Watchers miss what happens in a folder that has just been made: how long after the last change all are looked at. */
const LOOK_AGAIN_MS = 3000;
/** How long after a change the index is written, together with what else has changed by then. */
const SAVE_MS = 10_000;
/** An owner that has stopped is seen by nothing happening: how long after a look at runs that are made they are looked at. */
const LOOK_AT_OWNERS_MS = WATCH_MS + 1000;
/** Where the indexes are, in the extension's own storage: no runs folder need be written to, and no watcher is woken. */
const INDEX_FOLDER = 'run-index';

/** One runs folder: its index, and the changes seen in it. */
interface Shelf {
  readonly index: IndexedRuns;
  readonly watcher: vscode.Disposable;
  readonly changed: Set<string>;
}

/** What is known of all runs that can be found, kept up to date with what happens on disk, whoever does it. */
export class RunLibrary implements vscode.Disposable {
  private shelves: readonly Shelf[] = [];
  private readonly thread: RunListThread;
  private readonly elsewhere: RunsElsewhere;
  private ordered: readonly RunEntry[] = [];
  /** Whether `ordered` is of now. */
  private isOrdered = false;
  private opening: Promise<void> | undefined;
  private settling: NodeJS.Timeout | undefined;
  private lookingAgain: NodeJS.Timeout | undefined;
  private lookingAtOwners: NodeJS.Timeout | undefined;
  private saving: NodeJS.Timeout | undefined;
  private saved = Promise.resolve();
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscriptions: readonly vscode.Disposable[];
  /** The list is another. */
  readonly onDidChange = this.changes.event;

  /**
   * @param storage the extension's own storage
   * @param opened the runs that were opened from outside the runs folders
   * @param workerFile the bundled `engine/worker/entry.ts`
   */
  constructor(
    private readonly storage: vscode.Uri,
    private readonly opened: OpenedFolders,
    private readonly log: vscode.LogOutputChannel,
    workerFile: string,
  ) {
    this.thread = new RunListThread(workerFile);
    this.elsewhere = new RunsElsewhere(this.thread);
    const anew = () => {
      if (this.opening === undefined) return;
      this.close();
      this.changes.fire();
    };
    this.subscriptions = [
      // Changes on disks that are not watched.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && this.opening !== undefined) void this.refresh();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(anew),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('attribution.runsFolder')) anew();
      }),
    ];
  }

  /** Every run that can be found: those that are pinned first, then the newest. */
  async entries(): Promise<readonly RunEntry[]> {
    this.opening ??= this.open();
    await this.opening;
    if (!this.isOrdered) {
      // Folders on disks that are not mounted, and those that are gone, are not listed.
      const elsewhere = [...this.elsewhere.entries].filter(({ state }) => state !== 'broken');
      const found = [...this.shelves.flatMap(({ index }) => [...index.entries]), ...elsewhere];
      this.ordered = runsInOrder([...new Map(found.map((entry) => [entry.id, entry])).values()]);
      this.isOrdered = true;
    }
    return this.ordered;
  }

  /** The same after a look at the folders: a person chooses from what exists now. */
  async entriesNow(): Promise<readonly RunEntry[]> {
    await this.refresh();
    return this.entries();
  }

  async entry(id: string): Promise<RunEntry | undefined> {
    return (await this.entries()).find((entry) => entry.id === id);
  }

  /** Looks at some runs again, or at all of them. */
  async refresh(ids?: readonly string[]): Promise<void> {
    this.opening ??= this.open();
    await this.opening;
    await this.look(this.shelves.map(({ index }) => this.scan(index, ids)));
  }

  /** Ends it, and settles when all that is known has been kept: nothing is written after that. */
  async end(): Promise<void> {
    this.dispose();
    await this.saved;
  }

  dispose(): void {
    this.close();
    this.saved = this.saved.then(() => this.thread.end());
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changes.dispose();
  }

  private async open(): Promise<void> {
    this.shelves = runsFolders(this.storage).map((folder) => this.shelfOf(folder));
    const { shelves } = this;
    await Promise.all(
      shelves.map(async ({ index }) => {
        await this.attempt(index, () => index.load());
        // What was kept is shown at once; where nothing was, there is nothing to show before the folder has been read.
        if (index.size === 0) await this.scan(index);
      }),
    );
    await this.readElsewhere();
    void this.look(shelves.map(({ index }) => this.scan(index)));
  }

  private shelfOf(folder: string): Shelf {
    const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
    const index = new IndexedRuns(this.thread, folder, join(this.storage.fsPath, INDEX_FOLDER, `${name}.json`));
    const changed = new Set<string>();
    // A runs folder need not be in the workspace, nor exist yet.
    const pattern = new vscode.RelativePattern(
      vscode.Uri.file(folder),
      '{*,*/run.json,*/running-*.lock,*/labels.json}',
    );
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const see = (uri: vscode.Uri) => {
      const [id] = relative(folder, uri.fsPath).split(sep);
      if (id === undefined || id.startsWith('.')) return;
      changed.add(id);
      this.settle();
    };
    return {
      index,
      changed,
      watcher: vscode.Disposable.from(
        watcher,
        watcher.onDidCreate(see),
        watcher.onDidChange(see),
        watcher.onDidDelete(see),
      ),
    };
  }

  private settle(): void {
    clearTimeout(this.lookingAgain);
    this.lookingAgain = setTimeout(() => void this.refresh(), LOOK_AGAIN_MS);
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      const scans = this.shelves.map(({ index, changed }) => {
        const ids = [...changed];
        changed.clear();
        return ids.length === 0 ? Promise.resolve(false) : this.scan(index, ids);
      });
      void this.look(scans);
    }, SETTLE_MS);
  }

  private scan(index: IndexedRuns, ids?: readonly string[]): Promise<boolean> {
    return this.attempt(index, () => index.refresh(ids));
  }

  /** @returns whether anything has changed; false where nothing can be read */
  private async attempt<Changed>({ folder }: IndexedRuns, action: () => Promise<Changed>): Promise<Changed | false> {
    try {
      return await action();
    } catch (error) {
      this.log.warn(`The runs folder ${folder} cannot be read: ${error}`);
      return false;
    } finally {
      this.isOrdered = false;
    }
  }

  /** Tells of what scans have found, and has it kept. */
  private async look(scans: readonly Promise<boolean>[]): Promise<void> {
    const hasOther = await this.readElsewhere();
    const found = (await Promise.all(scans)).includes(true);
    if (found) this.saveLater();
    if (found || hasOther) this.changes.fire();
    clearTimeout(this.lookingAtOwners);
    const made = this.shelves.flatMap(({ index }) => [...index.entries]).filter(({ state }) => state === 'running');
    if (made.length === 0) return;
    const ids = made.map(({ id }) => id);
    this.lookingAtOwners = setTimeout(() => void this.refresh(ids), LOOK_AT_OWNERS_MS);
  }

  /** @returns whether any has changed */
  private async readElsewhere(): Promise<boolean> {
    try {
      return await this.elsewhere.refresh(this.opened.all);
    } catch (error) {
      this.log.warn(`The runs that were opened from elsewhere cannot be read: ${error}`);
      return false;
    } finally {
      this.isOrdered = false;
    }
  }

  private saveLater(): void {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(false), SAVE_MS);
  }

  private save(end: boolean): void {
    const { shelves } = this;
    this.saved = this.saved.then(() => this.keep(shelves, end));
  }

  private async keep(shelves: readonly Shelf[], end: boolean): Promise<void> {
    for (const { index } of shelves) {
      try {
        await index.save(end);
      } catch (error) {
        this.log.warn(`The index of ${index.folder} cannot be kept: ${error}`);
      }
    }
  }

  private close(): void {
    clearTimeout(this.settling);
    clearTimeout(this.lookingAgain);
    clearTimeout(this.lookingAtOwners);
    clearTimeout(this.saving);
    this.save(true);
    for (const { watcher } of this.shelves) watcher.dispose();
    this.shelves = [];
    this.isOrdered = false;
    this.opening = undefined;
  }
}
