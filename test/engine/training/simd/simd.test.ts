import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runSync } from '../../../../src/engine/cancellation';
import { ACTIVATION_NAMES } from '../../../../src/engine/network/activations';
import { Parameters } from '../../../../src/engine/network/parameters';
import { RandomStream } from '../../../../src/engine/network/random';
import {
  type CreateKernel,
  RECORD_NAMES,
  type Records,
  type TrainingRule,
} from '../../../../src/engine/training/kernel';
import { initialOptimiserState } from '../../../../src/engine/training/optimisers';
import { createReferenceKernel } from '../../../../src/engine/training/reference';
import type { Routing } from '../../../../src/engine/training/routing';
import { prepareMemory } from '../../../../src/engine/training/simd/memory';
import { createSimdKernel } from '../../../../src/engine/training/simd/simd';
import { createScalarKernel } from '../../../oracles/scalarKernel';
import { at, memoryFor, noOutcome, sequenceOf, storeOf, toldOf, trainBy } from '../../support';

const OPTIMISERS = [
  { name: 'sgd' },
  { name: 'momentum', momentum: 0.9 },
  { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
] as const;

/** Any network that a config may ask for, small. */
const anyRule: fc.Arbitrary<TrainingRule> = fc
  .record({
    inputs: fc.integer({ min: 1, max: 30 }),
    hidden: fc.array(fc.integer({ min: 1, max: 23 }), { minLength: 1, maxLength: 3 }),
    activation: fc.constantFrom(...ACTIVATION_NAMES),
    output: fc.constantFrom(...ACTIVATION_NAMES),
    crossEntropy: fc.boolean(),
    optimiser: fc.constantFrom(...OPTIMISERS),
    routing: fc.constantFrom<Routing>('none', 'halves', { share: 0.4 }),
    records: fc.subarray([...RECORD_NAMES]),
  })
  .map(({ inputs, hidden, activation, output, crossEntropy, optimiser, routing, records }) => ({
    sizes: [inputs, ...hidden, 2],
    activation,
    outputActivation: crossEntropy ? 'identity' : output,
    loss: crossEntropy ? 'cross-entropy' : 'squared',
    optimiser,
    learningRate: 0.01,
    routing,
    records,
  }));

const EXAMPLES = 24;
const STEPS = 60;
const TALLY_FROM = 17;

/** Where the tally begins, and whether what comes before is added up by itself. */
interface Tallying {
  readonly from: number;
  readonly early: boolean;
}

/** Random images, `active` of whose pixels are not 0, and a random network; the same for the same seed. */
function trained(
  createKernel: CreateKernel,
  rule: TrainingRule,
  seed: number,
  active: number,
  cuts: number[] = [],
  { from, early }: Tallying = { from: TALLY_FROM, early: seed % 3 > 0 },
) {
  const random = new RandomStream(seed, 'simd');
  const uniform = () => random.permutation(1000)[0] as number;
  const inputs = at(rule.sizes, 0);
  const shown = storeOf(
    inputs,
    Array.from({ length: EXAMPLES }, (_, row) => ({
      row,
      label: row % 4,
      target: row % 2,
      pixels: Array.from({ length: inputs }, () => (uniform() < 1000 * active ? 1 + (uniform() % 255) : 0)),
    })),
  );
  // Of every second seed, a third of the examples are told the other group.
  const told = toldOf(shown, (example) => example % 3 === 0);
  const store = seed % 4 < 2 ? shown : { ...shown, told };
  const parameters = new Parameters(rule.sizes);
  for (const index of parameters.values.keys()) parameters.values[index] = 0.5 * random.normal();
  const state = { parameters, optimiser: initialOptimiserState(rule.optimiser, parameters.values.length) };
  const sums = () => ({ a: new Parameters(rule.sizes), b: new Parameters(rule.sizes) });
  const records: Records = Object.fromEntries((rule.records ?? []).map((name) => [name, sums()]));
  // Every third example is added to the other group's sums.
  const groups = Uint8Array.from({ length: STEPS }, (_, k) => (k % 3 === 0 ? k % 2 : ((k * 7) % EXAMPLES) % 2));
  const earlier = sums();
  const tally = { ...sums(), from, records, ...(seed % 2 === 0 ? {} : { groups }), ...(early ? { earlier } : {}) };
  const sequence = sequenceOf(Array.from({ length: STEPS }, (_, k) => (k * 7) % EXAMPLES));
  const outcome = trainBy(createKernel, rule, store, { sequence, state, tally }, cuts);
  return { outcome, parameters, tally, earlier, optimiser: state.optimiser };
}

type Trained = ReturnType<typeof trained>;

/** Every record of a training, by name and group. */
function recordsOf({ tally }: Trained): [string, Float64Array][] {
  return Object.entries(tally.records).flatMap(([name, { a, b }]): [string, Float64Array][] => [
    [`${name} of A`, a.values],
    [`${name} of B`, b.values],
  ]);
}

/** ‖found − expected‖ / ‖expected‖. */
function relativeError(found: Float64Array, expected: Float64Array): number {
  const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  const size = norm(expected);
  return norm(found.map((value, index) => value - at(expected, index))) / (size === 0 ? 1 : size);
}

/**
 * Near its ends tanh is 1 less almost nothing, so that its slope 1 − y² keeps few of the digits: one unit in the last place
 * of y, which is all that the kernels differ by, is seen in the gradient and in the loss.
 */
function tolerance({ outputActivation }: TrainingRule): number {
  return outputActivation === 'tanh' ? 1e-6 : 1e-9;
}

describe('the fast kernel', function () {
  this.timeout(120_000);

  it('agrees with the reference kernel: every activation, loss, depth, optimiser; sparse and dense images', () => {
    fc.assert(
      fc.property(anyRule, fc.nat(1000), fc.constantFrom(0.15, 0.4, 0.95), (rule, seed, active) => {
        const [fast, plain] = [createSimdKernel, createReferenceKernel].map((kernel) =>
          trained(kernel, rule, seed, active),
        ) as [Trained, Trained];
        // Where training itself runs away, rounding is blown up with everything else.
        fc.pre(plain.parameters.values.every((value) => Math.abs(value) < 20));
        assert.equal(fast.outcome.examples, STEPS);
        assert.equal(fast.outcome.correct, plain.outcome.correct);
        assert.ok(Math.abs(fast.outcome.lossSum - plain.outcome.lossSum) <= tolerance(rule) * plain.outcome.lossSum);
        const sets: [string, Float64Array, Float64Array][] = [
          ['parameters', fast.parameters.values, plain.parameters.values],
          ['tally of A', fast.tally.a.values, plain.tally.a.values],
          ['tally of B', fast.tally.b.values, plain.tally.b.values],
          ['earlier of A', fast.earlier.a.values, plain.earlier.a.values],
          ['earlier of B', fast.earlier.b.values, plain.earlier.b.values],
          ...recordsOf(plain).map(([name, expected], index): [string, Float64Array, Float64Array] => [
            name,
            at(recordsOf(fast), index)[1],
            expected,
          ]),
          ...plain.optimiser.moments.map((moment, index): [string, Float64Array, Float64Array] => [
            `moment ${index + 1}`,
            at(fast.optimiser.moments, index),
            moment,
          ]),
        ];
        for (const [name, found, expected] of sets) {
          const error = relativeError(found, expected);
          assert.ok(error <= tolerance(rule), `${name}: ${error}`);
        }
        assert.equal(fast.optimiser.steps, plain.optimiser.steps);
      }),
      { numRuns: 200 },
    );
  });

  it('has the same bits without WebAssembly: parameters, tallies, optimiser state, losses', () => {
    fc.assert(
      fc.property(anyRule, fc.nat(1000), fc.constantFrom(0.15, 0.4, 0.95), (rule, seed, active) => {
        const [wasm, scalar] = [createSimdKernel, createScalarKernel].map((kernel) =>
          trained(kernel, rule, seed, active),
        ) as [Trained, Trained];
        assert.deepEqual(scalar.outcome, wasm.outcome);
        assert.deepEqual(scalar.parameters.values, wasm.parameters.values);
        assert.deepEqual(scalar.tally.a.values, wasm.tally.a.values);
        assert.deepEqual(scalar.tally.b.values, wasm.tally.b.values);
        assert.deepEqual(scalar.earlier, wasm.earlier);
        assert.deepEqual(recordsOf(scalar), recordsOf(wasm));
        assert.deepEqual(scalar.optimiser, wasm.optimiser);
      }),
      { numRuns: 200 },
    );
  });

  it('has the same bits whether or not something is recorded beside |Δ|', () => {
    fc.assert(
      fc.property(anyRule, fc.nat(1000), fc.constantFrom(0.15, 0.95), (rule, seed, active) => {
        const [all, none] = [RECORD_NAMES, []].map((records) =>
          trained(createSimdKernel, { ...rule, records }, seed, active),
        ) as [Trained, Trained];
        assert.deepEqual(all.outcome, none.outcome);
        assert.deepEqual(all.parameters.values, none.parameters.values);
        assert.deepEqual(all.tally.a.values, none.tally.a.values);
        assert.deepEqual(all.tally.b.values, none.tally.b.values);
      }),
      { numRuns: 60 },
    );
  });

  it('adds up what comes before the tally by itself: no other bit changes, and both together are the tally of all', () => {
    fc.assert(
      fc.property(anyRule, fc.nat(1000), fc.constantFrom(0.15, 0.95), (rule, seed, active) => {
        const from = TALLY_FROM;
        const [split, alone, whole] = (
          [
            { from, early: true },
            { from, early: false },
            { from: 0, early: false },
          ] as const
        ).map((tallying) => trained(createSimdKernel, rule, seed, active, [], tallying)) as [Trained, Trained, Trained];
        // Where training itself runs away, nothing can be added up.
        fc.pre(whole.parameters.values.every((value) => Math.abs(value) < 20));
        assert.deepEqual(split.outcome, alone.outcome);
        assert.deepEqual(split.parameters.values, alone.parameters.values);
        assert.deepEqual(split.tally.a.values, alone.tally.a.values);
        assert.deepEqual(split.tally.b.values, alone.tally.b.values);
        assert.deepEqual(recordsOf(split), recordsOf(alone));
        for (const group of ['a', 'b'] as const) {
          const both = split.earlier[group].values.map((value, index) => value + at(split.tally[group].values, index));
          assert.ok(relativeError(both, whole.tally[group].values) <= 1e-12);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('has the same bits however its calls are cut', () => {
    fc.assert(
      fc.property(
        anyRule,
        fc.constantFrom(0.3, 0.95),
        fc.array(fc.integer({ min: 1, max: STEPS - 1 }), { maxLength: 10 }),
        (rule, active, cuts) => {
          const [whole, cut] = [
            trained(createSimdKernel, rule, 1, active),
            trained(createSimdKernel, rule, 1, active, cuts),
          ];
          assert.deepEqual(cut.outcome, whole.outcome);
          assert.deepEqual(cut.parameters.values, whole.parameters.values);
          assert.deepEqual(cut.tally.a.values, whole.tally.a.values);
          assert.deepEqual(recordsOf(cut), recordsOf(whole));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('stays with the reference over more steps than lie between two foldings of the offset', () => {
    const rule: TrainingRule = {
      sizes: [20, 7, 2],
      activation: 'softplus',
      outputActivation: 'softplus',
      loss: 'squared',
      optimiser: { name: 'sgd' },
      learningRate: 0.001,
    };
    const pixels = (label: number) => Array.from({ length: 20 }, (_, i) => ((i * 37 + label * 91) % 5 === 0 ? 200 : 0));
    const store = storeOf(
      20,
      [0, 1, 2, 3].map((label) => ({ row: label, label, target: label % 2, pixels: pixels(label) })),
    );
    const sequence = sequenceOf(Array.from({ length: 40_000 }, (_, k) => (k * k + k) % 4));
    const train = (kernel: CreateKernel, cuts: number[] = []) => {
      const parameters = new Parameters(rule.sizes);
      const random = new RandomStream(3, 'folding');
      for (const index of parameters.values.keys()) parameters.values[index] = 0.3 * random.normal();
      trainBy(kernel, rule, store, { sequence, state: { parameters, optimiser: { moments: [], steps: 0 } } }, cuts);
      return parameters.values;
    };
    const fast = train(createSimdKernel);
    assert.ok(relativeError(fast, train(createReferenceKernel)) < 1e-12);
    assert.deepEqual(train(createSimdKernel, [16_383, 16_384, 16_385, 32_768]), fast);
    assert.deepEqual(train(createScalarKernel), fast);
  });

  it('judges held-out images as the reference does, and leaves the network as it is', () => {
    const rule: TrainingRule = {
      sizes: [9, 5, 3, 2],
      activation: 'gelu',
      outputActivation: 'identity',
      loss: 'cross-entropy',
      optimiser: { name: 'sgd' },
      learningRate: 0.01,
    };
    const random = new RandomStream(9, 'judging');
    const examples = Array.from({ length: 3000 }, (_, row) => ({
      row,
      label: row % 2,
      target: row % 2,
      pixels: Array.from(random.permutation(9), (value) => (value > 5 ? 25 * value : 0)),
    }));
    const store = storeOf(9, examples);
    const parameters = new Parameters(rule.sizes);
    for (const index of parameters.values.keys()) parameters.values[index] = random.normal();
    const job = { name: 'one', sequence: sequenceOf([]), state: { parameters, optimiser: { moments: [], steps: 0 } } };
    const context = { rule, training: store, test: store, ...memoryFor(rule, store, 2, 0) };
    const judged = [createReferenceKernel, createSimdKernel, createScalarKernel].map((create) => {
      const into = { losses: new Float64Array(2500), predictions: new Uint8Array(2500) };
      const kernel = create(context, job, 1);
      runSync(kernel.readIn());
      kernel.judge(300, 2800, into);
      return into;
    });
    const [plain, fast, scalar] = [at(judged, 0), at(judged, 1), at(judged, 2)];
    assert.deepEqual(fast.predictions, plain.predictions);
    assert.ok(relativeError(fast.losses, plain.losses) < 1e-13);
    assert.deepEqual(scalar, fast);
    const before = parameters.values.slice();
    const kernel = createSimdKernel(context, job, 0);
    runSync(kernel.readIn());
    kernel.train(0, 0, false, noOutcome());
    runSync(kernel.readOut());
    assert.deepEqual(parameters.values, before);
  });

  it('refuses a network that cannot be addressed, with the figure', () => {
    const store = storeOf(1, [{ row: 0, label: 0, target: 0, pixels: [1] }]);
    const rule: TrainingRule = {
      sizes: [1_000_000, 1000, 2],
      activation: 'relu',
      outputActivation: 'relu',
      loss: 'squared',
      optimiser: { name: 'sgd' },
      learningRate: 0.01,
    };
    assert.throws(() => prepareMemory(rule, store, store, 2, 10), {
      name: 'ConfigError',
      message: /network\.hidden: .*would need \d+\.\d GiB.*at most the 4\.0 GiB/,
    });
  });
});
