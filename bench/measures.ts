/**
 * What each measure in x's place adds to a run, and what the causal test of a run takes: prints rows of two tables, and
 * writes them to its part of RESULTS.md where it has MNIST.
 *
 *     npm run bench -- measures [rounds]
 *     ATTRIBUTION_MNIST_DIR=<folder of MNIST's four files> npm run bench -- measures [rounds]
 *
 * The default config on the drawn digits, or on MNIST where a folder is named; one thread. Each round runs everything
 * once, in the same order; what is printed are medians, so that a moment of other work counts little.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MEASURES } from '../src/engine/attribution/importance';
import { CancelFlag } from '../src/engine/cancellation';
import { causalOverSeeds } from '../src/engine/causal/overSeeds';
import { type ExperimentConfig, parseConfig } from '../src/engine/config';
import { runAndKeep } from '../src/engine/runAndKeep';
import { readRun } from '../src/engine/runs/runStore';
import { thisThread } from '../src/engine/training/trainer';
import { MEASURE_NAMES, type MeasureName } from '../src/model/measures';
import { writePart } from './results';
import { waitForIdle } from './speed/idle';
import { median } from './speed/numbers';

async function main([rounds = '5']: readonly string[]): Promise<void> {
  const mnist = process.env['ATTRIBUTION_MNIST_DIR'];
  const data = mnist === undefined ? 'drawn' : resolve(mnist);
  const candidates: readonly (readonly [string, readonly MeasureName[]])[] = [
    ['none', []],
    ...MEASURE_NAMES.map((name) => [MEASURES[name].title, [name]] as const),
    ['those of the default config', parseConfig({}).measures],
  ];
  const scratch = await mkdtemp(join(tmpdir(), 'attribution-bench-'));
  try {
    const idle = await waitForIdle(20);
    const ofRuns = candidates.map((): number[] => []);
    const ofTests: number[] = [];
    for (let round = 0; round < Number(rounds); round++) {
      for (const [index, [, measures]] of candidates.entries()) {
        const folder = join(scratch, `${round}-${index}`);
        ofRuns[index]?.push(await timed(() => keptRun(parseConfig({ data, measures: [...measures] }), folder)));
      }
      // The last is the default run.
      ofTests.push(await timed(() => testCausally(join(scratch, `${round}-${candidates.length - 1}`))));
    }
    const [none = 0] = ofRuns.map(median);
    const rows = candidates.map(([title], index) => {
      const seconds = median(ofRuns[index] ?? []);
      // A bar in a name would end its cell.
      const name = title.replaceAll('|', '\\|');
      return `| ${name} | ${seconds.toFixed(2)} s | ${((100 * (seconds - none)) / none).toFixed(0)} % |`;
    });
    const part = `## What other measures cost

The default experiment on ${mnist === undefined ? 'the drawn digits' : 'full MNIST'}, kept in a folder, with each measure in
x’s place recorded alone, and with those of the default config; one thread, medians of ${rounds} rounds by the clock, Node
${process.versions.node}, ${Math.round(100 * idle)} % of the processors idle before. The causal test of that run takes
${median(ofTests).toFixed(1)} s.

| measures | the whole run | more than without |
| --- | --- | --- |
${rows.join('\n')}`;
    console.log(part);
    if (mnist !== undefined) writePart('measures', part);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function keptRun(config: ExperimentConfig, runFolder: string): Promise<void> {
  const keeping = { cacheFolder: tmpdir(), runFolder, cancel: new CancelFlag(), executors: [thisThread] };
  for await (const _event of runAndKeep(config, keeping)) {
    // Only the time is wanted.
  }
}

async function testCausally(folder: string): Promise<void> {
  const context = { cacheFolder: tmpdir(), cancel: new CancelFlag(), progress: () => {} };
  const request = { tensor: 'layer1.weight', seeds: 1 };
  for await (const _event of causalOverSeeds(await readRun(folder), request, context, [thisThread])) {
    // Only the time is wanted.
  }
}

/** Seconds. */
async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
