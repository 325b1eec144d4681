import assert from 'node:assert/strict';
import { MEASURES, recordsFor } from '../../../../src/engine/attribution/importance';
import { inPlaceOfX } from '../../../../src/engine/attribution/importance/compare';
import type { Importance, Measure, Recorded } from '../../../../src/engine/attribution/importance/measure';
import { CancelFlag, runSync, TimeSlicer } from '../../../../src/engine/cancellation';
import { CancelledError } from '../../../../src/engine/errors';
import { Parameters } from '../../../../src/engine/network/parameters';
import type { Records, TrainingRule } from '../../../../src/engine/training/kernel';
import { initialOptimiserState } from '../../../../src/engine/training/optimisers';
import { createReferenceKernel } from '../../../../src/engine/training/reference';
import { MEASURE_NAMES } from '../../../../src/model/measures';
import { at, run, sequenceOf, storeOf, tinyConfig, tinyData } from '../../support';

const OPTIMISERS = [
  { name: 'sgd' },
  { name: 'momentum', momentum: 0.9 },
  { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
] as const;
const SIZES = [3, 4, 2];
const FROM = 2;

const store = storeOf(3, [
  { row: 0, label: 1, target: 0, pixels: [10, 200, 0] },
  { row: 1, label: 6, target: 1, pixels: [90, 0, 40] },
  { row: 2, label: 7, target: 0, pixels: [0, 60, 255] },
]);
const sequence = sequenceOf([0, 1, 2, 0, 1, 2, 1]);

/** A small network trained with everything recorded, and w, g, Δ of every tallied step by finite differences of the loss. */
function recordedBy(optimiser: TrainingRule['optimiser']) {
  const rule: TrainingRule = {
    sizes: SIZES,
    activation: 'softplus',
    outputActivation: 'tanh',
    loss: 'squared',
    optimiser,
    learningRate: 0.05,
    records: recordsFor(MEASURE_NAMES, optimiser),
  };
  const sums = () => ({ a: new Parameters(SIZES), b: new Parameters(SIZES) });
  const initial = new Parameters(SIZES);
  for (const index of initial.values.keys()) initial.values[index] = 0.7 * Math.cos(3 * index + 1);
  const state = { parameters: initial.copy(), optimiser: initialOptimiserState(optimiser, initial.values.length) };
  const records: Records = Object.fromEntries((rule.records ?? []).map((name) => [name, sums()]));
  const tally = { ...sums(), from: FROM, records };
  const steps: { group: 'a' | 'b'; w: Float64Array; g: Float64Array; delta: Float64Array }[] = [];
  const kernel = createReferenceKernel({ rule, training: store, test: store }, { name: '', sequence, state, tally }, 0);
  const lossOf = (parameters: Parameters, example: number) => {
    const into = { losses: new Float64Array(1), predictions: new Uint8Array(1) };
    const job = { name: '', sequence, state: { parameters, optimiser: { moments: [], steps: 0 } } };
    createReferenceKernel({ rule, training: store, test: store }, job, 0).judge(example, example + 1, into);
    return at(into.losses, 0);
  };
  for (const [position, example] of sequence.entries()) {
    const w = state.parameters.values.slice();
    const g = w.map((_, index) => {
      const nudged = (by: number) => {
        const copy = state.parameters.copy();
        copy.values[index] = at(w, index) + by;
        return lossOf(copy, example);
      };
      return (nudged(1e-5) - nudged(-1e-5)) / 2e-5;
    });
    kernel.train(position, position + 1, position >= FROM, { examples: 0, lossSum: 0, correct: 0 });
    const delta = state.parameters.values.map((value, index) => value - at(w, index));
    if (position >= FROM) steps.push({ group: store.targets[example] === 0 ? 'a' : 'b', w, g, delta });
  }
  const recorded: Recorded = {
    rule,
    initial,
    phase1: state.parameters,
    tally,
    records,
    training: store,
    test: store,
    tallied: sequence.subarray(FROM),
  };
  /** Σ of something over the tallied steps of a group, for each parameter. */
  const sumOf = (group: 'a' | 'b', of: (w: number, g: number, delta: number) => number) =>
    initial.values.map((_, k) =>
      steps
        .filter((step) => step.group === group)
        .reduce((sum, { w, g, delta }) => sum + of(at(w, k), at(g, k), at(delta, k)), 0),
    );
  return { recorded, sumOf };
}

const measured = (name: keyof typeof MEASURES, recorded: Recorded): Importance =>
  runSync((MEASURES[name] as Measure).of(recorded));

function areNear(found: Float64Array, expected: Float64Array): void {
  for (const [k, value] of found.entries())
    assert.ok(
      Math.abs(value - at(expected, k)) <= 1e-6 * (1 + Math.abs(value)),
      `${k}: ${value}, not ${at(expected, k)}`,
    );
}

describe('measures of importance', () => {
  for (const optimiser of OPTIMISERS) {
    describe(`with ${optimiser.name}, from w, g and Δ of every step`, () => {
      const { recorded, sumOf } = recordedBy(optimiser);
      const cases: [keyof typeof MEASURES, (group: 'a' | 'b') => Float64Array][] = [
        ['update-size', (group) => sumOf(group, (_w, _g, delta) => Math.abs(delta))],
        ['fisher', (group) => sumOf(group, (_w, g) => g * g)],
        ['root-fisher', (group) => sumOf(group, (_w, g) => g * g).map(Math.sqrt)],
        ['synaptic-intelligence', (group) => sumOf(group, (_w, g, delta) => -g * delta).map((sum) => Math.max(0, sum))],
        ['movement', (group) => sumOf(group, (w, g) => -w * g).map(Math.abs)],
        [
          'path-efficiency',
          (group) => {
            const length = sumOf(group, (_w, _g, delta) => Math.abs(delta));
            return sumOf(group, (_w, _g, delta) => delta).map((sum, k) => Math.abs(sum) / at(length, k));
          },
        ],
      ];
      for (const [name, expected] of cases) {
        it(MEASURES[name].title, async () => {
          const importance = measured(name, recorded);
          assert.ok(importance.a !== undefined);
          areNear(importance.a.values, expected('a'));
          areNear(importance.b.values, expected('b'));
        });
      }

      it('|w| and |Δw| know no groups, and stand in x’s place as they are', async () => {
        const [size, change] = [measured('weight', recorded), measured('weight-change', recorded)];
        assert.deepEqual(runSync(inPlaceOfX(size)).values, recorded.phase1.values.map(Math.abs));
        const { initial, phase1 } = recorded;
        assert.deepEqual(
          runSync(inPlaceOfX(change)).values,
          phase1.values.map((w, k) => Math.abs(w - at(initial.values, k))),
        );
      });
    });
  }

  it('keep as many sets of parameters of their own as they say', () => {
    for (const optimiser of OPTIMISERS) {
      const { recorded } = recordedBy(optimiser);
      const { tally, records, initial, phase1 } = recorded;
      const known = new Set([initial, phase1, ...[tally, ...Object.values(records)].flatMap(({ a, b }) => [a, b])]);
      for (const name of MEASURE_NAMES) {
        const made = Object.values(measured(name, recorded)).filter((set) => !known.has(set));
        assert.equal(made.length, MEASURES[name].sets, name);
      }
    }
  });

  it('memory aware synapses: Σ |∂‖y‖²/∂w|, by finite differences', async () => {
    const { recorded } = recordedBy({ name: 'sgd' });
    const { phase1, tallied } = recorded;
    const outputs = (parameters: Parameters, example: number) => {
      const [first, last] = [at(parameters.layers, 0), at(parameters.layers, 1)];
      const sumUp = ({ weight, bias, inputs }: typeof first, values: readonly number[]) =>
        [...bias].map((b, j) => values.reduce((sum, value, i) => sum + at(weight, j * inputs + i) * value, b));
      const x = [0, 1, 2].map((i) => (at(store.pixels, 3 * example + i) + 1) / 256);
      const h = sumUp(first, x).map((z) => Math.log(1 + Math.exp(z)));
      return sumUp(last, h).reduce((sum, z) => sum + Math.tanh(z) ** 2, 0);
    };
    const importance = measured('memory-aware-synapses', recorded);
    assert.ok(importance.a !== undefined);
    for (const [group, target] of [
      ['a', 0],
      ['b', 1],
    ] as const) {
      const expected = phase1.values.map((w, k) => {
        let sum = 0;
        for (const example of tallied) {
          if (store.targets[example] !== target) continue;
          const nudged = (by: number) => {
            const copy = phase1.copy();
            copy.values[k] = w + by;
            return outputs(copy, example);
          };
          sum += Math.abs((nudged(1e-5) - nudged(-1e-5)) / 2e-5);
        }
        return sum;
      });
      areNear(importance[group].values, expected);
    }
  });

  it('with plain gradient descent the shares of Fisher and synaptic intelligence are one', async () => {
    const { recorded } = recordedBy({ name: 'sgd' });
    const [fisher, path] = [measured('fisher', recorded), measured('synaptic-intelligence', recorded)];
    areNear(runSync(inPlaceOfX(path)).values, runSync(inPlaceOfX(fisher)).values);
  });

  it('a run holds y against each one that its config names, in their order; x is what it is without them', async () => {
    const all = await run(tinyConfig({ measures: [...MEASURE_NAMES] }), tinyData());
    assert.deepEqual([...all.measures.keys()], MEASURE_NAMES);
    assert.deepEqual(Object.keys(all.metrics.measures ?? {}), MEASURE_NAMES);
    const { x } = all.attribution;
    const updates = all.measures.get('update-size') ?? assert.fail('no update size');
    assert.deepEqual(runSync(inPlaceOfX(updates)).values, x.values);
    const { r2, neuronPermutation } = all.metrics.measures?.['update-size'] ?? assert.fail('no finding');
    assert.equal(r2, all.metrics['layer1.weight']?.r2);
    assert.ok(neuronPermutation.meanR2 !== null && neuronPermutation.draws === 120);
    const none = await run(tinyConfig({ measures: [] }), tinyData());
    assert.equal(none.measures.size, 0);
    assert.deepEqual(none.attribution.x.values, x.values);
    assert.deepEqual(none.attribution.y.values, all.attribution.y.values);
  });

  it('can be cancelled in the pass of memory aware synapses', async () => {
    const { recorded } = recordedBy({ name: 'sgd' });
    const cancel = new CancelFlag();
    cancel.raise();
    const many = { ...recorded, tallied: sequenceOf(Array.from({ length: 400_000 }, (_, k) => k % 3)) };
    await assert.rejects(new TimeSlicer(cancel).run(MEASURES['memory-aware-synapses'].of(many)), CancelledError);
  });
});
