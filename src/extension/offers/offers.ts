import * as vscode from 'vscode';
import type { RunEntry } from '../../engine/runs/runEntry';
import { SWEEP_FILE } from '../../engine/sweep/cellFile';
import type { FromPanel } from '../../model/panelProtocol';
import type { Claims } from '../claims/claims';
import type { ClaimsFolders } from '../claims/claimsFolders';
import { DUMP_SCHEME, Offer } from '../ids';
import type { RunLibrary } from '../library/library';
import type { Panels } from '../panel/panels';
import type { Selections } from '../selections/selections';
import { runsFolders } from '../settings';
import type { StudyFolders } from '../studies/studyFolders';
import type { ContextKeys } from './contextKeys';

/** Changes come in crowds: how long to wait for the rest of one. */
const SETTLE_MS = 250;

export interface OfferServices {
  readonly keys: ContextKeys;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
  /** The extension's own storage. */
  readonly storage: vscode.Uri;
  readonly library: Pick<RunLibrary, 'entries' | 'onDidChange'>;
  readonly panels: Pick<Panels, 'latestRun' | 'onDidChange' | 'onIntent'>;
  readonly selections: Pick<Selections, 'of' | 'onDidSelect'>;
  readonly claims: Pick<Claims, 'isShown' | 'isComplete' | 'onDidChange'>;
  readonly studyFolders: Pick<StudyFolders, 'list'>;
  readonly claimsFolders: Pick<ClaimsFolders, 'list'>;
  /** The run of the dump in front, else of the panel that was used last. */
  readonly frontRun: () => string | undefined;
}

/** Keeps the keys true by which menus and the palette offer a command only while it can do something. */
export class Offers implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[] = [];
  private watchers: readonly vscode.Disposable[] = [];
  private settling: NodeJS.Timeout | undefined;

  constructor(private readonly services: OfferServices) {
    const { library, panels, selections, claims } = services;
    const { window, workspace } = vscode;
    this.subscriptions.push(
      library.onDidChange(() => this.tellOfRuns()),
      panels.onDidChange(() => this.tellOfWindow()),
      panels.onIntent(({ intent }) => this.tellOfIntent(intent)),
      selections.onDidSelect(() => this.tellOfWindow()),
      window.onDidChangeActiveTextEditor(() => this.tellOfWindow()),
      window.tabGroups.onDidChangeTabs(() => this.tellOfWindow()),
      claims.onDidChange(() => this.tellOfClaims()),
      workspace.onDidChangeWorkspaceFolders(() => this.watchFolders()),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('attribution.runsFolder')) this.watchFolders();
      }),
    );
    this.watchFolders();
    this.tellOfRuns();
    this.tellOfWindow();
    this.tellOfClaims();
  }

  dispose(): void {
    clearTimeout(this.settling);
    for (const disposable of [...this.subscriptions, ...this.watchers]) disposable.dispose();
  }

  private tellOfRuns(): void {
    const { keys, library, log } = this.services;
    library.entries().then(
      (entries) => {
        for (const [key, value] of Object.entries(offersOf(entries))) keys.set(key, value);
      },
      (error: unknown) => log.warn(`What can be done with runs could not be told: ${error}`),
    );
  }

  private tellOfWindow(): void {
    const { keys, panels, selections, frontRun } = this.services;
    const run = panels.latestRun()?.run;
    const isSelected = (runId: string | undefined) =>
      runId !== undefined && selections.of(runId)?.parameters.isEmpty === false;
    keys.set(Offer.runShown, run !== undefined);
    // What another system recorded holds neither config nor images.
    keys.set(Offer.ownRunShown, run !== undefined && run.title.configHash !== null);
    keys.set(Offer.selected, isSelected(run?.runId));
    keys.set(Offer.selectedInFront, isSelected(frontRun()));
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const isOfWeights = ({ input }: vscode.Tab) =>
      input instanceof vscode.TabInputText && input.uri.scheme === DUMP_SCHEME;
    keys.set(Offer.weightsOpen, tabs.some(isOfWeights));
  }

  private tellOfClaims(): void {
    const { keys, claims } = this.services;
    keys.set(Offer.claimsShown, claims.isShown);
    keys.set(Offer.claimsComplete, claims.isComplete);
  }

  /** A step of the walkthrough is done once it was asked what breaks; it stays done. */
  private tellOfIntent({ type }: FromPanel): void {
    if (type === 'operate') this.services.keys.set(Offer.askedWhatBreaks, true);
  }

  private watchFolders(): void {
    for (const watcher of this.watchers) watcher.dispose();
    const seen = () => this.lookForMany();
    this.watchers = runsFolders(this.services.storage).flatMap((folder) => {
      // A runs folder need not be in the workspace, nor exist yet.
      const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), `{*,*/${SWEEP_FILE}}`);
      const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, true, false);
      return [watcher, watcher.onDidCreate(seen), watcher.onDidDelete(seen)];
    });
    seen();
  }

  private lookForMany(): void {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      const { keys, studyFolders, claimsFolders, log } = this.services;
      studyFolders.list().then(
        ({ length }) => keys.set(Offer.hasStudies, length > 0),
        (error: unknown) => log.warn(`Sweeps and replications could not be looked for: ${error}`),
      );
      claimsFolders.list().then(
        ({ length }) => keys.set(Offer.hasClaims, length > 0),
        (error: unknown) => log.warn(`Claims pages could not be looked for: ${error}`),
      );
    }, SETTLE_MS);
  }
}

/** What can be done with the runs of a list. */
export function offersOf(entries: readonly Pick<RunEntry, 'state' | 'config'>[]): Record<string, boolean> {
  const complete = entries.filter(({ state }) => state === 'complete');
  return {
    [Offer.hasRuns]: entries.length > 0,
    [Offer.hasResumable]: entries.some(({ state }) => state === 'interrupted' || state === 'cancelled'),
    [Offer.canCompare]: complete.length > 1,
    [Offer.canCompareConfigs]: entries.filter(({ config }) => config !== null).length > 1,
  };
}
