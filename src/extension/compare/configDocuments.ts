import * as vscode from 'vscode';
import type { RunEntry } from '../../engine/runs/runEntry';
import { CONFIG_DOCUMENT_SCHEME } from '../ids';
import type { RunLibrary } from '../library/library';
import { configOfRun } from '../library/runActions';
import { nameOf } from '../library/runWords';

/** The configs of runs as read-only documents, `attribution-config:/<run id>/config.json`, with their keys in order. */
export function registerConfigDocuments(library: Pick<RunLibrary, 'entry'>): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(CONFIG_DOCUMENT_SCHEME, {
    provideTextDocumentContent: async ({ path }) => {
      const id = path.split('/')[1] ?? '';
      const entry = await library.entry(id);
      if (entry === undefined) throw new Error(vscode.l10n.t('There is no run {0} any more.', id));
      return `${JSON.stringify(await configOfRun(entry), inOrderOfKeys, 2)}\n`;
    },
  });
}

/** Shows in what the configs of two or more runs differ; all others are held against the first. */
export async function compareConfigs(entries: readonly RunEntry[]): Promise<void> {
  const [first, ...others] = entries;
  const [second] = others;
  if (first === undefined) return;
  if (second === undefined) throw new Error(vscode.l10n.t('Select two or more runs to compare.'));
  if (others.length === 1) {
    const title = `${nameOf(first)} ↔ ${nameOf(second)}`;
    await vscode.commands.executeCommand('vscode.diff', uriOf(first), uriOf(second), title);
    return;
  }
  const title = vscode.l10n.t('Configs against {0}', nameOf(first));
  const pairs = others.map((entry) => [uriOf(entry), uriOf(first), uriOf(entry)]);
  await vscode.commands.executeCommand('vscode.changes', title, pairs);
}

function uriOf({ id }: RunEntry): vscode.Uri {
  return vscode.Uri.from({ scheme: CONFIG_DOCUMENT_SCHEME, path: `/${id}/config.json` });
}

/** A replacer for `JSON.stringify`: the order in which keys were written is no difference. */
function inOrderOfKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
