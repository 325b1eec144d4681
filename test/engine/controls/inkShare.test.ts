import assert from 'node:assert/strict';
import { runSync } from '../../../src/engine/cancellation';
import { inkShareInChunks, shareOfTallied } from '../../../src/engine/controls/inkShare';
import { multipleR2 } from '../../../src/engine/statistics/multipleR2';
import { isNear, randomLayer } from '../controlData';
import { at, layerOf, storeOf } from '../support';

describe('R² on several regressors', () => {
  it('has the value of numpy.linalg.lstsq', () => {
    // x = [[1, 2, 0], [2, 1, 1], [3, 5, 0], [4, 4, 2], [5, 9, 1], [6, 5, 3]], y = [1.1, 2.3, 2.9, 4.4, 4.6, 6.5]
    const x = [
      [1, 2, 3, 4, 5, 6],
      [2, 1, 5, 4, 9, 5],
      [0, 1, 0, 2, 1, 3],
    ];
    const y = [1.1, 2.3, 2.9, 4.4, 4.6, 6.5];
    const centred = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.map((value) => value - mean);
    };
    const dot = (one: readonly number[], other: readonly number[]) =>
      centred(one).reduce((sum, value, k) => sum + value * at(centred(other), k), 0);
    const r2 = (of: readonly (readonly number[])[]) =>
      multipleR2(
        of.map((one) => of.map((other) => dot(one, other))),
        of.map((one) => dot(one, y)),
        dot(y, y),
      );
    isNear(r2(x.slice(0, 1)), 0.9690880032994793, 1e-12);
    isNear(r2(x.slice(0, 2)), 0.998423720068413, 1e-12);
    isNear(r2(x), 0.9987955440605039, 1e-12);
    // A regressor that says nothing new, and a response that does not vary.
    isNear(r2([at(x, 0), at(x, 0).map((value) => 2 * value + 1)]), 0.9690880032994793, 1e-12);
    assert.equal(multipleR2([[1]], [0], 0), null);
  });
});

describe('the share of the ink', () => {
  it('is that of the tallied examples’ mean inputs', () => {
    const example = (target: number, pixels: number[]) => ({ row: 0, label: 0, target, pixels });
    const store = storeOf(2, [example(0, [255, 0]), example(1, [63, 0]), example(0, [127, 0]), example(1, [9, 9])]);
    const share = runSync(shareOfTallied(store, [0, 1, 2]));
    // (256 + 128) / 2 against 64, and 1 against 1.
    assert.deepEqual([...share], [192 / 256, 0.5]);
  });

  it('says what it makes of x and of y, and what x adds to both inks, over the weights where all are defined', () => {
    const share = Float64Array.of(0.2, 0.5, 0.7, 0.4, 0.9);
    const ink = Float64Array.of(0.1, 0.6, 0.3, Number.NaN, 0.8);
    // x is the share itself.
    const x = layerOf(Array.from({ length: 3 }, () => [...share]));
    const y = randomLayer(3, 5, 1, 0);
    y.weight[1] = Number.NaN;
    const found = runSync(inkShareInChunks(x, y, ink, share));
    assert.equal(found.n, 11);
    isNear(found.xOnShare, 1);
    // x says nothing that the share does not say.
    isNear(found.withX, found.both);
    const { yOnShare, inkAlone, both } = found;
    assert.ok(yOnShare !== null && inkAlone !== null && both !== null);
    assert.ok(both >= yOnShare && both >= inkAlone);
    // x that is y: nothing is left.
    isNear(runSync(inkShareInChunks(y, y, ink, share)).withX, 1);
    const few = runSync(inkShareInChunks(x, y, new Float64Array(5).fill(Number.NaN), share));
    assert.deepEqual(few, { n: 0, xOnShare: null, yOnShare: null, inkAlone: null, both: null, withX: null });
  });
});
