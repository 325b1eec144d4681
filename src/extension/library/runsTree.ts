import * as vscode from 'vscode';
import type { RunEntry } from '../../engine/runs/runEntry';
import { findRuns } from '../../engine/runs/runQuery';
import { count } from '../../text/format';
import { Command, RUNS_FILTERED_CONTEXT_KEY } from '../ids';
import type { RunLibrary } from './library';
import { runItem, runTooltip } from './runItem';

/** Runs that are listed at first, and more of them each time: the editor takes in every line that it is given. */
const LISTED = 200;

/** A line of the view: a run, or what leads to the next ones. */
export type RunNode =
  | { readonly kind: 'run'; readonly entry: RunEntry }
  | { readonly kind: 'more'; readonly left: number };

/** What the view shows. Made when it is first looked at. */
export class RunsTree implements vscode.Disposable {
  private listed = LISTED;
  private query = '';
  private readonly subscription: vscode.Disposable;

  /**
   * @param changes fires when the view has to read again
   * @param view of the editor
   */
  constructor(
    private readonly library: Pick<RunLibrary, 'entries' | 'onDidChange'>,
    private readonly changes: vscode.EventEmitter<undefined>,
    private readonly view: Pick<vscode.TreeView<RunNode>, 'message'>,
  ) {
    this.subscription = library.onDidChange(() => changes.fire(undefined));
  }

  async children(node: RunNode | undefined): Promise<RunNode[]> {
    if (node !== undefined) return [];
    const all = await this.library.entries();
    const found = this.query === '' ? all : findRuns(all, this.query);
    this.view.message =
      this.query === ''
        ? ''
        : vscode.l10n.t('{0} of {1} runs: {2}', count(found.length), count(all.length), this.query);
    const nodes = found.slice(0, this.listed).map((entry): RunNode => ({ kind: 'run', entry }));
    const left = found.length - nodes.length;
    return left === 0 ? nodes : [...nodes, { kind: 'more', left }];
  }

  item(node: RunNode): vscode.TreeItem {
    if (node.kind === 'run') return runItem(node.entry);
    const item = new vscode.TreeItem(vscode.l10n.t('Show More ({0})', count(node.left)));
    item.id = 'more';
    item.iconPath = new vscode.ThemeIcon('ellipsis');
    item.command = { command: Command.showMoreRuns, title: vscode.l10n.t('Show More Runs') };
    return item;
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
    this.subscription.dispose();
  }
}
