import assert from 'node:assert/strict';
import { CancelFlag, Pace } from '../../src/engine/cancellation';
import { inkAlone } from '../../src/engine/controls/inkAlone';
import { neuronPermutationNull } from '../../src/engine/controls/neuronPermutation';
import { residualCorrelation } from '../../src/engine/controls/residual';
import { CancelledError } from '../../src/engine/errors';
import type { Layer } from '../../src/engine/network/parameters';
import { RandomStream } from '../../src/engine/network/random';
import { correlate } from '../../src/engine/statistics/correlation';
import { at, layerOf, storeOf } from './support';

/** A layer of shares between 0 and 1, some of them undefined. */
function randomLayer(outputs: number, inputs: number, seed: number, undefinedShare: number): Layer {
  const random = new RandomStream(seed, 'controls test');
  return layerOf(
    Array.from({ length: outputs }, () =>
      Array.from({ length: inputs }, () => (random.uniform() < undefinedShare ? NaN : random.uniform())),
    ),
  );
}

/** y that goes with x of its own neuron. */
function follow(x: Layer, seed: number, undefinedShare: number): Layer {
  const noise = randomLayer(x.outputs, x.inputs, seed, undefinedShare);
  return { ...noise, weight: noise.weight.map((value, k) => 0.3 * value + 0.7 * at(x.weight, k)) };
}

function isNear(found: number | null, expected: number | null, tolerance = 1e-12): void {
  assert.ok(
    found !== null && expected !== null && Math.abs(found - expected) <= tolerance,
    `${found}, not ${expected}`,
  );
}

const pace = () => new Pace(new CancelFlag());

describe('neuron-permutation null', () => {
  const DRAWS = 50;
  // With more neurons than draws it goes about it another way.
  for (const [neurons, undefinedShare] of [
    [5, 0],
    [5, 0.15],
    [60, 0.15],
  ] as const) {
    it(`is that of a direct re-pairing: ${neurons} neurons, ${100 * undefinedShare} % undefined`, async () => {
      const x = randomLayer(neurons, 11, 1, undefinedShare);
      const y = follow(x, 2, undefinedShare);
      const random = new RandomStream(7, 'neuron permutation');
      const observed = correlate(x.weight, y.weight).r2;
      const r2s = Array.from({ length: DRAWS }, () => {
        const partner = random.permutation(neurons);
        const repaired = y.weight.map((_, k) => at(y.weight, at(partner, Math.floor(k / 11)) * 11 + (k % 11)));
        return correlate(x.weight, repaired).r2 ?? assert.fail('undefined');
      });
      const found = await neuronPermutationNull(x, y, 7, pace(), DRAWS);
      assert.equal(found.draws, DRAWS);
      isNear(found.meanR2, r2s.reduce((sum, r2) => sum + r2, 0) / DRAWS);
      // With five neurons 120 orders exist, so that the observed one is drawn as well: compared with room for rounding.
      const atLeast = r2s.filter((r2) => r2 >= (observed ?? assert.fail('undefined')) - 1e-12).length;
      isNear(found.p, (1 + atLeast) / (1 + DRAWS));
    });
  }

  it('is small where neurons go with themselves, and never below 1 / (1 + draws)', async () => {
    const x = randomLayer(30, 4, 1, 0);
    const { p, draws } = await neuronPermutationNull(x, follow(x, 2, 0), 1, pace());
    assert.equal(draws, 999);
    assert.equal(p, 1 / 1000);
  });

  it('is 1 where all neurons are alike', async () => {
    const row = [0.1, 0.9, 0.4, 0.3];
    const other = [0.2, 0.7, 0.6, 0.1];
    const found = await neuronPermutationNull(layerOf([row, row, row]), layerOf([other, other, other]), 1, pace(), 40);
    assert.equal(found.p, 1);
    isNear(found.meanR2, correlate(row, other).r2);
  });

  it('depends on the seed alone', async () => {
    const x = randomLayer(6, 9, 1, 0.1);
    const y = randomLayer(6, 9, 2, 0.1);
    const once = await neuronPermutationNull(x, y, 3, pace(), 99);
    assert.deepEqual(await neuronPermutationNull(x, y, 3, pace(), 99), once);
    assert.notDeepEqual(await neuronPermutationNull(x, y, 4, pace(), 99), once);
  });

  it('can be cancelled', async () => {
    const cancel = new CancelFlag();
    const x = randomLayer(400, 784, 1, 0);
    const running = neuronPermutationNull(x, randomLayer(400, 784, 2, 0), 1, new Pace(cancel));
    setImmediate(() => cancel.raise());
    await assert.rejects(running, CancelledError);
  });

  it('is undefined where R² is', async () => {
    const flat = layerOf([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
    assert.deepEqual(await neuronPermutationNull(flat, randomLayer(2, 2, 1, 0), 1, pace(), 9), {
      draws: 9,
      meanR2: null,
      p: null,
    });
  });
});

/** Least squares of value = neuron + pixel over the defined cells, by normal equations; returns the residuals. */
function residualsByNormalEquations(layer: Layer, isDefined: (k: number) => boolean): Float64Array {
  const { inputs, outputs, weight } = layer;
  const size = inputs + outputs;
  const system = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  const add = (row: number, column: number, value: number) => {
    const line = at(system, row);
    line[column] = at(line, column) + value;
  };
  for (const [k, value] of weight.entries()) {
    if (!isDefined(k)) continue;
    const unknowns = [Math.floor(k / inputs), outputs + (k % inputs)];
    for (const one of unknowns) {
      for (const other of unknowns) add(one, other, 1);
      add(one, size, value);
    }
  }
  // The model is determined up to a constant between neurons and pixels: the first neuron's part is made 0.
  system[0] = Array.from({ length: size + 1 }, (_, column) => (column === 0 ? 1 : 0));
  for (let pivot = 0; pivot < size; pivot++) {
    let best = pivot;
    for (let row = pivot; row < size; row++)
      if (Math.abs(at(at(system, row), pivot)) > Math.abs(at(at(system, best), pivot))) best = row;
    [system[pivot], system[best]] = [at(system, best), at(system, pivot)];
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = at(at(system, row), pivot) / at(at(system, pivot), pivot);
      for (let column = pivot; column <= size; column++) add(row, column, -factor * at(at(system, pivot), column));
    }
  }
  const solution = system.map((line, row) => at(line, size) / at(line, row));
  return weight.map((value, k) =>
    isDefined(k) ? value - at(solution, Math.floor(k / inputs)) - at(solution, outputs + (k % inputs)) : NaN,
  );
}

describe('residual correlation', () => {
  it('on complete data: r after double centring', async () => {
    const x = randomLayer(7, 5, 1, 0);
    const y = follow(x, 2, 0);
    const centred = ({ weight }: Layer) => {
      const mean = (keep: (k: number) => boolean) => {
        const kept = [...weight].filter((_, k) => keep(k));
        return kept.reduce((sum, value) => sum + value, 0) / kept.length;
      };
      return weight.map((value, k) => {
        const neuron = mean((other) => Math.floor(other / 5) === Math.floor(k / 5));
        const pixel = mean((other) => other % 5 === k % 5);
        return value - neuron - pixel + mean(() => true);
      });
    };
    isNear((await residualCorrelation(x, y, pace())).r, correlate(centred(x), centred(y)).r);
  });

  it('with undefined cells: r of the least-squares residuals over the cells where both are defined', async () => {
    const x = randomLayer(7, 6, 3, 0.15);
    const y = follow(x, 4, 0.15);
    const isDefined = (k: number) => !Number.isNaN(x.weight[k]) && !Number.isNaN(y.weight[k]);
    const [u, v] = [residualsByNormalEquations(x, isDefined), residualsByNormalEquations(y, isDefined)];
    isNear((await residualCorrelation(x, y, pace())).r, correlate(u, v).r, 1e-10);
  });

  it('does not see what belongs to whole neurons and whole pixels', async () => {
    const x = randomLayer(8, 6, 5, 0);
    const y = follow(x, 6, 0);
    const shifted = {
      ...y,
      weight: y.weight.map((value, k) => value + 3 * Math.floor(k / 6) - 2 * (k % 6)),
    };
    isNear((await residualCorrelation(x, shifted, pace())).r, (await residualCorrelation(x, y, pace())).r, 1e-10);
  });

  it('is undefined where nothing is left', async () => {
    assert.deepEqual(await residualCorrelation(randomLayer(1, 9, 1, 0), randomLayer(1, 9, 2, 0), pace()), { r: null });
  });
});

describe('ink alone', () => {
  /** Mean inputs per class over rows 10 … 13 are the pixels + 1, over 256. Rows 9 and 14 are none of the forks’. */
  const store = storeOf(4, [
    { row: 9, label: 1, target: 0, pixels: [255, 255, 255, 255] },
    { row: 10, label: 1, target: 0, pixels: [10, 0, 8, 5] },
    { row: 11, label: 7, target: 0, pixels: [40, 0, 0, 5] },
    { row: 12, label: 6, target: 1, pixels: [0, 6, 1, 5] },
    { row: 13, label: 8, target: 1, pixels: [10, 0, 3, 5] },
    { row: 14, label: 8, target: 1, pixels: [255, 255, 255, 255] },
  ]);
  const groups = { a: [1, 7], b: [6, 8] };
  // |μ₁ − μ₇| : |μ₆ − μ₈| = 30 : 10, 0 : 6, 8 : 2, 0 : 0.
  const baseline = [0.75, 0, 0.8, NaN];
  const x = layerOf([
    [0.2, 0.4, 0.9, 0.7],
    [0.5, NaN, 0.6, 0.1],
  ]);
  const y = layerOf([
    [0.7, 0.2, 0.9, 0.5],
    [0.6, 0.1, NaN, 0.9],
  ]);

  it('is R² of y against the share of A in the differences between class means', () => {
    const found = inkAlone(x, y, store, groups, 10, 14);
    // Defined: neuron 0 in inputs 0, 1, 2; neuron 1 in input 0.
    const [ink, ofX, ofY] = [
      [...baseline.slice(0, 3), at(baseline, 0)],
      [0.2, 0.4, 0.9, 0.5],
      [0.7, 0.2, 0.9, 0.6],
    ];
    assert.equal(found.n, 4);
    isNear(found.r2, correlate(ink, ofY).r2);
    isNear(found.headlineR2, correlate(ofX, ofY).r2);
  });

  it('in a larger group the differences are averaged over its pairs', () => {
    const found = inkAlone(x, y, store, { a: [1, 7, 6], b: [6, 8] }, 10, 14);
    // Input 0: (30 + 10 + 40) / 3 against 10; input 1: (0 + 6 + 6) / 3 against 6; input 2: (8 + 7 + 1) / 3 against 2.
    const [first, second, third] = [80 / 3 / (80 / 3 + 10), 4 / 10, 16 / 3 / (16 / 3 + 2)];
    isNear(found.r2, correlate([first, second, third, first], [0.7, 0.2, 0.9, 0.6]).r2);
  });
});
