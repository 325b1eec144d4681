import type * as vscode from 'vscode';
import { CancelledError } from '../../engine/errors';
import type { OpenedRun, SurgeryContract } from '../../engine/worker/contracts';
import { type Call, Thread } from '../../engine/worker/thread';
import type { InterventionName } from '../../model/interventions';
import type { ComparisonMetrics, OperationMetrics } from '../../model/surgeryProtocol';
import { roleOf } from '../proxies';

/** How long a run is kept open with nothing asked of it. */
const IDLE_MS = 60_000;

/** Of an operation come first its metrics and then those of its comparisons, or a failure. */
export type SurgeryAnswer =
  | { readonly type: 'metrics'; readonly metrics: OperationMetrics }
  | { readonly type: 'comparisons'; readonly comparisons: ComparisonMetrics }
  | { readonly type: 'failed'; readonly error: Error };

/** A worker that operates on one run, always as it was asked last. */
export class SurgeryThread implements vscode.Disposable {
  private readonly thread: Thread<SurgeryContract>;
  private latest: Call<unknown> | undefined;

  /**
   * @param workerFile the bundled `engine/worker/entry.ts`
   * @param listener called with the results of the latest operation alone
   */
  constructor(
    workerFile: string,
    private readonly run: OpenedRun,
    private readonly listener: (answer: SurgeryAnswer) => void,
    idleMs = IDLE_MS,
  ) {
    this.thread = new Thread(workerFile, { workerData: () => roleOf('surgery'), idleMs });
  }

  /** The number of the thread; undefined when there is none. */
  get threadId(): number | undefined {
    return this.thread.threadId;
  }

  /**
   * Asks for an operation, in place of what is not done yet.
   * @param members positions in `Parameters.values`, ascending
   */
  operate(operation: InterventionName, members: Uint32Array): void {
    this.latest?.cancel();
    const tell = (answer: SurgeryAnswer) => {
      if (this.latest === call) this.listener(answer);
    };
    const onEvent = (metrics: OperationMetrics) => tell({ type: 'metrics', metrics });
    const call = this.thread.start('operate', { run: this.run, operation, members }, { onEvent });
    this.latest = call;
    call.result.then(
      (comparisons) => tell({ type: 'comparisons', comparisons }),
      (error: Error) => {
        // Given up for another one, or with the panel.
        if (!(error instanceof CancelledError)) tell({ type: 'failed', error });
      },
    );
  }

  dispose(): Promise<void> {
    return this.thread.dispose();
  }
}
