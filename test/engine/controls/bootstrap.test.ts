import assert from 'node:assert/strict';
import { CancelFlag } from '../../../src/engine/cancellation';
import { bootstrapIntervals } from '../../../src/engine/controls/bootstrap';
import { CancelledError } from '../../../src/engine/errors';
import type { Layer } from '../../../src/engine/network/parameters';
import { RandomStream } from '../../../src/engine/network/random';
import { correlate } from '../../../src/engine/statistics/correlation';
import { follow, isNear, randomLayer, slicer } from '../controlData';
import { at, EveryTime, layerOf } from '../support';

/** 4 × 4 blocks of a picture of 14 × 15 pixels: those of the last row and column are smaller. */
const IMAGE = { rows: 14, columns: 15 };
const INPUTS = IMAGE.rows * IMAGE.columns;

function blockOf(input: number): number {
  return 4 * Math.floor(Math.floor(input / IMAGE.columns) / 4) + Math.floor((input % IMAGE.columns) / 4);
}

describe('the bootstrap', () => {
  for (const undefinedShare of [0, 0.15]) {
    it(`is that of tables drawn by neurons, and by blocks of pixels, ${100 * undefinedShare} % undefined`, async () => {
      const x = randomLayer(6, INPUTS, 1, undefinedShare);
      const y = follow(x, 2, undefinedShare);
      const random = new RandomStream(5, 'bootstrap');
      const draw = (count: number) => Array.from({ length: count }, () => random.integer(count));
      const inputs = [...Array(INPUTS).keys()];
      const r = (neurons: readonly number[], drawn: readonly number[]) => {
        const of = ({ weight }: Layer) =>
          neurons.flatMap((neuron) => drawn.map((input) => at(weight, neuron * INPUTS + input)));
        return correlate(of(x), of(y)).r ?? assert.fail('undefined');
      };
      const alone = Array.from({ length: 99 }, () => r(draw(6), inputs));
      const both = Array.from({ length: 99 }, () => {
        const neurons = draw(6);
        return r(
          neurons,
          draw(16).flatMap((block) => inputs.filter((input) => blockOf(input) === block)),
        );
      });
      const found = await bootstrapIntervals(x, y, IMAGE, 5, slicer(), 99);
      assert.ok(found.blocks);
      for (const [drawn, rs] of [
        [found.neurons, alone],
        [found.blocks, both],
      ] as const) {
        assert.equal(drawn?.defined, 99);
        // Ranks 2.5 of 100, cut down to 2, from either end.
        const ordered = (values: readonly number[]) => values.toSorted((one, other) => one - other);
        isNear(drawn.r?.low ?? null, at(ordered(rs), 1));
        isNear(drawn.r?.high ?? null, at(ordered(rs), 97));
        const squares = ordered(rs.map((value) => value * value));
        isNear(drawn.r2?.low ?? null, at(squares, 1));
        isNear(drawn.r2?.high ?? null, at(squares, 97));
        assert.equal(drawn.r?.level, 0.95);
      }
    });
  }

  it('covers r of all neurons, and of all pixels where neighbours are alike', async () => {
    const covered = { neurons: 0, blocks: 0 };
    const tables = 120;
    for (let table = 0; table < tables; table++) {
      const { x, y, ofThesePixels, ofAll } = smoothTables(40, 28, table);
      const found = await bootstrapIntervals(x, y, { rows: 28, columns: 28 }, table, slicer(), 199);
      const holds = (interval: { low: number; high: number } | null | undefined, r: number) =>
        interval != null && interval.low <= r && r <= interval.high ? 1 : 0;
      covered.neurons += holds(found.neurons?.r, ofThesePixels);
      covered.blocks += holds(found.blocks?.r, ofAll);
    }
    // Drawn one by one, as many pixels would cover 24 to 48 %.
    assert.ok(covered.neurons / tables >= 0.85, `neurons: ${covered.neurons} of ${tables}`);
    assert.ok(covered.blocks / tables >= 0.8, `blocks: ${covered.blocks} of ${tables}`);
  });

  it('is wider where neurons go together than independent weights would be', async () => {
    // One number a neuron: as many observations as neurons, however many pixels.
    const perNeuron = randomLayer(20, 1, 3, 0);
    const noise = randomLayer(20, 1, 4, 0);
    const spread = (values: Float64Array) => layerOf(Array.from(values, (value) => Array<number>(50).fill(value)));
    const y = perNeuron.weight.map((value, k) => 0.5 * value + 0.5 * at(noise.weight, k));
    const { neurons } = await bootstrapIntervals(spread(perNeuron.weight), spread(y), null, 1, slicer(), 199);
    const r = neurons?.r;
    assert.ok(r != null && r.high - r.low > 0.2, JSON.stringify(r));
  });

  it('leaves draws without r out, gives nothing where too few are left, and none of blocks without a picture', async () => {
    const half = [0.5, 0.5];
    const found = await bootstrapIntervals(layerOf([half, half]), randomLayer(2, 2, 1, 0), null, 1, slicer(), 50);
    assert.deepEqual(found, { draws: 50, neurons: { defined: 0, r: null, r2: null }, blocks: null });
    // Of four blocks nothing can be said of others.
    const small = randomLayer(3, 64, 1, 0);
    assert.equal((await bootstrapIntervals(small, small, { rows: 8, columns: 8 }, 1, slicer(), 99)).blocks, null);
  });

  it('depends on the seed alone, and can be cancelled', async () => {
    const x = randomLayer(6, INPUTS, 1, 0.1);
    const y = randomLayer(6, INPUTS, 2, 0.1);
    const once = await bootstrapIntervals(x, y, IMAGE, 3, slicer(), 99);
    assert.deepEqual(await bootstrapIntervals(x, y, IMAGE, 3, slicer(), 99), once);
    assert.notDeepEqual(await bootstrapIntervals(x, y, IMAGE, 4, slicer(), 99), once);
    const cancel = new CancelFlag();
    cancel.raise();
    await assert.rejects(bootstrapIntervals(x, y, IMAGE, 1, new EveryTime(cancel)), CancelledError);
  });
});

/**
 * x and y = neuron effect + effect of the pixel, smooth over two pixels, + noise, both parts going together by 0.6. The
 * true r over all neurons: with these pixels' effects as they are, and with those of all pixels.
 */
function smoothTables(neurons: number, side: number, seed: number) {
  const random = new RandomStream(seed, 'smooth tables');
  const pair = (): [number, number] => {
    const [one, other] = [random.normal(), random.normal()];
    return [one, 0.6 * one + 0.8 * other];
  };
  const pixels = [0, 1].map(() => new Float64Array(side * side));
  const raw = Array.from({ length: (side + 4) ** 2 }, pair);
  // Means over 5 × 5, scaled to the variance of one.
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      for (const of of [0, 1] as const) {
        let sum = 0;
        for (let down = 0; down < 5; down++)
          for (let across = 0; across < 5; across++)
            sum += at(at(raw, (row + down) * (side + 4) + column + across), of);
        at(pixels, of)[row * side + column] = sum / 5;
      }
  const ofNeuron = Array.from({ length: neurons }, pair);
  const make = (of: 0 | 1) =>
    layerOf(
      ofNeuron.map((effects) =>
        Array.from(at(pixels, of), (pixel) => 0.5 + 0.02 * (at(effects, of) + pixel + random.normal())),
      ),
    );
  const [ofX, ofY] = [at(pixels, 0), at(pixels, 1)];
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const moment = (one: Float64Array, other: Float64Array) =>
    mean(one.map((value, k) => (value - mean(one)) * (at(other, k) - mean(other))));
  // Neuron effects have variance 1 and covariance 0.6, noise variance 1.
  const ofThesePixels = (0.6 + moment(ofX, ofY)) / Math.sqrt((2 + moment(ofX, ofX)) * (2 + moment(ofY, ofY)));
  return { x: make(0), y: make(1), ofThesePixels, ofAll: 1.2 / 3 };
}
