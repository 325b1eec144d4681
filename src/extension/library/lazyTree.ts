import * as vscode from 'vscode';
import type { RunNode, RunsTree } from './runsTree';

/** The tree that the editor is given at activation: what it shows is made when the view is first looked at. */
export class LazyTree implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly tree: () => Promise<RunsTree>) {}

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    return (await this.tree()).children(node);
  }

  async getTreeItem(node: RunNode): Promise<vscode.TreeItem> {
    return (await this.tree()).item(node);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: RunNode): Promise<vscode.TreeItem> {
    return (await this.tree()).resolve(item, node);
  }

  dispose(): void {
    this.changes.dispose();
  }
}
