import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { CancelFlag } from '../../engine/cancellation';
import { CLAIMS_FILE, type Evidence, parseEvidence } from '../../engine/claims/evidence';
import type { ExperimentConfig } from '../../engine/config';
import { inside } from '../../engine/files/door';
import { isAbsence } from '../../engine/outside/file';
import { removeOwnLocks } from '../../engine/runs/lock';
import { readStoredText } from '../../engine/sweep/folder';
import { TimeLeft } from '../../engine/timeLeft';
import type { FromClaims, ToClaims } from '../../engine/worker/claims';
import { type PlainError, plainError } from '../../engine/worker/protocol';
import { roleOf } from '../proxies';
import { subfolders } from '../runs';

/** What is tested, and where its cells are: enough to go on after a reload. */
export interface ClaimsRequest {
  readonly config: ExperimentConfig;
  readonly seeds: number;
  readonly folder: string;
}

/** Cells that are there, of all; `secondsLeft` is null while there is no pace to go by. */
export interface ClaimsProgress {
  readonly message: string;
  readonly done: number;
  readonly cells: number;
  readonly secondsLeft: number | null;
}

export type ClaimsState =
  | { readonly kind: 'stopped' | 'running' | 'complete' }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** The test of the post's claims, seen from the extension host: a worker thread does the work. */
export class ClaimsTest implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly progressed = new vscode.EventEmitter<ClaimsProgress>();
  /** Fires when its state changes, or more is known. */
  readonly onChange = this.changes.event;
  readonly onProgress = this.progressed.event;
  /** What is known so far; undefined before the data has been read. */
  evidence: Evidence | undefined;
  state: ClaimsState = { kind: 'stopped' };
  private worker: Worker | undefined;
  private cancelFlag = new CancelFlag();
  private settle = () => {};
  /** Settles when nothing is left of the thread that was ended last. */
  private ending = Promise.resolve();
  /** Cells that were there when the run began. */
  private before = 0;
  private timeLeft: TimeLeft | undefined;

  constructor(readonly request: ClaimsRequest) {}

  /** Reads what an earlier test has left; without it the test is stopped, and can go on. */
  async read(): Promise<void> {
    const place = inside(this.request.folder, CLAIMS_FILE);
    try {
      this.evidence = parseEvidence(await readStoredText(place), place.path);
    } catch (error) {
      if (isAbsence(error)) return;
      throw error;
    }
    this.become({ kind: 'complete' });
  }

  /**
   * Runs what is missing, until it is there, or has failed, or has been cancelled.
   * @param workerFile the bundled `engine/worker/entry.ts`
   * @param cacheFolder where downloaded data is kept
   */
  async run(workerFile: string, cacheFolder: string): Promise<void> {
    this.cancelFlag = new CancelFlag();
    this.become({ kind: 'running' });
    await this.ending;
    if (this.cancelFlag.raised) return this.end({ kind: 'stopped' });
    const worker = new Worker(workerFile, { workerData: roleOf('claims') });
    this.worker = worker;
    // A thread that has been replaced is not heard: its end is not that of the next one.
    const ifCurrent =
      <Told>(action: (told: Told) => void) =>
      (told: Told) => {
        if (this.worker === worker) action(told);
      };
    const fail = (error: PlainError) => this.end({ kind: 'failed', error });
    worker
      .on(
        'message',
        ifCurrent((message: FromClaims) => this.receive(message)),
      )
      .on(
        'error',
        ifCurrent((error: unknown) => fail(plainError(error))),
      )
      .on(
        'exit',
        ifCurrent((code: number) =>
          fail({ name: 'Error', message: vscode.l10n.t('The worker thread ended with code {0}.', code), stack: '' }),
        ),
      );
    const { config, seeds, folder } = this.request;
    const cancelMemory = this.cancelFlag.memory;
    worker.postMessage({ config, seeds, folder, cacheFolder, cancelMemory } satisfies ToClaims);
    return new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  cancel(): void {
    this.cancelFlag.raise();
  }

  dispose(): void {
    this.cancel();
    this.letGo();
    this.settle();
    this.changes.dispose();
    this.progressed.dispose();
  }

  private receive(message: FromClaims): void {
    switch (message.type) {
      case 'preparing':
        this.progressed.fire({ message: message.message, done: 0, cells: 0, secondsLeft: null });
        break;
      case 'sweep':
        this.before = message.done;
        this.timeLeft = new TimeLeft([{ examples: Math.max(1, message.cells - message.done) }]);
        this.tell(message);
        break;
      case 'cells':
        this.tell(message);
        break;
      case 'evidence':
        this.evidence = message.evidence;
        this.changes.fire();
        break;
      case 'complete':
        this.end({ kind: 'complete' });
        break;
      case 'failed':
        if (message.error.kind === 'cancelled') this.end({ kind: 'stopped' });
        else this.end({ kind: 'failed', error: message.error });
    }
  }

  private tell({ cells, done }: { readonly cells: number; readonly done: number }): void {
    const secondsLeft = this.timeLeft?.update('cells', done - this.before).secondsLeft ?? null;
    this.progressed.fire({ message: '', done, cells, secondsLeft });
  }

  private end(state: ClaimsState): void {
    if (this.state.kind !== 'running') return;
    this.letGo();
    this.become(state);
    this.settle();
  }

  /** Ends the thread. What it was in the midst of is let go of before it is gone on with. */
  private letGo(): void {
    const { worker } = this;
    if (worker === undefined) return;
    this.worker = undefined;
    const { folder } = this.request;
    const release = async () => {
      await worker.terminate();
      // Each part is a sweep with an owner of its own.
      for (const one of [folder, ...(await subfolders(folder)).map((part) => part.folder)]) await removeOwnLocks(one);
    };
    // A lock that cannot be removed is named when the folder is wanted again.
    this.ending = release().catch(() => {});
  }

  private become(state: ClaimsState): void {
    this.state = state;
    this.changes.fire();
  }
}
