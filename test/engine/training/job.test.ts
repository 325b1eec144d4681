import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { CancelFlag } from '../../../src/engine/cancellation';
import { CancelledError } from '../../../src/engine/errors';
import { ACTIVATION_NAMES } from '../../../src/engine/network/activations';
import { Parameters } from '../../../src/engine/network/parameters';
import { RandomStream } from '../../../src/engine/network/random';
import { runJob } from '../../../src/engine/training/job';
import {
  arraysOf,
  type CreateKernel,
  RECORD_NAMES,
  type Records,
  type TrainingJob,
  type TrainingRule,
} from '../../../src/engine/training/kernel';
import { initialOptimiserState } from '../../../src/engine/training/optimisers';
import { createReferenceKernel } from '../../../src/engine/training/reference';
import type { Routing } from '../../../src/engine/training/routing';
import { createSimdKernel, REFRESH } from '../../../src/engine/training/simd/simd';
import { createScalarKernel } from '../../oracles/scalarKernel';
import { at, memoryFor, sequenceOf, storeOf, temporaryFolders, toldOf } from '../support';

const INPUTS = 11;
/** Of one network; the tally begins at 300. */
const STEPS = 630;
const EXAMPLES = 24;

const OPTIMISERS = [
  { name: 'sgd' },
  { name: 'momentum', momentum: 0.9 },
  { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
] as const;

/** Any network that a config may ask for, small; when it is interrupted; what is tallied. */
const anyCase = fc.record({
  hidden: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
  activation: fc.constantFrom(...ACTIVATION_NAMES),
  crossEntropy: fc.boolean(),
  optimiser: fc.constantFrom(...OPTIMISERS),
  routing: fc.constantFrom<Routing>('none', 'halves', { share: 0.4 }),
  records: fc.subarray([...RECORD_NAMES]),
  active: fc.constantFrom(0.2, 0.9),
  noisy: fc.boolean(),
  tally: fc.constantFrom('none', 'whole', 'second half', 'by itself'),
  /** Calls of the kernel before the first end, and before the second; the last one is the end of the network. */
  ends: fc.tuple(fc.integer({ min: 1, max: 140 }), fc.integer({ min: 1, max: 140 })),
});
type Case = typeof anyCase extends fc.Arbitrary<infer Value> ? Value : never;

describe('one network, interrupted and gone on with', function () {
  this.timeout(120_000);
  const folder = temporaryFolders();

  const store = ({ active, noisy }: Pick<Case, 'active' | 'noisy'>) => {
    const random = new RandomStream(1, 'resume');
    const pixel = () => random.permutation(1000)[0] as number;
    const shown = storeOf(
      INPUTS,
      Array.from({ length: EXAMPLES }, (_, row) => ({
        row,
        label: row % 4,
        target: row % 2,
        pixels: Array.from({ length: INPUTS }, () => (pixel() < 1000 * active ? 1 + (pixel() % 255) : 0)),
      })),
    );
    return noisy ? { ...shown, told: toldOf(shown, (example) => example % 5 < 2) } : shown;
  };

  function ruleOf({ hidden, activation, crossEntropy, optimiser, routing, records }: Case): TrainingRule {
    return {
      sizes: [INPUTS, ...(routing === 'none' ? hidden : hidden.slice(0, 1)), 2],
      activation,
      outputActivation: crossEntropy ? 'identity' : activation,
      loss: crossEntropy ? 'cross-entropy' : 'squared',
      optimiser,
      learningRate: 0.001,
      routing,
      records,
    };
  }

  /** The job as it is before anything was trained. */
  function jobOf(of: Case, checkpoint?: TrainingJob['checkpoint'], steps = STEPS): TrainingJob {
    const rule = ruleOf(of);
    const parameters = new Parameters(rule.sizes);
    const random = new RandomStream(2, 'resume');
    for (const index of parameters.values.keys()) parameters.values[index] = 0.5 * random.normal();
    const optimiser = initialOptimiserState(rule.optimiser, parameters.values.length);
    // A fork's: the moments have something in them.
    for (const moment of optimiser.moments) moment.fill(0.01);
    if (rule.optimiser.name === 'adam') optimiser.steps = 5;
    const sums = () => ({ a: new Parameters(rule.sizes), b: new Parameters(rule.sizes) });
    const records: Records = Object.fromEntries((rule.records ?? []).map((name) => [name, sums()]));
    const from = of.tally === 'whole' ? 0 : 300;
    const tally = { ...sums(), from, records, ...(of.tally === 'by itself' ? { earlier: sums() } : {}) };
    return {
      name: 'one',
      sequence: sequenceOf(Array.from({ length: steps }, (_, k) => (k * 7) % EXAMPLES)),
      state: { parameters, optimiser },
      ...(of.tally === 'none' ? {} : { tally }),
      ...(checkpoint === undefined ? {} : { checkpoint }),
    };
  }

  /** Trains until the kernel has been called this many times; undefined when it was interrupted. */
  async function train(createKernel: CreateKernel, of: Case, job: TrainingJob, calls = Number.POSITIVE_INFINITY) {
    const rule = ruleOf(of);
    const images = store(of);
    const memory = createKernel === createSimdKernel ? memoryFor(rule, images, 2, job.sequence.length) : {};
    const cancel = new CancelFlag();
    let left = calls;
    const counting: CreateKernel = (...made) => {
      const kernel = createKernel(...made);
      const train = kernel.train.bind(kernel);
      kernel.train = (...stretch) => {
        train(...stretch);
        if (--left === 0) cancel.raise();
      };
      return kernel;
    };
    const context = { rule, training: images, test: images, ...memory };
    const warnings: string[] = [];
    const place = job.checkpoint?.resuming === true ? 1 : 0;
    try {
      const { history, heldOut } = await runJob(counting, context, job, place, cancel, (event) => {
        if (event.type === 'warning') warnings.push(event.message);
      });
      assert.deepEqual(warnings, []);
      return { arrays: arraysOf(job), steps: job.state.optimiser.steps, history, heldOut };
    } catch (error) {
      if (error instanceof CancelledError) return undefined;
      throw error;
    }
  }

  for (const [name, createKernel, runs] of [
    ['with two numbers at a time', createSimdKernel, 16],
    ['without', createScalarKernel, 8],
    ['as in the reference', createReferenceKernel, 6],
  ] as const) {
    it(`comes to the same bits, twice interrupted anywhere, ${name}`, async () => {
      let made = 0;
      await fc.assert(
        fc.asyncProperty(anyCase, async (of) => {
          const expected = await train(createKernel, of, jobOf(of));
          const place = { path: join(folder(), `${++made}.safetensors`), seconds: 0, key: 'key' };
          let found: typeof expected;
          for (const [round, calls] of [...of.ends, undefined].entries()) {
            found = await train(createKernel, of, jobOf(of, { ...place, resuming: round > 0 }), calls);
          }
          assert.deepEqual(found, expected);
        }),
        { numRuns: runs, seed: 1 },
      );
    });
  }

  it('comes to the same bits where the offset of the first layer is folded into its weights in between', async () => {
    const [simple] = fc.sample(anyCase, { numRuns: 1, seed: 3 }) as [Case];
    const of: Case = { ...simple, optimiser: { name: 'sgd' }, active: 0.2, tally: 'by itself', records: ['squares'] };
    const long = REFRESH + 1000;
    const expected = await train(createSimdKernel, of, jobOf(of, undefined, long));
    const place = { path: join(folder(), 'one.safetensors'), seconds: 0, key: 'key' };
    let found: typeof expected;
    for (const [round, calls] of [60, 50, undefined].entries())
      found = await train(createSimdKernel, of, jobOf(of, { ...place, resuming: round > 0 }, long), calls);
    assert.deepEqual(found, expected);
  });

  it('goes on where it was, and is not trained again when it was done', async () => {
    const of: Case = at(fc.sample(anyCase, { numRuns: 1, seed: 3 }), 0);
    const place = { path: join(folder(), 'one.safetensors'), seconds: 0, key: 'key' };
    await train(createScalarKernel, of, jobOf(of, { ...place, resuming: false }), 50);
    const steps: number[] = [];
    const context = { rule: ruleOf(of), training: store(of), test: store(of) };
    const resume = () =>
      runJob(createScalarKernel, context, jobOf(of, { ...place, resuming: true }), 0, new CancelFlag(), (event) => {
        if (event.type === 'training') steps.push(event.step);
      });
    const first = await resume();
    assert.ok(at(steps, 0) > 40 && at(steps, 0) < STEPS, `went on from ${steps[0]}`);
    steps.length = 0;
    assert.deepEqual(await resume(), first);
    assert.deepEqual(steps, [STEPS]);
  });
});
