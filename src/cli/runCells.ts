import { join } from 'node:path';
import { CancelledError } from '../engine/errors';
import type { SweepEvent, SweepKeeping } from '../engine/sweep/runSweep';
import { CellPool } from '../engine/worker/cellPool';
import { cacheFolder } from './cacheFolder';
import { cancelOnSignal } from './cancelOnSignal';
import { ProgressLine } from './progressLine';
import { tell } from './streams';
import { SweepProgress } from './sweepProgress';

/**
 * Runs the cells of a sweep on threads of their own, with progress on standard error, until they all exist or a
 * signal comes.
 * @param jobs threads; one a core when it is left out
 * @throws ConfigError, DataError, CancelledError
 */
export function runCells<Result>(
  start: (keeping: Pick<SweepKeeping, 'cacheFolder' | 'cancel' | 'executors'>) => AsyncGenerator<SweepEvent, Result>,
  jobs: number | undefined,
): Promise<Result> {
  return cancelOnSignal(async (cancel) => {
    const pool = new CellPool(join(__dirname, 'worker.js'), jobs);
    const line = new ProgressLine();
    const progress = new SweepProgress(line);
    try {
      const events = start({ cacheFolder: cacheFolder(), cancel, executors: pool.executors });
      let next = await events.next();
      for (; !next.done; next = await events.next()) progress.show(next.value);
      return next.value;
    } catch (error) {
      line.end();
      if (error instanceof CancelledError) tell(`${progress.state()} are kept; the same command goes on from there.\n`);
      throw error;
    } finally {
      line.end();
      await pool.dispose();
    }
  });
}
