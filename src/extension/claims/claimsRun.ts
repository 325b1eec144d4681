import * as vscode from 'vscode';
import { CLAIMS_FILE, type Evidence, parseEvidence } from '../../engine/claims/evidence';
import { inside } from '../../engine/files/door';
import { readStoredText } from '../../engine/sweep/folder';
import { TimeLeft } from '../../engine/timeLeft';
import { isAbsence } from '../../engine/untrusted/file';
import type { ClaimsRequest, ClaimsTold } from '../../engine/worker/contracts';
import { Job } from '../jobs/job';
import { onOwnThread } from '../jobs/ownThread';
import { subfolders } from '../runs';

/** What testing claims needs from the extension. */
export interface ClaimsRunServices {
  readonly log: vscode.LogOutputChannel;
  /** The bundled `engine/worker/entry.ts`. */
  readonly workerFile: string;
  /** Where downloaded data is kept. */
  readonly dataFolder: () => string;
}

/** The test of the post's claims, seen from the extension host: a worker thread does the work. */
export class ClaimsRun extends Job {
  /** What is known so far; undefined before the data has been read. */
  evidence: Evidence | undefined;
  /** Cells that were there when the run began. */
  private before = 0;
  private timeLeft: TimeLeft | undefined;

  constructor(
    readonly request: ClaimsRequest,
    private readonly services: ClaimsRunServices,
  ) {
    super(`Test of claims in ${request.folder}`, services.log, { kind: 'interrupted' });
  }

  /** Reads what an earlier test has left; without it the test is interrupted, and can go on. */
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

  /** Runs what is missing. */
  start(): void {
    const { log, workerFile, dataFolder } = this.services;
    const { folder } = this.request;
    log.info(`Claims are tested in ${folder}`);
    const request = { ...this.request, cacheFolder: dataFolder() };
    const onEvent = (event: ClaimsTold) => this.receive(event);
    // Each part is a sweep with an owner of its own.
    const folders = async () => [folder, ...(await subfolders(folder)).map((part) => part.folder)];
    this.run((cancel) => onOwnThread(workerFile, 'claims', request, { cancel, onEvent }, folders));
  }

  private receive(message: ClaimsTold): void {
    switch (message.type) {
      case 'preparing':
        this.tellPreparing(message);
        break;
      case 'sweep':
        this.before = message.done;
        this.timeLeft = new TimeLeft([{ examples: Math.max(1, message.cells - message.done) }]);
        this.tellCells(message);
        break;
      case 'cells':
        this.tellCells(message);
        break;
      case 'evidence':
        this.evidence = message.evidence;
        this.refresh();
        break;
    }
  }

  private tellCells({ cells, done }: { readonly cells: number; readonly done: number }): void {
    const stage = vscode.l10n.t('Testing the post’s claims');
    const detail = vscode.l10n.t('{0} of {1} experiments', done, cells);
    const secondsLeft = this.timeLeft?.update('cells', done - this.before).secondsLeft ?? null;
    this.tell({ stage, detail, share: done / cells, secondsLeft });
  }
}
