import * as vscode from 'vscode';
import type { RunEntry } from '../../engine/runs/runEntry';
import { findRuns } from '../../engine/runs/runQuery';
import { count } from '../../text/format';
import { claimsItem, type FoundClaims } from '../claims/claimsFolders';
import { Command, RUNS_FILTERED_CONTEXT_KEY } from '../ids';
import type { FoundStudy } from '../studies/studyFolders';
import { studyItem } from '../studies/studyItem';
import type { RunLibrary } from './library';
import { runItem, runTooltip } from './runItem';
import { keysThatDiffer } from './runNames';

/** Runs that are listed at first, and more of them each time: the editor takes in every line that it is given. */
const LISTED = 200;
/** Lines say how long ago something was. */
const MINUTE_MS = 60_000;

const SECTIONS = ['runs', 'studies', 'claims'] as const;
type Section = (typeof SECTIONS)[number];

/** A line of the view: a run, or what leads to the next ones; what was made of many runs; a heading over lines of a kind. */
export type RunNode =
  | { readonly kind: 'run'; readonly entry: RunEntry }
  | { readonly kind: 'more'; readonly left: number }
  | { readonly kind: 'section'; readonly section: Section; readonly size: number }
  | { readonly kind: 'study'; readonly study: FoundStudy }
  | { readonly kind: 'claims'; readonly claims: FoundClaims };

/** What has been made of many runs. */
export interface ManyRuns {
  readonly studies: () => Promise<readonly FoundStudy[]>;
  readonly claims: () => Promise<readonly FoundClaims[]>;
  readonly onDidChange: vscode.Event<void>;
}

/** What the view shows. Made when it is first looked at. */
export class RunsTree implements vscode.Disposable {
  private listed = LISTED;
  private query = '';
  private differing: ReadonlySet<string> = new Set();
  private readonly subscriptions: readonly vscode.Disposable[];
  private readonly clock: NodeJS.Timeout;

  /**
   * @param changes fires when the view has to read again
   * @param view of the editor
   */
  constructor(
    private readonly library: Pick<RunLibrary, 'entries' | 'onDidChange'>,
    private readonly changes: vscode.EventEmitter<undefined>,
    private readonly view: Pick<vscode.TreeView<RunNode>, 'message' | 'visible'>,
    private readonly many: ManyRuns,
  ) {
    this.subscriptions = [library, many].map(({ onDidChange }) => onDidChange(() => changes.fire(undefined)));
    this.clock = setInterval(() => {
      if (view.visible) changes.fire(undefined);
    }, MINUTE_MS);
    this.clock.unref();
  }

  /** Headings stand where there is more than runs. */
  async children(node: RunNode | undefined): Promise<RunNode[]> {
    if (node === undefined) return this.roots();
    if (node.kind !== 'section') return [];
    switch (node.section) {
      case 'runs':
        return this.runNodes();
      case 'studies':
        return (await this.many.studies()).map((study) => ({ kind: 'study', study }));
      case 'claims':
        return (await this.many.claims()).map((claims) => ({ kind: 'claims', claims }));
    }
  }

  item(node: RunNode): vscode.TreeItem {
    switch (node.kind) {
      case 'run':
        return runItem(node.entry, this.differing);
      case 'study':
        return studyItem(node.study);
      case 'claims':
        return claimsItem(node.claims);
      case 'section':
        return sectionItem(node.section, node.size);
      case 'more':
        return moreItem(node.left);
    }
  }

  resolve(item: vscode.TreeItem, node: RunNode): vscode.TreeItem {
    if (node.kind === 'run') item.tooltip = runTooltip(node.entry);
    return item;
  }

  showMore(): void {
    this.listed += LISTED;
    this.changes.fire(undefined);
  }

  /**
   * Lists only the runs that a query finds; all of them for an empty one.
   * @throws QueryError
   */
  async filter(query: string): Promise<void> {
    findRuns(await this.library.entries(), query);
    this.query = query.trim();
    this.listed = LISTED;
    await vscode.commands.executeCommand('setContext', RUNS_FILTERED_CONTEXT_KEY, this.query !== '');
    this.changes.fire(undefined);
  }

  dispose(): void {
    clearInterval(this.clock);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async roots(): Promise<RunNode[]> {
    const runs = await this.runNodes();
    // A query finds runs alone.
    if (this.query !== '') return runs;
    const [entries, studies, claims] = await Promise.all([
      this.library.entries(),
      this.many.studies(),
      this.many.claims(),
    ]);
    if (studies.length + claims.length === 0) return runs;
    const sizes = { runs: entries.length, studies: studies.length, claims: claims.length };
    return SECTIONS.flatMap((section) =>
      sizes[section] === 0 ? [] : [{ kind: 'section', section, size: sizes[section] }],
    );
  }

  private async runNodes(): Promise<RunNode[]> {
    const all = await this.library.entries();
    this.differing = keysThatDiffer(all);
    const found = this.query === '' ? all : findRuns(all, this.query);
    this.view.message =
      this.query === ''
        ? ''
        : vscode.l10n.t('{0} of {1} runs: {2}', count(found.length), count(all.length), this.query);
    const nodes = found.slice(0, this.listed).map((entry): RunNode => ({ kind: 'run', entry }));
    const left = found.length - nodes.length;
    return left === 0 ? nodes : [...nodes, { kind: 'more', left }];
  }
}

function sectionItem(section: Section, size: number): vscode.TreeItem {
  const words = {
    runs: vscode.l10n.t('Runs'),
    studies: vscode.l10n.t('Sweeps and Replications'),
    claims: vscode.l10n.t('Claims'),
  };
  const item = new vscode.TreeItem(words[section], vscode.TreeItemCollapsibleState.Expanded);
  item.id = `section-${section}`;
  item.description = count(size);
  item.contextValue = 'section';
  return item;
}

function moreItem(left: number): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show More ({0})', count(left)));
  item.id = 'more';
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: Command.showMoreRuns, title: vscode.l10n.t('Show More Runs') };
  return item;
}
