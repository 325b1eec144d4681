/**
 * How often a run tells of its progress while it trains, as the panel and the command line hear it: prints one JSON
 * line, milliseconds by the clock.
 *
 *     node progress.program.js <MNIST folder> <config as JSON>
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelFlag } from '../../src/engine/cancellation';
import { parseConfig } from '../../src/engine/config';
import type { ExperimentEvent } from '../../src/engine/experiment';
import { runAndKeep } from '../../src/engine/runAndKeep';
import { coalesced, PROGRESS_MS } from '../../src/engine/training/coalesce';
import { Pool } from '../../src/engine/worker/pool';
import { median } from './numbers';

const [folder = '', input = '{}'] = process.argv.slice(2);

async function measure(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'attribution-bench-'));
  const pool = new Pool(join(__dirname, 'product/trainer.js'));
  /** When each network was heard of. */
  const heard = new Map<string, number[]>();
  const hear = coalesced<ExperimentEvent>((event) => {
    if (event.type === 'training') heard.set(event.name, [...(heard.get(event.name) ?? []), performance.now()]);
  }, PROGRESS_MS);
  try {
    const config = parseConfig({ data: folder, ...(JSON.parse(input) as object) });
    const keeping = { cacheFolder: scratch, runFolder: join(scratch, 'run'), cancel: new CancelFlag() };
    for await (const event of runAndKeep(config, { ...keeping, executors: pool.executors })) hear(event);
  } finally {
    await pool.dispose();
    rmSync(scratch, { recursive: true, force: true });
  }
  const intervals = [...heard.values()].flatMap((times) =>
    times.slice(1).map((time, index) => time - (times[index] as number)),
  );
  console.log(JSON.stringify({ events: intervals.length, median: median(intervals), longest: Math.max(...intervals) }));
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
