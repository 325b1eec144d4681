import * as vscode from 'vscode';
import * as z from 'zod';
import { isForeign } from '../../engine/runs/foreignFormat';
import type { RunEntry } from '../../engine/runs/runEntry';
import { flatten, metricsOf } from '../../engine/sweep/runMetrics';
import type { CompareState, FromCompare, ToCompare } from '../../model/compareProtocol';
import { COMPARE_VIEW_TYPE } from '../ids';
import type { RunLibrary } from '../library/library';
import { nameOf, wordsOf } from '../library/runWords';
import type { Panels } from '../panel/panels';
import { dispatch, type Handlers, parserOf } from '../panel/router';
import { WebviewPage } from '../panel/webviewPage';
import type { Runs } from '../runs';
import { readRunView } from '../views/runView';
import { comparisonOf, type RunToCompare } from './comparisonView';
import { compareConfigs } from './configDocuments';

/** Runs of which the numbers are in one page's memory. */
const MOST_COMPARED = 6;

const parseFromCompare = parserOf<FromCompare>({ ready: {}, openRun: { runId: z.string() }, compareConfigs: {} });
const persistedSchema = z.object({ version: z.literal(1), runIds: z.array(z.string()).min(2).max(MOST_COMPARED) });

export interface ComparisonServices {
  readonly extensionUri: vscode.Uri;
  readonly runs: Runs;
  readonly library: RunLibrary;
  readonly log: vscode.LogOutputChannel;
  readonly panels: Pick<Panels, 'openRun'>;
  readonly reportErrors: (action: () => Promise<void>) => Promise<void>;
}

/** The pages of this window that hold runs against each other. */
export class Comparisons implements vscode.Disposable {
  private readonly pages = new Set<WebviewPage<ToCompare, FromCompare>>();

  constructor(private readonly services: ComparisonServices) {}

  /** @throws Error for fewer than two runs or too many; DataError when one cannot be read */
  async open(entries: readonly RunEntry[]): Promise<void> {
    if (entries.length === 0) return;
    if (entries.length < 2 || entries.length > MOST_COMPARED)
      throw new Error(vscode.l10n.t('Select from 2 to {0} runs to compare.', MOST_COMPARED));
    const state = await this.stateOf(entries);
    const column = vscode.window.activeTextEditor?.viewColumn ?? vscode.ViewColumn.Active;
    this.adopt(vscode.window.createWebviewPanel(COMPARE_VIEW_TYPE, 'Attribution', column), entries, state);
  }

  /** Takes over a page that the editor brought back after a reload. */
  async restore(panel: vscode.WebviewPanel, persisted: unknown): Promise<void> {
    const read = persistedSchema.safeParse(persisted);
    const all = await this.services.library.entries();
    const wanted = read.success ? read.data.runIds : [];
    const entries = wanted.flatMap((id) => all.filter((entry) => entry.id === id));
    const missing = wanted.filter((id) => !entries.some((entry) => entry.id === id));
    const reason = vscode.l10n.t('Not found: {0}', missing.join(', '));
    const found = wanted.length > 0 && missing.length === 0;
    const state = found
      ? this.stateOf(entries).catch((error: unknown): CompareState => ({ kind: 'missing', reason: String(error) }))
      : { kind: 'missing' as const, reason };
    this.adopt(panel, entries, await state);
  }

  dispose(): void {
    for (const page of this.pages) page.dispose();
    this.pages.clear();
  }

  private adopt(panel: vscode.WebviewPanel, entries: readonly RunEntry[], state: CompareState): void {
    const { extensionUri, log, panels, reportErrors } = this.services;
    const page = new WebviewPage<ToCompare, FromCompare>(panel, extensionUri, log, {
      page: 'compare',
      parse: parseFromCompare,
      current: () => ({
        title: vscode.l10n.t('Comparison of {0} runs', entries.length),
        message: { type: 'state', state },
      }),
    });
    this.pages.add(page);
    page.onDispose(() => this.pages.delete(page));
    const handlers: Handlers<FromCompare, void> = {
      ready: () => {},
      openRun: async (_page, { runId }) => {
        if (entries.some(({ id }) => id === runId)) await panels.openRun(runId);
      },
      compareConfigs: () => compareConfigs(entries.filter(({ config }) => config !== null)),
    };
    page.onIntent((intent) => void reportErrors(() => dispatch(handlers, undefined, intent)));
    page.refresh();
  }

  private async stateOf(entries: readonly RunEntry[]): Promise<CompareState> {
    const runs: RunToCompare[] = [];
    for (const entry of entries) runs.push(await this.read(entry));
    return { kind: 'comparison', comparison: comparisonOf(runs) };
  }

  private async read(entry: RunEntry): Promise<RunToCompare> {
    const { runs } = this.services;
    const view = await readRunView(entry.id, runs);
    const { file } = await runs.loadAny(entry.id);
    const metrics = isForeign(file) ? flatten(view.metrics) : metricsOf(file);
    const config = isForeign(file) ? null : file.config;
    return { view, name: nameOf(entry), words: wordsOf(entry), config, metrics };
  }
}
