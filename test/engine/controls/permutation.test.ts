import assert from 'node:assert/strict';
import { CancelFlag } from '../../../src/engine/cancellation';
import { jointPermutationNull } from '../../../src/engine/controls/jointPermutation';
import { neuronPermutationNull } from '../../../src/engine/controls/neuronPermutation';
import { pixelPermutationNull } from '../../../src/engine/controls/pixelPermutation';
import { CancelledError } from '../../../src/engine/errors';
import type { Layer } from '../../../src/engine/network/parameters';
import { RandomStream } from '../../../src/engine/network/random';
import { correlate } from '../../../src/engine/statistics/correlation';
import { follow, isNear, randomLayer, slicer } from '../controlData';
import { at, EveryTime, layerOf } from '../support';

const [NEURONS, INPUTS] = [5, 11];

/** Each null with the orders of neurons and of inputs that it draws. */
const NULLS = [
  {
    name: 'neuron permutation',
    null: neuronPermutationNull,
    draw: (random: RandomStream) => [random.permutation(NEURONS), undefined] as const,
  },
  {
    name: 'pixel permutation',
    null: pixelPermutationNull,
    draw: (random: RandomStream) => [undefined, random.permutation(INPUTS)] as const,
  },
  {
    name: 'joint permutation',
    null: jointPermutationNull,
    draw: (random: RandomStream) => [random.permutation(NEURONS), random.permutation(INPUTS)] as const,
  },
];

/** A layer of which some neurons never moved. */
function withDead(layer: Layer, ...dead: readonly number[]): Layer {
  return { ...layer, weight: layer.weight.map((v, k) => (dead.includes(Math.floor(k / layer.inputs)) ? NaN : v)) };
}

for (const { name, null: permutationNull, draw } of NULLS) {
  describe(`the ${name} null`, () => {
    const whole = randomLayer(NEURONS, INPUTS, 1, 0);
    const holed = randomLayer(NEURONS, INPUTS, 1, 0.15);
    const cases: readonly (readonly [string, Layer, Layer])[] = [
      ['all defined', whole, follow(whole, 2, 0)],
      ['some undefined', holed, follow(holed, 2, 0.15)],
      ['whole neurons undefined', withDead(whole, 1), withDead(follow(whole, 2, 0), 3)],
    ];
    for (const [title, x, y] of cases) {
      // With few draws the products of rows are not made beforehand.
      for (const draws of [3, 50]) {
        it(`is that of a direct re-pairing, ${title}, ${draws} draws`, async () => {
          const random = new RandomStream(7, name);
          const r2s = Array.from({ length: draws }, () => {
            const [neurons, inputs] = draw(random);
            const repaired = y.weight.map((_, k) => {
              const [neuron, input] = [Math.floor(k / INPUTS), k % INPUTS];
              return at(y.weight, (neurons?.[neuron] ?? neuron) * INPUTS + (inputs?.[input] ?? input));
            });
            return correlate(x.weight, repaired).r2 ?? assert.fail('undefined');
          });
          const observed = correlate(x.weight, y.weight).r2 ?? assert.fail('undefined');
          const found = await permutationNull(x, y, 7, slicer(), draws);
          assert.equal(found.draws, draws);
          isNear(found.meanR2, r2s.reduce((sum, r2) => sum + r2, 0) / draws);
          const atLeast = r2s.filter((r2) => r2 >= observed - 1e-12).length;
          isNear(found.p, (1 + atLeast) / (1 + draws));
        });
      }
    }

    it('is small where weights go with themselves, and never below 1 / (1 + draws)', async () => {
      const x = randomLayer(30, 20, 1, 0);
      const { p, draws } = await permutationNull(x, follow(x, 2, 0), 1, slicer());
      assert.equal(draws, 999);
      assert.equal(p, 1 / 1000);
    });

    it('depends on the seed alone', async () => {
      const x = randomLayer(6, 9, 1, 0.1);
      const y = randomLayer(6, 9, 2, 0.1);
      const once = await permutationNull(x, y, 3, slicer(), 99);
      assert.deepEqual(await permutationNull(x, y, 3, slicer(), 99), once);
      assert.notDeepEqual(await permutationNull(x, y, 4, slicer(), 99), once);
    });

    it('can be cancelled', async () => {
      const cancel = new CancelFlag();
      cancel.raise();
      const running = permutationNull(randomLayer(5, 9, 1, 0), randomLayer(5, 9, 2, 0), 1, new EveryTime(cancel));
      await assert.rejects(running, CancelledError);
    });

    it('is undefined where R² is', async () => {
      const half = layerOf(Array(5).fill(Array(5).fill(0.5)));
      const found = await permutationNull(half, randomLayer(5, 5, 1, 0), 1, slicer(), 9);
      assert.deepEqual(found, { draws: 9, meanR2: null, p: null });
    });
  });
}

describe('what a permutation leaves', () => {
  const row = [0.1, 0.9, 0.4, 0.3];
  const other = [0.2, 0.7, 0.6, 0.1];

  it('is all of R² where neurons are alike and neurons are exchanged', async () => {
    const found = await neuronPermutationNull(
      layerOf([row, row, row, row]),
      layerOf([other, other, other, other]),
      1,
      slicer(),
      40,
    );
    assert.equal(found.p, 1);
    isNear(found.meanR2, correlate(row, other).r2);
  });

  it('is all of R² where pixels are alike and pixels are exchanged', async () => {
    const columns = (values: readonly number[]) => layerOf(values.map((value) => [value, value, value, value]));
    const found = await pixelPermutationNull(columns(row), columns(other), 1, slicer(), 40);
    assert.equal(found.p, 1);
    isNear(found.meanR2, correlate(row, other).r2);
  });
});

/*
 * import numpy as np; from itertools import permutations
 * def case(J, P=7):
 *     k = np.arange(J*P); x = ((k*37) % 101/101).reshape(J, P); y = (.4*x + ((k*53) % 89/89).reshape(J, P))
 *     r2 = lambda p: np.corrcoef(x.ravel(), y[list(p)].ravel())[0, 1]**2
 *     all = np.array([r2(p) for p in permutations(range(J))])
 *     return len(all), all.mean(), (all >= all[0] - 1e-12).mean()
 */
describe('few neurons', () => {
  const tables = (neurons: number): [Layer, Layer] => {
    const rows = (of: (k: number) => number) =>
      layerOf(Array.from({ length: neurons }, (_, j) => Array.from({ length: 7 }, (_, i) => of(7 * j + i))));
    const x = (k: number) => ((k * 37) % 101) / 101;
    return [rows(x), rows((k) => 0.4 * x(k) + ((k * 53) % 89) / 89)];
  };

  for (const [neurons, draws, mean, p] of [
    [2, 2, 0.2362320658769074, null],
    [3, 6, 0.1032834637505815, null],
    [4, 24, 0.056536006336317945, 1 / 24],
    [5, 120, 0.04150267254620409, 4 / 120],
    [6, 720, 0.03901145800837557, 6 / 720],
  ] as const)
    it(`${neurons} are put in all of their ${draws} orders, as NumPy has it`, async () => {
      const found = await neuronPermutationNull(...tables(neurons), 1, slicer());
      assert.deepEqual(
        { ...found, meanR2: null, p: null },
        { draws, meanR2: null, p: null, meanError: 0, exact: true },
      );
      isNear(found.meanR2, mean);
      if (p === null) assert.equal(found.p, null);
      else isNear(found.p, p);
      assert.deepEqual(await neuronPermutationNull(...tables(neurons), 2, slicer()), found);
    });

  it('that have more orders than draws are drawn, and the mean has a standard error', async () => {
    const exact = await neuronPermutationNull(...tables(5), 1, slicer());
    const drawn = await neuronPermutationNull(...tables(5), 1, slicer(), 119);
    assert.deepEqual([drawn.draws, drawn.exact], [119, undefined]);
    const random = new RandomStream(1, 'neuron permutation');
    const [x, y] = tables(5);
    const r2s = Array.from({ length: 119 }, () => {
      const order = random.permutation(5);
      return (
        correlate(
          x.weight,
          y.weight.map((_, k) => at(y.weight, at(order, Math.floor(k / 7)) * 7 + (k % 7))),
        ).r2 ?? NaN
      );
    });
    const mean = r2s.reduce((sum, r2) => sum + r2, 0) / 119;
    // numpy.std(r2s, ddof=1) / sqrt(len(r2s))
    const error = Math.sqrt(r2s.reduce((sum, r2) => sum + (r2 - mean) ** 2, 0) / 118 / 119);
    isNear(drawn.meanError ?? null, error);
    assert.ok(Math.abs((drawn.meanR2 ?? NaN) - (exact.meanR2 ?? NaN)) < 4 * error);
  });

  it('of which there is one say nothing', async () => {
    const found = await neuronPermutationNull(...tables(1), 1, slicer());
    assert.deepEqual(found, { draws: 1, meanR2: null, p: null, exact: true });
  });
});
