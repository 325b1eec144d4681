import * as vscode from 'vscode';
import { CancelFlag } from '../../engine/cancellation';
import { CancelledError } from '../../engine/errors';
import { SweepPace } from '../../engine/sweep/pace';
import type { SweepKnown, SweepRequest, SweepThreadEvent } from '../../engine/worker/contracts';
import { isExpected } from '../../engine/worker/protocol';
import type { Progress } from '../../model/panelProtocol';
import type { StudyState, StudyStatus, ToStudy } from '../../model/studyProtocol';
import { count, percent } from '../../text/format';
import { StudyCells } from './studyCells';
import { type SweepThread, startSweepThread } from './studyThread';

/** A thread that has not stopped this long after it was asked to is ended: every cell that is there is whole. */
const CANCEL_GRACE_MS = 3000;

/** What a study needs from the extension. */
export interface StudyServices {
  readonly log: vscode.LogOutputChannel;
  /** The bundled `engine/worker/entry.ts`. */
  readonly workerFile: string;
  /** Where downloaded data is kept. */
  readonly dataFolder: string;
}

/**
 * One replication or sweep, seen from the extension host. The work is done in worker threads; here is only what is known
 * about it so far, in the page's terms.
 */
export class Study implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly progressed = new vscode.EventEmitter<Progress>();
  private readonly gained = new vscode.EventEmitter<ToStudy>();
  /** Fires when the kind of its status changes. */
  readonly onState = this.changes.event;
  readonly onProgress = this.progressed.event;
  readonly onCells = this.gained.event;

  private cells: StudyCells | undefined;
  private status: StudyStatus = { kind: 'unfinished' };
  private cancelFlag = new CancelFlag();
  private pace: SweepPace | undefined;
  private thread: SweepThread | undefined;
  /** Settles when nothing is left of the thread that was ended last. */
  private ending = Promise.resolve();

  /** @param studyId the name of its folder */
  constructor(
    readonly studyId: string,
    readonly folder: string,
    private readonly services: StudyServices,
  ) {}

  get running(): boolean {
    return this.status.kind === 'running';
  }

  /** Whether it is known which sweep it is. */
  get begun(): boolean {
    return this.cells !== undefined;
  }

  get kind(): 'replication' | 'sweep' {
    return this.cells?.kind ?? 'sweep';
  }

  /** @throws Error before it is known which sweep it is */
  get state(): Extract<StudyState, { kind: 'study' }> {
    if (this.cells === undefined) throw new Error(`Nothing is known of ${this.studyId} yet.`);
    return { kind: 'study', study: this.cells.view(this.studyId), status: this.status };
  }

  /**
   * Begins a sweep in a folder that is still to be made.
   * @param input what a sweep file says
   * @returns when the sweep was found to be one
   * @throws ConfigError, Error
   */
  begin(input: unknown): Promise<void> {
    return this.see({ folder: this.folder, input, run: this.newRun() });
  }

  /**
   * Runs the cells that are not there yet. Returns and throws as `begin` does.
   * @throws DataError when the folder holds no sweep
   */
  resume(): Promise<void> {
    return this.see({ folder: this.folder, run: this.newRun() });
  }

  /** Reads what is there. Returns and throws as `resume` does. */
  read(): Promise<void> {
    return this.see({ folder: this.folder });
  }

  cancel(): void {
    if (!this.running) return;
    this.cancelFlag.raise();
    setTimeout(() => {
      if (this.running) this.end({ kind: 'unfinished' });
    }, CANCEL_GRACE_MS);
  }

  dispose(): void {
    this.cancelFlag.raise();
    this.letGo();
    for (const emitter of [this.changes, this.progressed, this.gained]) emitter.dispose();
  }

  private newRun(): NonNullable<SweepRequest['run']> {
    this.cancelFlag = new CancelFlag();
    const progress = { stage: vscode.l10n.t('Starting'), detail: '', share: null, secondsLeft: null };
    this.status = { kind: 'running', progress };
    return { cacheFolder: this.services.dataFolder };
  }

  private async see(request: SweepRequest): Promise<void> {
    const { log, workerFile } = this.services;
    await this.ending;
    if (request.run !== undefined) log.info(`${this.studyId} starts, in ${this.folder}`);
    let known = false;
    return new Promise((resolve, reject) => {
      const thread = startSweepThread(workerFile, request, this.cancelFlag, (event) => {
        if (event.type !== 'sweep') return this.receive(event);
        known = true;
        this.adopt(event);
        // Whoever only reads waits until it is known whether all are there.
        if (request.run !== undefined) resolve();
      });
      this.thread = thread;
      thread.result.then(
        ({ complete, matchedLoss }) => {
          this.cells?.setMatchedLoss(matchedLoss);
          this.end({ kind: complete ? 'complete' : 'unfinished' });
          resolve();
        },
        (error: Error) => {
          // Of one that was ended from here everything has been told.
          if (this.thread !== thread) return resolve();
          if (known && !(error instanceof CancelledError)) this.fail(error);
          else this.end({ kind: 'unfinished' });
          if (known) resolve();
          else reject(error);
        },
      );
    });
  }

  private adopt(message: SweepKnown): void {
    this.cells = new StudyCells(message);
    this.pace = new SweepPace(this.cells.due, message.there.length);
    if (this.running) this.tellCells(null);
    this.changes.fire();
  }

  private receive(message: Exclude<SweepThreadEvent, SweepKnown>): void {
    switch (message.type) {
      case 'preparing':
        this.setProgress({
          stage: message.message,
          detail: percent(message.share, 0),
          share: message.share,
          secondsLeft: null,
        });
        break;
      case 'cell': {
        const { cells } = this;
        if (cells === undefined) return;
        this.gained.fire({ type: 'cells', ...cells.add(message.cell) });
        this.tellCells(this.pace?.cellDone().secondsLeft ?? null);
        break;
      }
    }
  }

  private tellCells(secondsLeft: number | null): void {
    const { there = 0, due = 0 } = this.cells ?? {};
    const stage = this.kind === 'replication' ? vscode.l10n.t('Running the seeds') : vscode.l10n.t('Running the cells');
    const detail = vscode.l10n.t('{0} of {1}', count(there), count(due));
    this.setProgress({ stage, detail, share: there / due, secondsLeft: there === due ? null : secondsLeft });
  }

  private setProgress(progress: Progress): void {
    if (!this.running) return;
    this.status = { kind: 'running', progress };
    this.progressed.fire(progress);
  }

  private fail(error: Error): void {
    const inLog = !isExpected(error);
    this.services.log.error(`${this.studyId} failed: ${inLog ? error.stack || error.message : error.message}`);
    this.end({ kind: 'failed', message: error.message, inLog });
  }

  private end(status: StudyStatus): void {
    if (this.running) this.services.log.info(`${this.studyId}: ${status.kind}`);
    this.status = status;
    this.letGo();
    this.changes.fire();
  }

  /** Ends the thread. What it was in the midst of is let go of before anything else is begun. */
  private letGo(): void {
    const { thread } = this;
    this.thread = undefined;
    if (thread === undefined) return;
    this.ending = thread.end().catch((error: unknown) => {
      this.services.log.warn(`${this.studyId}: ${error instanceof Error ? error.message : error}`);
    });
  }
}
