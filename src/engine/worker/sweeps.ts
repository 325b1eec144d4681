import type { MessagePort } from 'node:worker_threads';
import type { CellFile } from '../sweep/cellFile';
import { isReplication, replicate } from '../sweep/replication';
import { runSweep } from '../sweep/runSweep';
import { belongsTo, type Shard, WHOLE } from '../sweep/shard';
import { parseSweep, type Sweep } from '../sweep/sweep';
import { writtenSweep } from '../sweep/sweepInput';
import { readSweep } from '../sweep/sweepStore';
import { answersOf, NO_ANSWERS } from '../sweep/tables';
import { CellPool } from './cellPool';
import type { SweepCell, SweepContract, SweepEnd, SweepRequest, SweepThreadEvent } from './contracts';
import { type Serving, serve } from './serve';

/**
 * Sees to the one sweep that it is asked for.
 * @param workerFile the bundled `worker/entry.ts`, for the threads that run the cells
 */
export function serveSweep(port: MessagePort, workerFile: string): void {
  serve<SweepContract>(port, { sweep: (request, serving) => seeTo(request, workerFile, serving) });
}

async function seeTo(
  { folder, input, run }: SweepRequest,
  workerFile: string,
  serving: Serving<SweepThreadEvent>,
): Promise<SweepEnd> {
  const stored = input === undefined ? await readSweep(folder) : undefined;
  const sweep = stored?.sweep ?? parseSweep(input);
  const shard = stored?.file.shard ?? WHOLE;
  const there = stored?.cells ?? [];
  serving.emit({
    type: 'sweep',
    sweep: { ...writtenSweep(sweep), hash: sweep.hash },
    shard,
    cells: sweep.cells.length,
    config: (sweep.cells[0] as Sweep['cells'][number]).config,
    there: there.map(plainCell),
  });
  if (run !== undefined) await runCells(sweep, shard, folder, run.cacheFolder, workerFile, serving);
  const now = run === undefined && stored !== undefined ? stored : await readSweep(folder);
  const own = sweep.cells.filter(({ number }) => belongsTo(shard, number)).length;
  const complete = now.cells.length === own;
  return { complete, ...(complete ? answersOf(now) : NO_ANSWERS) };
}

async function runCells(
  sweep: Sweep,
  shard: Shard,
  folder: string,
  cacheFolder: string,
  workerFile: string,
  { cancel, emit }: Serving<SweepThreadEvent>,
): Promise<void> {
  const pool = new CellPool(workerFile);
  try {
    const keeping = { cacheFolder, folder, cancel, executors: pool.executors };
    const whole = shard.count === WHOLE.count;
    const events = whole && isReplication(sweep) ? replicate(sweep, keeping) : runSweep(sweep, { ...keeping, shard });
    for await (const event of events) {
      if (event.type === 'preparing') emit(event);
      if (event.type === 'cell') emit({ type: 'cell', cell: plainCell(event.cell) });
    }
  } finally {
    await pool.dispose();
  }
}

function plainCell({ cell, status, figures: metrics, data }: CellFile): SweepCell {
  return { cell, status, figures: metrics, dataName: data.name };
}
