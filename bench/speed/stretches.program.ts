/**
 * The longest stretch of a whole run on one thread in which nobody looks at the cancel flag and the event loop stands
 * still, and the memory at its fullest: prints one JSON line.
 *
 *     node stretches.program.js <MNIST folder> <config as JSON>
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelFlag } from '../../src/engine/cancellation';
import { parseConfig } from '../../src/engine/config';
import { runAndKeep } from '../../src/engine/runAndKeep';
import { thisThread } from '../../src/engine/training/trainer';

const [folder = '', input = '{}'] = process.argv.slice(2);

/** Milliseconds by the clock, and of processor time. */
function clocks() {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), processor: (user + system) / 1000 };
}

async function measure(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'attribution-bench-'));
  let longest = 0;
  let last = clocks();
  let running = true;
  const turn = () => {
    const now = clocks();
    // What other programs took counts by the clock alone, what helper threads took as processor time alone.
    longest = Math.max(longest, Math.min(now.wall - last.wall, now.processor - last.processor));
    last = now;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  try {
    const config = parseConfig({ data: folder, ...(JSON.parse(input) as object) });
    const keeping = { cacheFolder: scratch, runFolder: join(scratch, 'run'), cancel: new CancelFlag() };
    for await (const _event of runAndKeep(config, { ...keeping, executors: [thisThread] })) {
      // Only how it goes is wanted.
    }
  } finally {
    running = false;
    rmSync(scratch, { recursive: true, force: true });
  }
  console.log(JSON.stringify({ longest, peakBytes: 1024 * process.resourceUsage().maxRSS }));
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
