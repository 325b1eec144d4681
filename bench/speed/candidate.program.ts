/**
 * One of our own kernels as a process of its own, so that no candidate changes what the compiler knows of another:
 * answers requests as the peers do.
 *
 *     node candidate.program.js <work> <fast|measures|dense|momentum|adam|reference|reference-momentum|reference-adam>
 */
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { recordsFor } from '../../src/engine/attribution/importance';
import { runSync } from '../../src/engine/cancellation';
import type { OptimiserConfig } from '../../src/engine/config';
import type { CreateKernel, TrainingContext, TrainingRule } from '../../src/engine/training/kernel';
import { createReferenceKernel } from '../../src/engine/training/reference';
import { createSimdKernel } from '../../src/engine/training/simd/simd';
import { contextOf, emptyTally, jobOf } from './networks';
import { DEFAULT_CONFIG, DEFAULT_RULE, NO_EXAMPLES } from './setting';
import { readWork } from './workFile';

const OPTIMISERS: Record<string, OptimiserConfig> = {
  momentum: { name: 'momentum', momentum: 0.9 },
  adam: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
};

const [path = '', name = 'fast'] = process.argv.slice(2);
const work = readWork(path);
const [kind, optimiserName = ''] = name.startsWith('reference') ? name.split('-') : ['fast', name];
const rule: TrainingRule = {
  ...DEFAULT_RULE,
  sizes: work.initial.sizes,
  optimiser: OPTIMISERS[optimiserName] ?? { name: 'sgd' },
  records: name === 'measures' ? recordsFor(DEFAULT_CONFIG.measures, DEFAULT_CONFIG.optimiser) : [],
};
const [createKernel, context]: [CreateKernel, TrainingContext] =
  kind === 'reference'
    ? [createReferenceKernel, { rule, training: work.store, test: NO_EXAMPLES }]
    : [createSimdKernel, contextOf(work, rule, 1, work.store.rows.length, name === 'dense' ? 'dense' : 'sparse')];

async function serve(): Promise<void> {
  console.log(JSON.stringify({ ready: true, version: `Node ${process.versions.node}` }));
  for await (const line of createInterface({ input: process.stdin })) {
    const [steps = '0', tallying, out = '-'] = line.split(' ');
    const job = { ...jobOf(work, rule, Number(steps)), tally: emptyTally(rule) };
    const kernel = createKernel(context, job, 0);
    runSync(kernel.readIn());
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    kernel.train(0, Number(steps), tallying === '1', { examples: 0, lossSum: 0, correct: 0 });
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - wall) / 1000;
    runSync(kernel.readOut());
    const { state, tally } = job;
    if (out !== '-')
      writeFileSync(
        out,
        Buffer.concat([state.parameters, tally.a, tally.b].map(({ memory }) => new Uint8Array(memory))),
      );
    console.log(JSON.stringify({ cpu: (user + system) / 1e6, wall: seconds }));
  }
}

serve().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
