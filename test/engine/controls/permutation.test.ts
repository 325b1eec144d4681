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
      const half = [0.5, 0.5];
      const found = await permutationNull(layerOf([half, half]), randomLayer(2, 2, 1, 0), 1, slicer(), 9);
      assert.deepEqual(found, { draws: 9, meanR2: null, p: null });
    });
  });
}

describe('what a permutation leaves', () => {
  const row = [0.1, 0.9, 0.4, 0.3];
  const other = [0.2, 0.7, 0.6, 0.1];

  it('is all of R² where neurons are alike and neurons are exchanged', async () => {
    const found = await neuronPermutationNull(
      layerOf([row, row, row]),
      layerOf([other, other, other]),
      1,
      slicer(),
      40,
    );
    assert.equal(found.p, 1);
    isNear(found.meanR2, correlate(row, other).r2);
  });

  it('is all of R² where pixels are alike and pixels are exchanged', async () => {
    const columns = (values: readonly number[]) => layerOf(values.map((value) => [value, value, value]));
    const found = await pixelPermutationNull(columns(row), columns(other), 1, slicer(), 40);
    assert.equal(found.p, 1);
    isNear(found.meanR2, correlate(row, other).r2);
  });
});
