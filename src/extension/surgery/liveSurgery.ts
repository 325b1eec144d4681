import type * as vscode from 'vscode';
import { isExpected } from '../../engine/worker/protocol';
import { ParameterOrder } from '../../model/parameterOrder';
import { ParameterSet } from '../../model/parameterSet';
import type { OperateIntent, OperationMetrics, SurgeryMessage } from '../../model/surgeryProtocol';
import type { ShownPanel } from '../panel/shownPanel';
import type { Runs } from '../runs';
import { hashOf } from '../selections/selectionFile';
import { refuseUntrusted } from '../trust';
import { KeptResults } from './keptResults';
import type { KeptResult } from './surgeryFile';
import { type SurgeryAnswer, SurgeryThread } from './surgeryThread';

/** What the operating of one panel has come to. */
interface Table {
  readonly runId: string;
  readonly thread: SurgeryThread;
  /** The latest request, whose answers are awaited. */
  asked: { readonly intent: OperateIntent; readonly set: ParameterSet } | undefined;
  metrics: OperationMetrics | undefined;
}

/** What the tables are set up with. */
export interface SurgeryServices {
  readonly runs: Runs;
  readonly log: vscode.LogOutputChannel;
  /** The bundled `engine/worker/entry.ts`. */
  readonly workerFile: string;
  /** Where downloaded data is kept. */
  readonly dataFolder: () => string;
}

/** Operates on selections for panels, each panel on a thread of its own, and sends them the results. */
export class LiveSurgery implements vscode.Disposable {
  private readonly tables = new Map<ShownPanel, Table>();
  private readonly kept: KeptResults;

  constructor(private readonly services: SurgeryServices) {
    this.kept = new KeptResults(services.runs);
  }

  /** Operates, in place of what the panel asked for before. Errors are shown in the panel, in place of the metrics. */
  async operate(panel: ShownPanel, intent: OperateIntent): Promise<void> {
    const { state } = panel;
    if (state.kind !== 'complete' || state.run.runId !== intent.runId) return;
    try {
      await this.begin(panel, intent, ParameterSet.fromBits(new ParameterOrder(state.run.layers).count, intent.bits));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.services.log.warn(`An operation failed: ${reason}`);
      answer(panel, intent, { kind: 'failed', reason });
    }
  }

  /** @throws DataError when the run or what is kept of it cannot be read; Error when the workspace is not trusted with its images */
  private async begin(panel: ShownPanel, intent: OperateIntent, set: ParameterSet): Promise<void> {
    const { runId, operation } = intent;
    const { folder, file } = await this.services.runs.load(runId);
    refuseUntrusted(file.config);
    const table = this.tableOf(panel, runId, folder);
    const asked = { intent, set };
    table.asked = asked;
    table.metrics = undefined;
    table.thread.operate(operation, set.members());
    const kept = await this.kept.find(runId, hashOf(set), operation);
    if (kept !== undefined && table.asked === asked && table.metrics === undefined)
      answer(panel, intent, keptAnswer(kept));
  }

  /**
   * Brings what is kept of a run to its named selections.
   * @throws Error when the run's folder cannot be read or written
   */
  async followNames(runId: string): Promise<void> {
    await this.kept.follow(runId);
  }

  dispose(): void {
    for (const { thread } of this.tables.values()) void thread.dispose();
    this.tables.clear();
  }

  private tableOf(panel: ShownPanel, runId: string, runFolder: string): Table {
    const known = this.tables.get(panel);
    if (known?.runId === runId) return known;
    void known?.thread.dispose();
    const { workerFile, dataFolder } = this.services;
    const run = { runFolder, cacheFolder: dataFolder() };
    const thread = new SurgeryThread(workerFile, run, (message) => this.receive(panel, table, message));
    const table: Table = { runId, thread, asked: undefined, metrics: undefined };
    this.tables.set(panel, table);
    if (known === undefined)
      panel.view.onDispose(() => {
        void this.tables.get(panel)?.thread.dispose();
        this.tables.delete(panel);
      });
    return table;
  }

  private receive(panel: ShownPanel, table: Table, message: SurgeryAnswer): void {
    const { asked } = table;
    if (asked === undefined) return;
    const { intent, set } = asked;
    switch (message.type) {
      case 'metrics':
        table.metrics = message.metrics;
        answer(panel, intent, { kind: 'metrics', metrics: message.metrics });
        break;
      case 'comparisons': {
        answer(panel, intent, { kind: 'comparisons', comparisons: message.comparisons });
        const { metrics } = table;
        if (metrics !== undefined) this.take(intent, set, { metrics, comparisons: message.comparisons });
        break;
      }
      case 'failed':
        if (!isExpected(message.error)) this.services.log.error(message.error.stack || message.error.message);
        answer(panel, intent, { kind: 'failed', reason: message.error.message });
    }
  }

  private take(
    { runId, operation }: OperateIntent,
    set: ParameterSet,
    done: Pick<Parameters<KeptResults['add']>[1], 'metrics' | 'comparisons'>,
  ): void {
    this.kept
      .add(runId, { hash: hashOf(set), operation, parameters: set.size, ...done })
      .catch((error: unknown) => this.services.log.error(`What an operation did could not be kept: ${error}`));
  }
}

function answer({ view }: ShownPanel, { runId, request }: OperateIntent, answer: SurgeryMessage['answer']): void {
  view.send({ type: 'surgery', runId, request, answer });
}

function keptAnswer({ images, before, after, lost, gained, comparisons }: KeptResult): SurgeryMessage['answer'] {
  const sides = { lost: { count: lost, images: [] }, gained: { count: gained, images: [] } };
  return { kind: 'kept', metrics: { images, before, after, sides }, comparisons };
}
