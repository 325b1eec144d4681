import * as vscode from 'vscode';
import type { ClaimsFolders, FoundClaims } from '../claims/claimsFolders';
import { runsFolders } from '../settings';
import type { FoundStudy, StudyFolders } from '../studies/studyFolders';
import type { ManyRuns } from './runsTree';

/** Changes on disk come in crowds: how long to wait for the rest of one. */
const SETTLE_MS = 250;

/** The studies and the claims pages on disk, read again when something has happened there. */
export class ManyRunsOnDisk implements ManyRuns, vscode.Disposable {
  private found: { readonly studies: Promise<FoundStudy[]>; readonly claims: Promise<FoundClaims[]> } | undefined;
  private watchers: readonly vscode.Disposable[] = [];
  private settling: NodeJS.Timeout | undefined;
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscriptions: readonly vscode.Disposable[];
  readonly onDidChange = this.changes.event;

  /**
   * @param storage the extension's own storage
   * @param onJobs fires when something begins or ends in this window
   */
  constructor(
    private readonly storage: vscode.Uri,
    private readonly studyFolders: Pick<StudyFolders, 'list'>,
    private readonly claimsFolders: Pick<ClaimsFolders, 'list'>,
    onJobs: vscode.Event<void>,
  ) {
    const anew = () => {
      this.watch();
      this.settle();
    };
    this.watch();
    this.subscriptions = [
      onJobs(() => this.settle()),
      vscode.workspace.onDidChangeWorkspaceFolders(anew),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('attribution.runsFolder')) anew();
      }),
    ];
  }

  readonly studies = (): Promise<readonly FoundStudy[]> => this.read().studies;
  readonly claims = (): Promise<readonly FoundClaims[]> => this.read().claims;

  dispose(): void {
    clearTimeout(this.settling);
    for (const disposable of [...this.watchers, ...this.subscriptions]) disposable.dispose();
    this.changes.dispose();
  }

  private read() {
    this.found ??= { studies: this.studyFolders.list(), claims: this.claimsFolders.list() };
    return this.found;
  }

  private watch(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = runsFolders(this.storage).flatMap((folder) => {
      const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), '{*,*/sweep.json,*/claims.json}');
      const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, true, false);
      const see = () => this.settle();
      return [watcher, watcher.onDidCreate(see), watcher.onDidDelete(see)];
    });
  }

  private settle(): void {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.found = undefined;
      this.changes.fire();
    }, SETTLE_MS);
  }
}
