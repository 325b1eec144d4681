import assert from 'node:assert/strict';
import fc from 'fast-check';
import { correlate } from '../../../src/engine/statistics/correlation';
import { fisherInterval, shareInterval } from '../../../src/engine/statistics/intervals';
import { ascendingOrder } from '../../../src/engine/statistics/order';
import { ranks, spearman } from '../../../src/engine/statistics/spearman';
import { NORRIS_X, NORRIS_Y } from '../norris';
import { at } from '../support';

function isNear(found: number | null, expected: number, tolerance = 1e-13): void {
  assert.ok(found !== null && Math.abs(found - expected) <= tolerance, `${found}, not ${expected}`);
}

/**
 * The data of the constants below: /usr/bin/python3 -c '
 *   import numpy as np; i = np.arange(200); x = (i*37%101)/101; y = 0.3*x + (i*53%89)/89
 *   print(repr(np.corrcoef(x, y)[0, 1]), np.polyfit(x, y, 1).tolist())
 *   x2 = x.copy(); x2[::7] = np.nan; y2 = y.copy(); y2[::11] = np.nan; k = ~(np.isnan(x2) | np.isnan(y2))
 *   print(k.sum(), repr(np.corrcoef(x2[k], y2[k])[0, 1]))
 *   p = i[i%4 == 1]; print(len(p), repr(np.corrcoef(x[p], y[p])[0, 1]))'
 */
const X = Float64Array.from({ length: 200 }, (_, i) => ((i * 37) % 101) / 101);
const Y = X.map((x, i) => 0.3 * x + ((i * 53) % 89) / 89);

describe('correlate', () => {
  it('agrees with the certified line and R² of NIST’s Norris data', () => {
    const { n, r2, slope, intercept } = correlate(NORRIS_X, NORRIS_Y);
    assert.equal(n, 36);
    isNear(slope, 1.00211681802045);
    isNear(intercept, -0.262323073774029, 1e-11);
    isNear(r2, 0.999993745883712);
  });

  it('agrees with numpy', () => {
    const { n, r, r2, slope, intercept } = correlate(X, Y);
    assert.equal(n, 200);
    isNear(r, 0.32417446812698897);
    isNear(r2, 0.32417446812698897 ** 2);
    isNear(slope, 0.3419568711067508);
    isNear(intercept, 0.4770195668379333);
  });

  it('leaves pairs with a NaN on either side out', () => {
    const holed = (values: Float64Array, every: number) => values.map((value, i) => (i % every === 0 ? NaN : value));
    const { n, r } = correlate(holed(X, 7), holed(Y, 11));
    assert.equal(n, 155);
    isNear(r, 0.29022672551981904);
  });

  it('over picked positions', () => {
    const pick = Array.from({ length: 50 }, (_, k) => 4 * k + 1);
    const { n, r } = correlate(X, Y, pick);
    assert.equal(n, 50);
    isNear(r, 0.4963322815023863);
    isNear(correlate(X, Y, new Set(pick)).r, 0.4963322815023863);
  });

  it('is exact on lines, up and down', () => {
    const up = correlate([1, 2, 3, 4], [3, 5, 7, 9]);
    assert.deepEqual(up, { n: 4, r: 1, r2: 1, slope: 2, intercept: 1 });
    assert.equal(correlate([1, 2, 3, 4], [9, 7, 5, 3]).r, -1);
  });

  it('keeps its digits on a large common offset', () => {
    const far = (values: Float64Array) => values.map((value) => value + 1e6);
    isNear(correlate(far(X), far(Y)).r, 0.32417446812698897, 1e-9);
  });

  it('is undefined below four pairs', () => {
    const undefinedWith = (n: number) => ({ n, r: null, r2: null, slope: null, intercept: null });
    assert.deepEqual(correlate([1, 2, 3], [1, 3, 2]), undefinedWith(3));
    assert.deepEqual(correlate([1, 2, 3, NaN], [1, 3, 2, 5]), undefinedWith(3));
    assert.deepEqual(correlate([], []), undefinedWith(0));
    assert.notEqual(correlate([1, 2, 3, 4], [1, 3, 2, 5]).r, null);
  });

  it('is undefined where x or y does not vary, whatever the constant', () => {
    // 0.1 is not the mean of ten times 0.1 in floating point: what does not vary has to be recognised as such.
    for (const constant of [0.5, 0.1, 1 / 3, 1e-300]) {
      const flat = new Array<number>(10).fill(constant);
      const varied = Array.from(X.subarray(0, 10));
      assert.equal(correlate(flat, varied).r, null, `x = ${constant}`);
      assert.equal(correlate(varied, flat).r, null, `y = ${constant}`);
      assert.equal(correlate(flat, flat).r, null, `both ${constant}`);
    }
  });

  it('lies in −1 … 1, and does not change when x and y are exchanged', () => {
    const pairs = fc.array(fc.tuple(fc.double({ min: 0, max: 1 }), fc.double({ min: 0, max: 1 })), { maxLength: 30 });
    const property = fc.property(pairs, (list) => {
      const [x, y] = [list.map(([one]) => one), list.map(([, other]) => other)];
      const { r } = correlate(x, y);
      assert.equal(correlate(y, x).r, r);
      if (r !== null) assert.ok(Math.abs(r) <= 1);
    });
    fc.assert(property, { seed: 2026, numRuns: 500 });
  });
});

describe('Spearman’s ρ', () => {
  const tied = (values: ArrayLike<number>) => Array.from(values, (value) => Math.floor(8 * value));

  it('agrees with scipy, with ties and without, with holes and over picked positions', () => {
    // With X and Y as above: scipy.stats.spearmanr(x, y), then of floor(8 x) and floor(8 y), of x2 and y2 over k, of x[p] and y[p]
    isNear(spearman(X, Y), 0.30652829328147196);
    isNear(spearman(tied(X), tied(Y)), 0.304547522999835);
    const holed = (values: Float64Array, every: number) => values.map((value, i) => (i % every === 0 ? NaN : value));
    isNear(spearman(holed(X, 7), holed(Y, 11)), 0.2768054969981161);
    const pick = Array.from({ length: 50 }, (_, k) => 4 * k + 1);
    isNear(spearman(X, Y, pick), 0.5125090036014406);
  });

  it('gives ties the mean of their ranks', () => {
    assert.deepEqual([...ranks(Float64Array.of(3, 1, 3, -0, 0, 7, 3))], [5, 3, 5, 1.5, 1.5, 7, 5]);
    assert.deepEqual([...ranks(new Float64Array(0))], []);
  });

  it('has the ranks of a count by hand', () => {
    const values = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 25 });
    const property = fc.property(values, (list) => {
      const found = [...ranks(Float64Array.from(list))];
      const below = (value: number) => list.filter((other) => other < value).length;
      const same = (value: number) => list.filter((other) => other === value).length;
      assert.deepEqual(
        found,
        list.map((value) => below(value) + (same(value) + 1) / 2),
      );
    });
    fc.assert(property, { seed: 2026, numRuns: 300 });
  });

  it('sorts any numbers as a comparator does', () => {
    const values = fc.array(fc.double({ noNaN: true }), { maxLength: 40 });
    const property = fc.property(values, (list) => {
      const found = Array.from(ascendingOrder(Float64Array.from(list)), (index) => at(list, index));
      assert.deepEqual(found, [...Float64Array.from(list).sort()]);
    });
    fc.assert(property, { seed: 2026, numRuns: 500 });
  });

  it('sees order alone, and is undefined where nothing varies or little is there', () => {
    assert.equal(spearman([1, 2, 3, 4], [1, 10, 100, 1e9]), 1);
    assert.equal(spearman([1, 2, 3, 4], [9, 8, 7, -1e9]), -1);
    assert.equal(spearman([1, 2, 3], [1, 2, 3]), null);
    assert.equal(spearman([1, 2, NaN, 4], [1, 2, 3, 4]), null);
    assert.equal(spearman([1, 1, 1, 1], [1, 2, 3, 4]), null);
  });
});

describe('Fisher’s interval', () => {
  // from math import *; from statistics import NormalDist
  // z = NormalDist().inv_cdf(.5 + level/2)/sqrt(n - 3); tanh(atanh(r) - z), tanh(atanh(r) + z)
  for (const [r, n, level, low, high] of [
    [0.5, 100, 0.95, 0.33664330440909174, 0.6341398407485443],
    [-0.3, 28, 0.99, -0.6776120233329826, 0.20279551738231724],
    [0, 7, 0.9, -0.6763885795074472, 0.6763885795074472],
  ] as const) {
    it(`r = ${r}, n = ${n}, ${level}`, () => {
      const found = fisherInterval(r, n, level);
      assert.equal(found.level, level);
      isNear(found.low, low);
      isNear(found.high, high);
    });
  }

  it('is one of 95 % unless told otherwise, and closes on ±1', () => {
    assert.deepEqual(fisherInterval(0.5, 100), fisherInterval(0.5, 100, 0.95));
    assert.deepEqual(fisherInterval(1, 10), { level: 0.95, low: 1, high: 1 });
  });
});

describe('Clopper’s and Pearson’s interval of a share', () => {
  // scipy.stats.beta.ppf((1 - level)/2, k, n - k + 1), scipy.stats.beta.ppf((1 + level)/2, k + 1, n - k)
  for (const [shown, n, level, low, high] of [
    [9, 10, 0.95, 0.5549838829718047, 0.9974714214555382],
    [9, 10, 0.99, 0.45571294310031313, 0.9994988714244354],
    [20, 20, 0.95, 0.8315665290169146, 1],
    [0, 20, 0.95, 0, 0.1684334709830853],
    [16, 20, 0.95, 0.5633859970033317, 0.9426660029499672],
    [4, 20, 0.95, 0.05733399705003277, 0.4366140029966683],
    [1, 1000, 0.95, 2.531748749129404e-5, 0.005558924279826672],
    [500, 1000, 0.95, 0.46854917297179194, 0.531450827028208],
  ] as const) {
    it(`${shown} of ${n}, ${level}`, () => {
      const found = shareInterval(shown, n, level) ?? assert.fail();
      assert.equal(found.level, level);
      assert.ok(Math.abs(found.low - low) <= 1e-12 && Math.abs(found.high - high) <= 1e-12, JSON.stringify(found));
    });
  }

  it('is one of 95 % unless told otherwise, and none of no case', () => {
    assert.deepEqual(shareInterval(3, 7), shareInterval(3, 7, 0.95));
    assert.equal(shareInterval(0, 0), null);
  });
});
