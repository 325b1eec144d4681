import * as vscode from 'vscode';
import { CancelFlag } from '../../engine/cancellation';
import { CLAIMS_FILE, type Evidence, parseEvidence } from '../../engine/claims/evidence';
import { CancelledError } from '../../engine/errors';
import { inside } from '../../engine/files/door';
import { removeOwnLocks } from '../../engine/runs/lock';
import { readStoredText } from '../../engine/sweep/folder';
import { TimeLeft } from '../../engine/timeLeft';
import { isAbsence } from '../../engine/untrusted/file';
import type { ClaimsContract, ClaimsRequest, ClaimsTold } from '../../engine/worker/contracts';
import { Thread } from '../../engine/worker/thread';
import { roleOf } from '../proxies';
import { subfolders } from '../runs';

/** Cells that are there, of all; `secondsLeft` is null while there is no pace to go by. */
export interface ClaimsProgress {
  readonly message: string;
  readonly done: number;
  readonly cells: number;
  readonly secondsLeft: number | null;
}

export type ClaimsState =
  | { readonly kind: 'stopped' | 'running' | 'complete' }
  | { readonly kind: 'failed'; readonly error: Error };

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
  private thread: Thread<ClaimsContract> | undefined;
  private cancelFlag = new CancelFlag();
  /** Settles when nothing is left of the thread that was ended last. */
  private ending = Promise.resolve();
  private disposed = false;
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
    const thread = new Thread<ClaimsContract>(workerFile, { workerData: () => roleOf('claims') });
    this.thread = thread;
    const onEvent = (event: ClaimsTold) => this.receive(event);
    try {
      await thread.start('claims', { ...this.request, cacheFolder }, { cancel: this.cancelFlag, onEvent }).result;
      this.end({ kind: 'complete' });
    } catch (error) {
      if (error instanceof CancelledError) this.end({ kind: 'stopped' });
      else this.end({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  cancel(): void {
    this.cancelFlag.raise();
  }

  dispose(): void {
    this.cancel();
    this.disposed = true;
    this.letGo();
    this.changes.dispose();
    this.progressed.dispose();
  }

  private receive(message: ClaimsTold): void {
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
    }
  }

  private tell({ cells, done }: { readonly cells: number; readonly done: number }): void {
    const secondsLeft = this.timeLeft?.update('cells', done - this.before).secondsLeft ?? null;
    this.progressed.fire({ message: '', done, cells, secondsLeft });
  }

  private end(state: ClaimsState): void {
    if (this.disposed) return;
    this.letGo();
    this.become(state);
  }

  /** Ends the thread. What it was in the midst of is let go of before it is gone on with. */
  private letGo(): void {
    const { thread } = this;
    if (thread === undefined) return;
    this.thread = undefined;
    const { folder } = this.request;
    const release = async () => {
      await thread.dispose();
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
