/**
 * What a step costs as networks get wider, sequences longer, seeds more: prints one JSON line. Processor time, in µs.
 *
 *     node scaling.program.js <work> <rounds>
 */
import { availableParallelism } from 'node:os';
import { CancelFlag, runSync } from '../../src/engine/cancellation';
import { initialParameters } from '../../src/engine/network/initialisation';
import type { TrainingRule } from '../../src/engine/training/kernel';
import { workspaceOf } from '../../src/engine/training/simd/memory';
import { createSimdKernel } from '../../src/engine/training/simd/simd';
import { Trainer, thisThread } from '../../src/engine/training/trainer';
import { contextOf, emptyTally, jobOf } from './networks';
import { median } from './numbers';
import { DEFAULT_RULE, INPUTS } from './setting';
import { readWork, type Work } from './workFile';

const WIDTHS: readonly [width: number, steps: number][] = [
  [100, 8000],
  [400, 2000],
  [1600, 500],
];
const LENGTHS = [2500, 5000, 10_000, 20_000];
const SEEDS = [1, 2, 4, 8, 16];
const SEED_STEPS = 2500;

const [path = '', rounds = '7'] = process.argv.slice(2);
const work = readWork(path);
const ofWidth = (hidden: number): TrainingRule => ({ ...DEFAULT_RULE, sizes: [INPUTS, hidden, 2] });

/** µs of processor time a step of what is done. */
function microseconds(steps: number, action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / steps;
}

function trainer(of: Work, rule: TrainingRule, longest: number) {
  const context = contextOf(of, rule, 1, longest);
  return (steps: number, tallying: boolean) => {
    const kernel = createSimdKernel(context, { ...jobOf(of, rule, steps), tally: emptyTally(rule) }, 0);
    runSync(kernel.readIn());
    return microseconds(steps, () => kernel.train(0, steps, tallying, { examples: 0, lossSum: 0, correct: 0 }));
  };
}

/** Each action once a round, in turn; the medians. The first round warms up. */
async function medians(actions: readonly (() => number | Promise<number>)[]): Promise<number[]> {
  const samples: number[][] = actions.map(() => []);
  for (let round = -1; round < Number(rounds); round++) {
    for (const [index, action] of actions.entries()) {
      const sample = await action();
      if (round >= 0) samples[index]?.push(sample);
    }
  }
  return samples.map(median);
}

async function widths() {
  const trainers = WIDTHS.map(([width, steps]) => {
    const rule = ofWidth(width);
    const train = trainer({ store: work.store, initial: initialParameters(rule.sizes, 1) }, rule, steps);
    return { plain: () => train(steps, false), tally: () => train(steps, true) };
  });
  const plain = await medians(trainers.map((of) => of.plain));
  const tally = await medians(trainers.map((of) => of.tally));
  return WIDTHS.map(([width], index) => ({
    width,
    plain: plain[index],
    tally: tally[index],
    /** What one thread's network takes, and what the default experiment takes altogether. */
    networkBytes: workspaceOf(ofWidth(width), true, SEED_STEPS).total,
    allBytes: contextOf(work, ofWidth(width), availableParallelism(), 15_101).memory?.memory.buffer.byteLength,
  }));
}

async function lengths() {
  const train = trainer(work, DEFAULT_RULE, Math.max(...LENGTHS));
  const plain = await medians(LENGTHS.map((steps) => () => train(steps, false)));
  return LENGTHS.map((steps, index) => ({ steps, plain: plain[index] }));
}

/** Networks one after the other on one thread, with all that a job takes besides its steps. */
async function seeds() {
  const context = contextOf(work, DEFAULT_RULE, 1, SEED_STEPS);
  const plain = await medians(
    SEEDS.map((count) => async () => {
      const jobs = Array.from({ length: count }, (_, seed) => ({
        ...jobOf({ ...work, initial: initialParameters(DEFAULT_RULE.sizes, seed) }, DEFAULT_RULE, SEED_STEPS),
        name: `seed ${seed}`,
      }));
      const before = process.cpuUsage();
      const training = new Trainer(context, new CancelFlag(), [thisThread]).trainAll(jobs);
      while (!(await training.next()).done);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / (count * SEED_STEPS);
    }),
  );
  return SEEDS.map((count, index) => ({ count, plain: plain[index] }));
}

async function measure(): Promise<void> {
  console.log(JSON.stringify({ widths: await widths(), lengths: await lengths(), seeds: await seeds() }));
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
