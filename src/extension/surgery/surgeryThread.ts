import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { plainError } from '../../engine/worker/protocol';
import type { FromSurgery, ToSurgery } from '../../engine/worker/surgery';
import type { OperationName } from '../../shared/surgeryProtocol';
import { roleOf } from '../proxies';

/** How long a run is kept open with nothing asked of it. */
const IDLE_MS = 60_000;

/** What the thread is given to open. */
export interface OpenedRun {
  readonly runFolder: string;
  /** Where downloaded data is kept. */
  readonly cacheFolder: string;
}

/** A worker that operates on one run: started with the first operation, let go when there has been none for a while. */
export class SurgeryThread implements vscode.Disposable {
  private worker: Worker | undefined;
  private readonly latest = new Int32Array(new SharedArrayBuffer(4));
  private idle: NodeJS.Timeout | undefined;

  /**
   * @param workerFile the bundled `engine/worker/entry.ts`
   * @param listener hears what comes of the latest operation, and of no other
   */
  constructor(
    private readonly workerFile: string,
    private readonly run: OpenedRun,
    private readonly listener: (message: FromSurgery) => void,
    private readonly idleMs = IDLE_MS,
  ) {}

  /** The number of the thread; undefined when there is none. */
  get threadId(): number | undefined {
    return this.worker?.threadId;
  }

  /**
   * Asks for an operation, in place of what is not done yet.
   * @param members positions in `Parameters.values`, ascending
   * @returns the number that the answers carry
   */
  operate(operation: OperationName, members: Uint32Array): number {
    clearTimeout(this.idle);
    this.worker ??= this.start();
    const number = Atomics.add(this.latest, 0, 1) + 1;
    this.tell({ type: 'operate', number, operation, members });
    return number;
  }

  dispose(): void {
    clearTimeout(this.idle);
    void this.worker?.terminate();
    this.worker = undefined;
  }

  private tell(message: ToSurgery): void {
    this.worker?.postMessage(message);
  }

  private start(): Worker {
    const worker = new Worker(this.workerFile, { workerData: roleOf('surgery') });
    // A thread that was let go is not heard any more.
    const ifCurrent =
      <Told>(action: (told: Told) => void) =>
      (told: Told) => {
        if (this.worker === worker) action(told);
      };
    worker
      .on(
        'message',
        ifCurrent((message: FromSurgery) => this.receive(message)),
      )
      .on(
        'error',
        ifCurrent((error: unknown) => this.fail(error)),
      )
      .on(
        'exit',
        ifCurrent((code: number) => this.fail(new Error(l10n.t('The worker thread ended with code {0}.', code)))),
      );
    this.worker = worker;
    this.tell({ type: 'open', ...this.run, latest: this.latest.buffer });
    return worker;
  }

  private receive(message: FromSurgery): void {
    if (message.number !== Atomics.load(this.latest, 0)) return;
    if (message.type !== 'figures') this.idle = setTimeout(() => this.dispose(), this.idleMs);
    // With the next operation everything is opened anew: what was missing may be there by then.
    if (message.type === 'failed') this.dispose();
    this.listener(message);
  }

  private fail(error: unknown): void {
    this.dispose();
    this.listener({ type: 'failed', number: Atomics.load(this.latest, 0), error: plainError(error) });
  }
}
