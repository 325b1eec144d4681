import assert from 'node:assert/strict';
import { runSync } from '../../../src/engine/cancellation';
import { decompose } from '../../../src/engine/controls/decomposition';
import { inkAloneInChunks, inkShare } from '../../../src/engine/controls/inkAlone';
import { correlateLogRatios } from '../../../src/engine/controls/logRatios';
import { withoutConstantInputs } from '../../../src/engine/controls/withoutConstant';
import { imageSumsInChunks } from '../../../src/engine/data/imageSums';
import type { Layer } from '../../../src/engine/network/parameters';
import { correlate } from '../../../src/engine/statistics/correlation';
import { follow, isNear, randomLayer, residualsByNormalEquations, slicer } from '../controlData';
import { at, layerOf, storeOf } from '../support';

const residualR = async (x: Layer, y: Layer) => (await decompose(x, y, slicer()))?.residual.r ?? null;

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
    isNear(await residualR(x, y), correlate(centred(x), centred(y)).r);
  });

  it('with undefined cells: r of the least-squares residuals over the cells where both are defined', async () => {
    const x = randomLayer(7, 6, 3, 0.15);
    const y = follow(x, 4, 0.15);
    const isDefined = (k: number) => !Number.isNaN(x.weight[k]) && !Number.isNaN(y.weight[k]);
    const [u, v] = [residualsByNormalEquations(x, isDefined), residualsByNormalEquations(y, isDefined)];
    isNear(await residualR(x, y), correlate(u, v).r, 1e-10);
  });

  it('does not see what belongs to whole neurons and whole pixels', async () => {
    const x = randomLayer(8, 6, 5, 0);
    const y = follow(x, 6, 0);
    const shifted = {
      ...y,
      weight: y.weight.map((value, k) => value + 3 * Math.floor(k / 6) - 2 * (k % 6)),
    };
    isNear(await residualR(x, shifted), await residualR(x, y), 1e-10);
  });

  it('is undefined where nothing is left', async () => {
    assert.equal(await residualR(randomLayer(1, 9, 1, 0), randomLayer(1, 9, 2, 0)), null);
  });
});

describe('the decomposition of r', () => {
  for (const undefinedShare of [0, 0.15]) {
    it(`has parts that add up to r, ${100 * undefinedShare} % undefined`, async () => {
      const x = randomLayer(7, 6, 3, undefinedShare);
      const y = follow(x, 4, undefinedShare);
      const { neuron, pixel, residual, shared } = (await decompose(x, y, slicer())) ?? assert.fail('undefined');
      const sum = neuron.contribution + pixel.contribution + residual.contribution + shared;
      isNear(sum, correlate(x.weight, y.weight).r);
      if (undefinedShare === 0) isNear(shared, 0);
      else assert.ok(Math.abs(shared) > 1e-6);
    });
  }

  it('on complete data: has the parts of neuron means, pixel means and what is left', async () => {
    const x = randomLayer(7, 5, 1, 0);
    const y = follow(x, 2, 0);
    const means = ({ weight }: Layer, key: (k: number) => number, count: number) =>
      Array.from({ length: count }, (_, index) => {
        const kept = [...weight].filter((_, k) => key(k) === index);
        return kept.reduce((sum, value) => sum + value, 0) / kept.length;
      });
    const found = (await decompose(x, y, slicer())) ?? assert.fail('undefined');
    const variation = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    };
    const all = Math.sqrt(variation([...x.weight]) * variation([...y.weight]));
    for (const [part, key, count] of [
      [found.neuron, (k: number) => Math.floor(k / 5), 7],
      [found.pixel, (k: number) => k % 5, 5],
    ] as const) {
      const [ofX, ofY] = [means(x, key, count), means(y, key, count)];
      const { r } = correlate(ofX, ofY);
      isNear(part.r, r);
      const cells = 35 / count;
      isNear(part.contribution, (cells * (r ?? NaN) * Math.sqrt(variation(ofX) * variation(ofY))) / all);
    }
  });

  it('leaves neurons that never moved out', async () => {
    const x = randomLayer(6, 5, 1, 0);
    const y = follow(x, 2, 0);
    const dead = (layer: Layer) => ({ ...layer, weight: layer.weight.map((value, k) => (k < 5 ? NaN : value)) });
    const rest = ({ weight, inputs }: Layer): Layer => ({
      ...layerOf([[0]]),
      inputs,
      outputs: 5,
      weight: weight.slice(5),
    });
    const found = (await decompose(dead(x), y, slicer())) ?? assert.fail('undefined');
    const expected = (await decompose(rest(x), rest(y), slicer())) ?? assert.fail('undefined');
    for (const name of ['neuron', 'pixel', 'residual'] as const) {
      isNear(found[name].r, expected[name].r, 1e-10);
      isNear(found[name].contribution, expected[name].contribution, 1e-10);
    }
  });

  it('is undefined where r is', async () => {
    const half = [0.5, 0.5];
    assert.equal(await decompose(layerOf([half, half]), randomLayer(2, 2, 1, 0), slicer()), null);
  });
});

describe('without constant inputs', () => {
  it('r is over the weights of the others', () => {
    const x = randomLayer(5, 6, 1, 0.1);
    const y = follow(x, 2, 0);
    const pick = [...x.weight.keys()].filter((k) => k % 6 !== 1 && k % 6 !== 4);
    const { n, r, r2 } = correlate(x.weight, y.weight, pick);
    assert.deepEqual(withoutConstantInputs(x, y, Uint8Array.of(0, 1, 0, 0, 1, 0)), { n, r, r2 });
  });
});

describe('log-ratio axes', () => {
  const [a, b] = [Float64Array.of(1, 2, 3, 4, 5), Float64Array.of(2, 1, 5, 3, 9)];
  const [c, d] = [Float64Array.of(2, 3, 1, 4, 6), Float64Array.of(1, 2, 4, 3, 8)];

  it('give r of the logits of x and y', () => {
    const logits = (one: Float64Array, other: Float64Array) =>
      one.map((value, k) => {
        const share = value / (value + at(other, k));
        return Math.log(share / (1 - share));
      });
    const found = correlateLogRatios(a, b, c, d);
    isNear(found.r, correlate(logits(a, b), logits(c, d)).r);
    assert.equal(found.n, 5);
    assert.equal(found.infinite, 0);
    // The two groups exchanged: both axes turn round.
    isNear(correlateLogRatios(b, a, d, c).r, found.r);
  });

  it('count infinite ratios, and leave undefined ones out', () => {
    const found = correlateLogRatios(
      Float64Array.of(...a, 0, 1, 0, 7),
      Float64Array.of(...b, 1, 0, 0, 7),
      Float64Array.of(...c, 1, 1, 1, 0),
      Float64Array.of(...d, 1, 1, 1, 0),
    );
    assert.equal(found.infinite, 2);
    assert.equal(found.n, 5);
    isNear(found.r, correlateLogRatios(a, b, c, d).r);
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

  const inkAlone = (of: typeof groups) => {
    const ink = inkShare(runSync(imageSumsInChunks(store, [], 10, 14)), of);
    return runSync(inkAloneInChunks(x, y, ink));
  };

  it('is R² of y against the share of A in the differences between class means', () => {
    const found = inkAlone(groups);
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
    const found = inkAlone({ a: [1, 7, 6], b: [6, 8] });
    // Input 0: (30 + 10 + 40) / 3 against 10; input 1: (0 + 6 + 6) / 3 against 6; input 2: (8 + 7 + 1) / 3 against 2.
    const [first, second, third] = [80 / 3 / (80 / 3 + 10), 4 / 10, 16 / 3 / (16 / 3 + 2)];
    isNear(found.r2, correlate([first, second, third, first], [0.7, 0.2, 0.9, 0.6]).r2);
  });
});
