import assert from 'node:assert/strict';
import fc from 'fast-check';
import { correlate } from '../../../src/engine/statistics/correlation';
import { benjaminiHochberg } from '../../../src/engine/statistics/falseDiscovery';
import { summarisePixelMap } from '../../../src/engine/statistics/pixelMap';
import { pixelMetrics, twoSidedP } from '../../../src/engine/statistics/pixelMetrics';
import { at, layerOf } from '../support';

function isNear(found: number, expected: number, relative = 1e-12): void {
  assert.ok(Math.abs(found - expected) <= relative * Math.abs(expected), `${found}, not ${expected}`);
}

const NONE = new Uint8Array(3);

describe('the figures of each pixel', () => {
  const x = layerOf([
    [0.1, 0.5, 0.2],
    [0.4, 0.5, NaN],
    [0.3, 0.5, 0.9],
    [0.8, 0.5, 0.4],
    [0.6, 0.5, NaN],
  ]);
  const y = layerOf([
    [0.9, 0.1, 0.1],
    [0.5, 0.2, 0.2],
    [0.7, 0.3, 0.3],
    [0.2, 0.4, 0.4],
    [0.4, 0.6, 0.5],
  ]);

  it('are of the weights that leave it, NaN where they are not defined', () => {
    const { r, p, q, meanX, meanY } = pixelMetrics(x, y, NONE);
    assert.equal(at(r, 0), correlate([0.1, 0.4, 0.3, 0.8, 0.6], [0.9, 0.5, 0.7, 0.2, 0.4]).r);
    assert.ok(at(r, 0) < -0.9);
    // scipy.stats.pearsonr([.1, .4, .3, .8, .6], [.9, .5, .7, .2, .4]).pvalue
    isNear(at(p, 0), 0.0019206806743091982);
    assert.equal(at(q, 0), at(p, 0));
    for (const of of [r, p, q]) assert.deepEqual([...of.subarray(1)], [NaN, NaN]);
    isNear(at(meanX, 0), 0.44);
    isNear(at(meanY, 1), 0.32);
    isNear(at(meanX, 2), 0.5);
    isNear(at(meanY, 2), 0.8 / 3);
  });

  it('take p from t, and 0 from r = ±1', () => {
    // 2 * scipy.stats.t.sf(abs(r) * sqrt((n - 2) / (1 - r * r)), n - 2)
    isNear(twoSidedP(0.3, 100), 0.002425733462583033);
    isNear(twoSidedP(-0.9, 100), 4.063405277490657e-37, 1e-10);
    assert.equal(twoSidedP(0, 10), 1);
    assert.equal(twoSidedP(-1, 10), 0);
  });

  it('count all constant inputs as one hypothesis', () => {
    const columns = [
      [0.9, 0.5, 0.7, 0.2, 0.4],
      [0.1, 0.4, 0.3, 0.5, 0.2],
      [0.3, 0.1, 0.2, 0.4, 0.5],
    ] as const;
    const rows = (order: readonly number[]) =>
      layerOf([0, 1, 2, 3, 4].map((neuron) => order.map((column) => at(at(columns, column), neuron))));
    const xs = [0.1, 0.4, 0.3, 0.8, 0.6];
    const alone = pixelMetrics(layerOf(xs.map((value) => [value, value, value])), rows([0, 1, 2]), NONE);
    const repeated = pixelMetrics(
      layerOf(xs.map((value) => [value, value, value, value, value])),
      rows([0, 1, 2, 1, 1]),
      Uint8Array.of(0, 1, 0, 1, 1),
    );
    assert.deepEqual(
      [...repeated.q],
      [0, 1, 2, 1, 1].map((input) => alone.q[input]),
    );
  });
});

describe('Benjamini and Hochberg’s adjusted p', () => {
  it('agrees with scipy', () => {
    // scipy.stats.false_discovery_control([.01, .04, .03, .005, .5, .04, 1])
    const found = benjaminiHochberg(Float64Array.of(0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 1));
    for (const [index, expected] of [
      0.035, 0.055999999999999994, 0.055999999999999994, 0.035, 0.5833333333333334, 0.055999999999999994, 1.0,
    ].entries())
      isNear(at(found, index), expected);
  });

  it('rejects what the step-up procedure rejects', () => {
    const lists = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
    const property = fc.property(lists, (list) => {
      const sorted = list.toSorted((a, b) => a - b);
      const ranks = sorted.flatMap((p, index) => ((p * list.length) / (index + 1) <= 0.05 ? [index] : []));
      const cut = ranks.length === 0 ? -1 : at(sorted, at(ranks, ranks.length - 1));
      const adjusted = benjaminiHochberg(Float64Array.from(list));
      for (const [index, p] of list.entries()) assert.equal(at(adjusted, index) <= 0.05, p <= cut);
    });
    fc.assert(property, { seed: 2026, numRuns: 500 });
  });
});

describe('the pixel map', () => {
  const square = { rows: 3, columns: 3 };

  it('in a few numbers', () => {
    const r = Float64Array.of(0.5, NaN, -0.25, 0, 0.75, -0.5, 0.25, 0.75, NaN);
    const q = Float64Array.of(0.05, NaN, 0.06, 1, 0.01, 0.04, 0.9, 0.001, NaN);
    const summary = summarisePixelMap({ r, q }, Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1), square);
    assert.deepEqual(summary, {
      mean: 1.5 / 7,
      negative: 2,
      defined: 7,
      // The last three are constant, and do not hold all of them.
      holding: { rate: 0.05, negative: 1, positive: 2, hypotheses: 6 },
      frame: { width: 1, edge: { mean: -0.0625, inputs: 4 }, centre: { mean: 0.75, inputs: 1 } },
    });
  });

  /*
   * import numpy as np; from scipy.stats import pearsonr, false_discovery_control as bh
   * J, P = 12, 9; k = np.arange(J*P); x = ((k*37) % 101/101).reshape(J, P)
   * y = np.array([.9, -.9, .5, 0, -.7, .1, .9, 0, 0])*x + .5*((k*53) % 89/89).reshape(J, P)
   * f = [pearsonr(x[:, i], y[:, i]) for i in range(7)]; q = bh([e.pvalue for e in f]); r = np.array([e.statistic for e in f])
   * print(((q <= .05) & (r < 0)).sum(), ((q <= .05) & (r > 0)).sum(), len(q), q)
   */
  it('counts all constant inputs as one finding, as SciPy does with one of them', () => {
    const times = [0.9, -0.9, 0.5, 0, -0.7, 0.1, 0.9, 0.9, 0.9];
    const table = (of: (k: number, i: number) => number) =>
      layerOf([...Array(12).keys()].map((j) => times.map((_, i) => of(9 * j + Math.min(i, 6), i))));
    const x = table((k) => ((k * 37) % 101) / 101);
    const y = table((k, i) => at(times, i) * (((k * 37) % 101) / 101) + (0.5 * ((k * 53) % 89)) / 89);
    const constant = Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1);
    const pixels = pixelMetrics(x, y, constant);
    isNear(at(pixels.q, 0), 7.43630567e-4, 1e-8);
    isNear(at(pixels.q, 8), 1.33874444e-4, 1e-8);
    const { holding } = summarisePixelMap(pixels, constant, square);
    assert.deepEqual(holding, { rate: 0.05, negative: 2, positive: 3, hypotheses: 7 });
  });

  it('has a frame of 4 pixels on 28 × 28', () => {
    const r = new Float64Array(784);
    for (let row = 4; row < 24; row++) r.fill(1, row * 28 + 4, row * 28 + 24);
    const { frame } = summarisePixelMap({ r, q: r }, new Uint8Array(784), { rows: 28, columns: 28 });
    assert.deepEqual(frame, { width: 4, edge: { mean: 0, inputs: 384 }, centre: { mean: 1, inputs: 400 } });
  });

  it('without anything defined', () => {
    const nothing = Float64Array.of(NaN);
    assert.deepEqual(summarisePixelMap({ r: nothing, q: nothing }, Uint8Array.of(0), { rows: 1, columns: 1 }), {
      mean: null,
      negative: 0,
      defined: 0,
      holding: { rate: 0.05, negative: 0, positive: 0, hypotheses: 0 },
      frame: { width: 1, edge: { mean: null, inputs: 0 }, centre: { mean: null, inputs: 0 } },
    });
  });
});
