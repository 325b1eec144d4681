/**
 * How long a sweep takes: prints one row of a table, and writes it to its part of RESULTS.md for the sweep in examples/.
 *
 *     ATTRIBUTION_MNIST_DIR=<folder of MNIST's four files> npm run bench -- sweep [sweep file] [folder for the cells]
 *
 * Without a file, the one in examples/: six activations, eight rates, three seeds, full MNIST.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CancelFlag } from '../src/engine/cancellation';
import { parseConfigText } from '../src/engine/configText';
import { runSweep } from '../src/engine/sweep/runSweep';
import { parseSweep, type Sweep } from '../src/engine/sweep/sweep';
import { CellPool } from '../src/engine/worker/cellPool';
import { isRecord } from '../src/model/guards';
import { writePart } from './results';
import { waitForIdle } from './speed/idle';

const EXAMPLE = 'examples/activations-at-matched-loss.attribution-sweep.json';

async function main([file = EXAMPLE, kept]: readonly string[]): Promise<void> {
  const mnist = process.env['ATTRIBUTION_MNIST_DIR'];
  if (mnist === undefined || !existsSync(mnist)) {
    throw new Error('ATTRIBUTION_MNIST_DIR has to name the folder of MNIST’s four files.');
  }
  const sweep = onFolder(file, resolve(mnist));
  const scratch = kept === undefined ? await mkdtemp(join(tmpdir(), 'attribution-bench-')) : undefined;
  const pool = new CellPool(join(__dirname, 'product/worker.js'));
  try {
    const idle = await waitForIdle(20);
    const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
    const keeping = { cacheFolder: tmpdir(), folder: scratch ?? resolve(kept as string), cancel: new CancelFlag() };
    const events = runSweep(sweep, { ...keeping, executors: pool.executors });
    let computed = 0;
    let next = await events.next();
    for (; !next.done; next = await events.next()) if (next.value.type === 'cell') computed++;
    const seconds = (performance.now() - startedAt) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const diverged = next.value.cells.filter(({ status }) => status === 'diverged').length;
    const perCell = (user + system) / 1e6 / computed;
    const row = [computed, diverged, availableParallelism(), seconds.toFixed(1), `${perCell.toFixed(2)} s`];
    // Of the whole process, all its threads together, in KiB.
    row.push(`${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
    const part = `## A sweep

\`${file}\`: full MNIST, every cell a whole experiment with its controls. Node ${process.versions.node}.

| cells | diverged | threads | seconds | of processor time, a cell | most memory | idle before |
| --- | --- | --- | --- | --- | --- | --- |
| ${[...row, `${Math.round(100 * idle)} %`].join(' | ')} |`;
    console.log(part);
    if (file === EXAMPLE) writePart('sweep', part);
  } finally {
    await pool.dispose();
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

/** The sweep of a file, on images from a folder instead of a download. */
function onFolder(file: string, folder: string): Sweep {
  const input = parseConfigText(readFileSync(file, 'utf8'));
  if (!isRecord(input)) return parseSweep(input);
  const base = isRecord(input['base']) ? input['base'] : {};
  return parseSweep({ ...input, base: base['data'] === 'mnist' ? { ...base, data: folder } : base });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
