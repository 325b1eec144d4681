import * as vscode from 'vscode';
import { CancelledError } from '../../engine/errors';
import { SweepPace } from '../../engine/sweep/pace';
import type { SweepKnown, SweepRequest, SweepThreadEvent } from '../../engine/worker/contracts';
import type { JobState } from '../../model/job';
import type { StudyState, ToStudy } from '../../model/studyProtocol';
import { count } from '../../text/format';
import { Job } from '../jobs/job';
import { onOwnThread } from '../jobs/ownThread';
import { StudyCells } from './studyCells';

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
export class Study extends Job {
  private readonly gained = new vscode.EventEmitter<ToStudy>();
  readonly onCells = this.gained.event;

  private cells: StudyCells | undefined;
  private pace: SweepPace | undefined;
  private onBegun: () => void = () => {};
  private onRefused: (error: Error) => void = () => {};

  /** @param studyId the name of its folder */
  constructor(
    readonly studyId: string,
    readonly folder: string,
    private readonly services: StudyServices,
  ) {
    super(studyId, services.log, { kind: 'interrupted' });
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
   * @returns when the sweep was found to be one, or was cancelled before
   * @throws ConfigError, Error
   */
  begin(input: unknown): Promise<void> {
    return this.start({ input });
  }

  /** Runs the cells that are not there yet. Returns as `begin` does. */
  resume(): Promise<void> {
    return this.start({});
  }

  /**
   * Reads what is there.
   * @throws DataError when the folder holds no sweep
   */
  async read(): Promise<void> {
    const onEvent = (event: SweepThreadEvent) => this.receive(event);
    const { folder } = this;
    const work = onOwnThread(this.services.workerFile, 'sweep', { folder }, { onEvent }, () => []);
    try {
      const { complete, ...answers } = await work.result;
      this.cells?.setAnswers(answers);
      this.become({ kind: complete ? 'complete' : 'interrupted' });
    } finally {
      await work.giveUp();
    }
  }

  override dispose(): void {
    super.dispose();
    this.gained.dispose();
  }

  /** What is wrong before it is known which sweep it is has its place where the sweep was asked for. */
  protected override endOf(error: Error): JobState {
    if (this.begun || error instanceof CancelledError) return super.endOf(error);
    this.onRefused(error);
    return { kind: 'interrupted' };
  }

  private start(asked: Pick<SweepRequest, 'input'>): Promise<void> {
    const { folder } = this;
    const { log, workerFile, dataFolder } = this.services;
    log.info(`${this.studyId} starts, in ${folder}`);
    const request = { folder, ...asked, run: { cacheFolder: dataFolder } };
    const onEvent = (event: SweepThreadEvent) => this.receive(event);
    return new Promise((resolve, reject) => {
      this.onBegun = resolve;
      this.onRefused = reject;
      this.run(
        (cancel) => onOwnThread(workerFile, 'sweep', request, { cancel, onEvent }, () => [folder]),
        ({ complete: _, ...answers }) => this.cells?.setAnswers(answers),
      );
      this.finished.then(resolve, reject);
    });
  }

  private adopt(message: SweepKnown): void {
    this.cells = new StudyCells(message);
    this.pace = new SweepPace(this.cells.due, message.there.length);
    if (this.running) this.tellCells(null);
    this.refresh();
  }

  private receive(message: SweepThreadEvent): void {
    switch (message.type) {
      case 'sweep':
        this.adopt(message);
        this.onBegun();
        break;
      case 'preparing':
        this.tellPreparing(message);
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
    this.tell({ stage, detail, share: there / due, secondsLeft: there === due ? null : secondsLeft });
  }
}
