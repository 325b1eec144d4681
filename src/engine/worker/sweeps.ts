import type { MessagePort } from 'node:worker_threads';
import { CancelFlag } from '../cancellation';
import type { ExperimentConfig } from '../config';
import { ConfigError, type Mistake } from '../errors';
import type { Preparing } from '../sweep/cellData';
import type { CellFile } from '../sweep/cellFile';
import type { MatchedLoss } from '../sweep/matchedLoss';
import { isReplication, replicate } from '../sweep/replication';
import { runSweep } from '../sweep/runSweep';
import { belongsTo, type Shard, WHOLE } from '../sweep/shard';
import { parseSweep, type Sweep, type SweepInput } from '../sweep/sweep';
import { readSweep } from '../sweep/sweepStore';
import { answerOf } from '../sweep/tables';
import { CellPool } from './cellPool';
import { type PlainError, plainError } from './protocol';

/** To a worker that sees to one sweep: the one message that it takes. */
export interface SweepRequest {
  /** Where its cells are, or will be. */
  readonly folder: string;
  /** What a sweep file says, for a folder that is still to be made; left out, the folder's own sweep is gone on with. */
  readonly input?: unknown;
  /** Left out: what the folder holds is read, and nothing is run. */
  readonly run?: {
    /** Where downloaded data is kept. */
    readonly cacheFolder: string;
    readonly cancelMemory: SharedArrayBuffer;
  };
}

/** What came out of one cell. */
export type SweepCell = Pick<CellFile, 'cell' | 'status' | 'figures'> & { readonly dataName: string };

/** From a worker that sees to a sweep. After `ended`, `refused` or `failed` nothing more is told. */
export type FromSweep =
  /** First of all: which sweep, and the cells of it that are there. */
  | {
      readonly type: 'sweep';
      readonly sweep: SweepInput & Pick<Sweep, 'hash'>;
      readonly shard: Shard;
      /** Of the whole sweep. */
      readonly cells: number;
      /** Of the first cell. */
      readonly config: ExperimentConfig;
      readonly there: readonly SweepCell[];
    }
  | Preparing
  | { readonly type: 'cell'; readonly cell: SweepCell }
  /** Whether all cells of its part are there, and what its preset says then. */
  | { readonly type: 'ended'; readonly complete: boolean; readonly matchedLoss: MatchedLoss | null }
  | { readonly type: 'refused'; readonly mistakes: readonly Mistake[] }
  | { readonly type: 'failed'; readonly error: PlainError };

/**
 * Sees to the one sweep that it is asked for.
 * @param workerFile the bundled `worker/entry.ts`, for the threads that run the cells
 */
export function serveSweep(port: MessagePort, workerFile: string): void {
  const send = (message: FromSweep) => port.postMessage(message);
  port.once('message', (request: SweepRequest) => {
    seeTo(request, workerFile, send).catch((error: unknown) => {
      if (error instanceof ConfigError) send({ type: 'refused', mistakes: error.mistakes });
      else send({ type: 'failed', error: plainError(error) });
    });
  });
}

async function seeTo(
  { folder, input, run }: SweepRequest,
  workerFile: string,
  send: (message: FromSweep) => void,
): Promise<void> {
  const stored = input === undefined ? await readSweep(folder) : undefined;
  const sweep = stored?.sweep ?? parseSweep(input);
  const { preset, base, axes, hash } = sweep;
  const shard = stored?.file.shard ?? WHOLE;
  const there = stored?.cells ?? [];
  send({
    type: 'sweep',
    sweep: { ...(preset === undefined ? {} : { preset }), base, axes, hash },
    shard,
    cells: sweep.cells.length,
    config: (sweep.cells[0] as Sweep['cells'][number]).config,
    there: there.map(plainCell),
  });
  if (run !== undefined) await runCells(sweep, shard, folder, run, workerFile, send);
  const now = run === undefined && stored !== undefined ? stored : await readSweep(folder);
  const own = sweep.cells.filter(({ number }) => belongsTo(shard, number)).length;
  const complete = now.cells.length === own;
  send({ type: 'ended', complete, matchedLoss: (complete ? answerOf(now) : undefined) ?? null });
}

async function runCells(
  sweep: Sweep,
  shard: Shard,
  folder: string,
  { cacheFolder, cancelMemory }: NonNullable<SweepRequest['run']>,
  workerFile: string,
  send: (message: FromSweep) => void,
): Promise<void> {
  const pool = new CellPool(workerFile);
  try {
    const keeping = { cacheFolder, folder, cancel: new CancelFlag(cancelMemory), lanes: pool.lanes };
    const whole = shard.count === WHOLE.count;
    const events = whole && isReplication(sweep) ? replicate(sweep, keeping) : runSweep(sweep, { ...keeping, shard });
    for await (const event of events) {
      if (event.type === 'preparing') send(event);
      if (event.type === 'cell') send({ type: 'cell', cell: plainCell(event.cell) });
    }
  } finally {
    await pool.dispose();
  }
}

function plainCell({ cell, status, figures, data }: CellFile): SweepCell {
  return { cell, status, figures, dataName: data.name };
}
