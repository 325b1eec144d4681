import assert from 'node:assert/strict';
import { relate } from '../../../src/engine/attribution/ratios';
import { CancelFlag } from '../../../src/engine/cancellation';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { Parameters } from '../../../src/engine/network/parameters';
import { runJob } from '../../../src/engine/training/job';
import type { TrainingRule } from '../../../src/engine/training/kernel';
import { createReferenceKernel } from '../../../src/engine/training/reference';
import { at, noOutcome, run, sequenceOf, smallConfig, storeOf, tinyConfig, tinyData, trainBy } from '../support';

const SIZES = [1, 1, 2];
const RULE: TrainingRule = {
  sizes: SIZES,
  activation: 'tanh',
  outputActivation: 'tanh',
  loss: 'squared',
  optimiser: { name: 'sgd' },
  learningRate: 0.5,
};

function parametersOf(values: readonly number[]): Parameters {
  const parameters = new Parameters(SIZES);
  parameters.values.set(values);
  return parameters;
}

describe('a, b, c, d, x, y', () => {
  it('by hand: c and d are differences between forks, x and y shares, 0 / 0 is undefined', () => {
    const found = relate({ a: parametersOf([1, 0, 3, 0, 2, 5]), b: parametersOf([3, 0, 0, 4, 2, 15]) }, [
      { group: 'a', parameters: parametersOf([1, 1, 1, 1, 1, 1]) },
      { group: 'b', parameters: parametersOf([5, 1, 2, 2, 0, 1]) },
      { group: 'a', parameters: parametersOf([2, 4, 1, 1, 1, 0]) },
      { group: 'b', parameters: parametersOf([2, 1, 0, 2, 4, 0]) },
    ]);
    assert.deepEqual([...found.c.values], [1, 3, 0, 0, 0, 1]);
    assert.deepEqual([...found.d.values], [3, 0, 2, 0, 4, 1]);
    assert.deepEqual([...found.x.values], [0.25, NaN, 1, 0, 0.5, 0.25]);
    assert.deepEqual([...found.y.values], [0.25, 1, 0, NaN, 0, 0.5]);
  });

  it('with more than two classes in a group, the mean absolute difference over all pairs', () => {
    const forks = [
      [0, 0, 0, 0, 0, 0],
      [1, 0, -2, 0, 3, 0],
      [5, 0, 2, 0, 3, 9],
    ].map((values) => ({ group: 'a' as const, parameters: parametersOf(values) }));
    const two = [
      { group: 'b' as const, parameters: parametersOf([0, 0, 0, 0, 0, 0]) },
      { group: 'b' as const, parameters: parametersOf([0, 2, 0, 0, 0, 0]) },
    ];
    const tally = { a: parametersOf([1, 1, 1, 1, 1, 1]), b: parametersOf([1, 1, 1, 1, 1, 1]) };
    const { c, d } = relate(tally, [...forks, ...two]);
    // |0 − 1|, |0 − 5|, |1 − 5|: 10 / 3; and so on.
    assert.deepEqual([...c.values], [10 / 3, 0, 8 / 3, 0, 2, 6]);
    assert.deepEqual([...d.values], [0, 2, 0, 0, 0, 0]);
  });

  it('a whole run with groups of three and two: c over three pairs of its own forks', async () => {
    const { forks, attribution } = await run(tinyConfig({ groups: { a: [1, 7, 3], b: [6, 8] } }), tinyData());
    const of = (left: number) =>
      (forks.find((fork) => fork.left === left) ?? assert.fail(`no fork ${left}`)).state.parameters.values;
    const [w1, w7, w3, w6, w8] = [of(1), of(7), of(3), of(6), of(8)];
    for (const [k, c] of attribution.c.values.entries()) {
      const sum = Math.abs(at(w1, k) - at(w7, k)) + Math.abs(at(w1, k) - at(w3, k)) + Math.abs(at(w7, k) - at(w3, k));
      assert.ok(Math.abs(c - sum / 3) <= 1e-15);
      assert.equal(at(attribution.d.values, k), Math.abs(at(w6, k) - at(w8, k)));
    }
  });
});

describe('tally', () => {
  it('adds |Δ| to the group of each example, of every parameter', () => {
    const parameters = parametersOf([0.3, -0.2, 0.5, -0.4, 0.1, 0.2]);
    const tally = { a: new Parameters(SIZES), b: new Parameters(SIZES) };
    const store = storeOf(1, [
      { row: 0, label: 1, target: 0, pixels: [10] },
      { row: 1, label: 6, target: 1, pixels: [250] },
      { row: 2, label: 6, target: 1, pixels: [90] },
    ]);
    const job = {
      name: 'phase1',
      sequence: sequenceOf([1, 0, 2]),
      state: { parameters, optimiser: { moments: [], steps: 0 } },
      tally: { ...tally, from: 0 },
    };
    const kernel = createReferenceKernel({ rule: RULE, training: store, test: store }, job, 0);
    const expected = { a: new Float64Array(6), b: new Float64Array(6) };
    for (const [position, group] of (['b', 'a', 'b'] as const).entries()) {
      const before = parameters.values.slice();
      kernel.train(position, position + 1, true, noOutcome());
      for (const k of before.keys()) {
        expected[group][k] = at(expected[group], k) + Math.abs(at(parameters.values, k) - at(before, k));
      }
    }
    for (const group of ['a', 'b'] as const) {
      for (const [k, sum] of tally[group].values.entries()) {
        assert.ok(sum > 0 && Math.abs(sum - at(expected[group], k)) < 1e-15);
      }
    }
  });

  it('of the second half is that of a whole tally less its first half', async () => {
    const data = tinyData();
    const tallyOf = async (rows: number, tally: 'whole' | 'second-half') =>
      (await run(tinyConfig({ phase1: { rows, tally } }), data)).attribution;
    // 60 rows hold 24 examples; their first twelve are those of the first 30 rows.
    const [whole, half, first] = [
      await tallyOf(60, 'whole'),
      await tallyOf(60, 'second-half'),
      await tallyOf(30, 'whole'),
    ];
    for (const set of ['a', 'b'] as const) {
      for (const [k, sum] of half[set].values.entries()) {
        assert.ok(sum > 0);
        assert.ok(Math.abs(sum - (at(whole[set].values, k) - at(first[set].values, k))) < 1e-15);
      }
    }
  });

  it('begins at the very example it is told to, wherever a window of the history ends', async () => {
    const example = (label: number) => ({ row: 0, label, target: label === 1 ? 0 : 1, pixels: [90 * label] });
    const store = storeOf(1, [example(1), example(2)]);
    const sequence = sequenceOf(Array.from({ length: 250 }, (_, k) => (k * k) % 2));
    const context = { rule: RULE, training: store, test: store };
    const start = () => ({
      parameters: parametersOf([0.3, -0.2, 0.5, -0.4, 0.1, 0.2]),
      optimiser: { moments: [], steps: 0 },
    });
    const zero = () => ({ a: new Parameters(SIZES), b: new Parameters(SIZES) });
    for (const from of [0, 1, 34, 249]) {
      const tally = { ...zero(), from };
      const job = { name: 'phase1', sequence, state: start(), tally };
      await runJob(createReferenceKernel, context, job, 0, new CancelFlag(), () => {});
      const expected = zero();
      trainBy(createReferenceKernel, RULE, store, { sequence, state: start(), tally: { ...expected, from } });
      assert.deepEqual([tally.a.values, tally.b.values], [expected.a.values, expected.b.values], `from ${from}`);
    }
  });
});

describe('dead ReLUs', () => {
  it('their parameters are undefined: NaN, in no statistic, and counted', async () => {
    const data = openDrawnDigits(1);
    const config = smallConfig({ network: { hidden: [6], activation: 'relu' } });
    const initial = new Parameters([784, 6, 2]);
    for (const index of initial.values.keys()) initial.values[index] = ((index * 7919) % 101) / 2000;
    const layer = at(initial.layers, 0);
    // Neurons 2 and 5 can never fire: every input is positive.
    for (const dead of [2, 5]) {
      layer.weight.fill(-0.05, dead * 784, (dead + 1) * 784);
      layer.bias[dead] = -1;
    }
    const { attribution, metrics } = await run(config, data, { initial });
    const { x, y } = attribution;
    for (const [neuron, value] of at(x.layers, 0).bias.entries()) {
      assert.equal(Number.isNaN(value), neuron === 2 || neuron === 5, `x of bias ${neuron} is ${value}`);
    }
    const weights = { x: at(x.layers, 0).weight, y: at(y.layers, 0).weight };
    for (const set of [weights.x, weights.y]) {
      for (const dead of [2, 5]) assert.ok(set.subarray(dead * 784, (dead + 1) * 784).every(Number.isNaN));
    }
    assert.deepEqual(metrics['layer1.weight']?.leftOut, { parameters: 1568, x: 1568, y: 1568 });
    assert.equal(metrics['layer1.weight']?.n, 4 * 784);
    assert.deepEqual(metrics['layer1.bias']?.leftOut, { parameters: 2, x: 2, y: 2 });
    assert.equal(metrics['layer1.bias']?.n, 4);
    // A dead neuron moves no weight that it feeds.
    assert.equal(metrics['layer2.weight']?.leftOut.parameters, 4);
    assert.ok(metrics['layer1.weight']?.r2 !== null && Number.isFinite(metrics['layer1.weight']?.r2));
    assert.equal(metrics.identity.holds, true, JSON.stringify(metrics.identity));
  });
});
