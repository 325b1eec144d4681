import assert from 'node:assert/strict';
import { CancelFlag } from '../../../src/engine/cancellation';
import { twoWayBootstrap } from '../../../src/engine/controls/bootstrap';
import { CancelledError } from '../../../src/engine/errors';
import { RandomStream } from '../../../src/engine/network/random';
import { correlate } from '../../../src/engine/statistics/correlation';
import { follow, isNear, randomLayer, slicer } from '../controlData';
import { at, EveryTime, layerOf } from '../support';

describe('the two-way bootstrap', () => {
  for (const undefinedShare of [0, 0.15]) {
    it(`is that of tables drawn row by row and column by column, ${100 * undefinedShare} % undefined`, async () => {
      const x = randomLayer(6, 9, 1, undefinedShare);
      const y = follow(x, 2, undefinedShare);
      const random = new RandomStream(5, 'two-way bootstrap');
      const rs = Array.from({ length: 99 }, () => {
        const neurons = Array.from({ length: 6 }, () => random.integer(6));
        const inputs = Array.from({ length: 9 }, () => random.integer(9));
        const drawn = (values: Float64Array) =>
          neurons.flatMap((neuron) => inputs.map((input) => at(values, neuron * 9 + input)));
        return correlate(drawn(x.weight), drawn(y.weight)).r ?? assert.fail('undefined');
      });
      const found = await twoWayBootstrap(x, y, 5, slicer(), 99);
      assert.equal(found.defined, 99);
      // Ranks 2.5 of 100, cut down to 2, from either end.
      const ordered = (values: readonly number[]) => values.toSorted((a, b) => a - b);
      isNear(found.r?.low ?? null, at(ordered(rs), 1));
      isNear(found.r?.high ?? null, at(ordered(rs), 97));
      const squares = ordered(rs.map((r) => r * r));
      isNear(found.r2?.low ?? null, at(squares, 1));
      isNear(found.r2?.high ?? null, at(squares, 97));
      assert.equal(found.r?.level, 0.95);
    });
  }

  it('takes the 25th and the 975th of 999 draws', async () => {
    const x = randomLayer(5, 5, 1, 0);
    const { draws, r } = await twoWayBootstrap(x, follow(x, 2, 0), 1, slicer());
    assert.equal(draws, 999);
    assert.ok(r !== null && r.low < r.high);
  });

  it('is wider where neurons go together than independent weights would be', async () => {
    // One number a neuron: as many observations as neurons, however many pixels.
    const perNeuron = randomLayer(20, 1, 3, 0);
    const noise = randomLayer(20, 1, 4, 0);
    const spread = (values: Float64Array) => layerOf(Array.from(values, (value) => Array<number>(50).fill(value)));
    const y = perNeuron.weight.map((value, k) => 0.5 * value + 0.5 * at(noise.weight, k));
    const { r } = await twoWayBootstrap(spread(perNeuron.weight), spread(y), 1, slicer(), 199);
    assert.ok(r !== null && r.high - r.low > 0.2, JSON.stringify(r));
  });

  it('leaves draws without r out, and gives nothing where too few are left', async () => {
    const half = [0.5, 0.5];
    const found = await twoWayBootstrap(layerOf([half, half]), randomLayer(2, 2, 1, 0), 1, slicer(), 50);
    assert.deepEqual(found, { draws: 50, defined: 0, r: null, r2: null });
    const small = await twoWayBootstrap(randomLayer(2, 2, 1, 0), randomLayer(2, 2, 2, 0), 1, slicer(), 999);
    assert.ok(small.defined > 0 && small.defined < 999, String(small.defined));
  });

  it('depends on the seed alone, and can be cancelled', async () => {
    const x = randomLayer(6, 9, 1, 0.1);
    const y = randomLayer(6, 9, 2, 0.1);
    const once = await twoWayBootstrap(x, y, 3, slicer(), 99);
    assert.deepEqual(await twoWayBootstrap(x, y, 3, slicer(), 99), once);
    assert.notDeepEqual(await twoWayBootstrap(x, y, 4, slicer(), 99), once);
    const cancel = new CancelFlag();
    cancel.raise();
    await assert.rejects(twoWayBootstrap(x, y, 1, new EveryTime(cancel)), CancelledError);
  });
});
