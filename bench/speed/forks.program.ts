/**
 * Four networks of 15,000 steps each on one thread, and on as many as there are cores, with threads that are warm:
 * prints one JSON line, seconds by the clock.
 *
 *     node forks.program.js <work> <rounds>
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { CancelFlag } from '../../src/engine/cancellation';
import { type Executor, Trainer, thisThread } from '../../src/engine/training/trainer';
import { Pool } from '../../src/engine/worker/pool';
import { waitForIdle } from './idle';
import { contextOf, jobOf } from './networks';
import { DEFAULT_RULE } from './setting';
import { readWork } from './workFile';

const STEPS = 15_000;
const FORKS = 4;

const [path = '', rounds = '9'] = process.argv.slice(2);
const work = readWork(path);
const threads = availableParallelism();
const context = contextOf(work, DEFAULT_RULE, threads, STEPS);

async function seconds(executors: readonly Executor[]): Promise<number> {
  const jobs = Array.from({ length: FORKS }, (_, fork) => jobOf(work, DEFAULT_RULE, STEPS, `fork ${fork}`));
  const from = performance.now();
  const training = new Trainer(context, new CancelFlag(), executors).trainAll(jobs);
  while (!(await training.next()).done);
  return (performance.now() - from) / 1000;
}

async function measure(): Promise<void> {
  const pool = new Pool(join(__dirname, 'product/trainer.js'), threads);
  const taken: { one: number; all: number; idle: number }[] = [];
  await seconds(pool.executors);
  await seconds([thisThread]);
  for (let round = 0; round < Number(rounds); round++) {
    const idle = await waitForIdle(15);
    taken.push({ one: await seconds([thisThread]), all: await seconds(pool.executors), idle });
  }
  await pool.dispose();
  console.log(JSON.stringify({ threads, taken }));
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
