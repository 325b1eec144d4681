import type * as vscode from 'vscode';
import { CancelledError } from '../../engine/errors';
import { isExpected } from '../../engine/worker/protocol';
import type { Call } from '../../engine/worker/thread';
import { ParameterOrder } from '../../model/parameterOrder';
import { ParameterSet } from '../../model/parameterSet';
import type { OperateIntent, OperationMetrics, SurgeryMessage } from '../../model/surgeryProtocol';
import type { ShownPanel } from '../panel/shownPanel';
import type { Runs } from '../runs';
import { hashOf } from '../selections/selectionFile';
import { refuseUntrusted } from '../trust';
import { KeptResults } from './keptResults';
import type { KeptResult } from './surgeryFile';

/** What the operating of one panel has come to. */
interface Table {
  readonly runId: string;
  /** The latest operation, which alone is answered. */
  call: Call<unknown> | undefined;
  /** The latest request, whose answers are awaited. */
  asked: { readonly intent: OperateIntent; readonly set: ParameterSet } | undefined;
  metrics: OperationMetrics | undefined;
}

/** What the tables are set up with. */
export interface SurgeryServices {
  readonly runs: Runs;
  readonly log: vscode.LogOutputChannel;
}

/** Operates on selections for panels, on the threads that own their runs, and sends them the results. */
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
    const table = this.tableOf(panel, runId);
    const asked = { intent, set };
    table.asked = asked;
    table.metrics = undefined;
    this.start(panel, table, folder);
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
    for (const { call } of this.tables.values()) call?.cancel();
    this.tables.clear();
  }

  private tableOf(panel: ShownPanel, runId: string): Table {
    const known = this.tables.get(panel);
    if (known?.runId === runId) return known;
    known?.call?.cancel();
    const table: Table = { runId, call: undefined, asked: undefined, metrics: undefined };
    this.tables.set(panel, table);
    if (known === undefined)
      panel.view.onDispose(() => {
        this.tables.get(panel)?.call?.cancel();
        this.tables.delete(panel);
      });
    return table;
  }

  /** Operates in place of what is not done yet. */
  private start(panel: ShownPanel, table: Table, folder: string): void {
    const { asked } = table;
    if (asked === undefined) return;
    const { intent, set } = asked;
    table.call?.cancel();
    const isLatest = () => table.call === call && this.tables.get(panel) === table;
    const onEvent = (metrics: OperationMetrics) => {
      if (!isLatest()) return;
      table.metrics = metrics;
      answer(panel, intent, { kind: 'metrics', metrics });
    };
    const question = { operation: intent.operation, members: set.members() };
    const call = this.services.runs.start(folder, 'operate', question, { onEvent });
    table.call = call;
    call.result.then(
      (comparisons) => {
        if (!isLatest()) return;
        answer(panel, intent, { kind: 'comparisons', comparisons });
        const { metrics } = table;
        if (metrics !== undefined) this.take(intent, set, { metrics, comparisons });
      },
      (error: Error) => {
        // Given up for another one, or with the panel.
        if (error instanceof CancelledError || !isLatest()) return;
        if (!isExpected(error)) this.services.log.error(error.stack || error.message);
        answer(panel, intent, { kind: 'failed', reason: error.message });
      },
    );
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
