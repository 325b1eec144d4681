import assert from 'node:assert/strict';
import { type LossCurve, lossAt, rateAt } from '../../../src/engine/sweep/lossCurve';

const CURVE: LossCurve = [
  { rate: 0.0001, loss: 0.3 },
  { rate: 0.001, loss: 0.2 },
  { rate: 0.01, loss: 0.1 },
  { rate: 0.1, loss: null },
  { rate: 1, loss: 0.25 },
];

describe('the loss at the rates of a grid', () => {
  it('is reached between two of them, by a straight line against the logarithm of the rate, to three digits', () => {
    // 10 ** -3.5 and 10 ** -2.25
    assert.equal(rateAt(CURVE, 0.25), 0.000316);
    assert.equal(rateAt(CURVE, 0.125), 0.00562);
    assert.equal(rateAt(CURVE.toReversed(), 0.125), 0.00562);
  });

  it('is reached at a rate of the grid itself, to the last digit, and at the smallest where there are several', () => {
    assert.equal(rateAt(CURVE, 0.2), 0.001);
    assert.equal(rateAt([...CURVE.slice(0, 3), { rate: 0.0123456, loss: 0.2 }], 0.2), 0.001);
    assert.equal(rateAt([{ rate: 0.0123456, loss: 0.2 }], 0.2), 0.0123456);
    assert.equal(rateAt([...CURVE.slice(0, 3), { rate: 0.02, loss: 0.3 }], 0.25), 0.000316);
  });

  it('is reached nowhere where it is larger, or smaller, at all, nor where the loss beside it is not defined', () => {
    assert.equal(rateAt(CURVE, 0.31), null);
    assert.equal(rateAt(CURVE, 0.09), null);
    assert.equal(rateAt(CURVE.slice(2), 0.2), null);
    assert.equal(rateAt([], 0.2), null);
  });

  it('is given back at the rates that are found', () => {
    for (const loss of [0.11, 0.18, 0.22, 0.29]) {
      const rate = rateAt(CURVE, loss) ?? assert.fail();
      assert.ok(Math.abs((lossAt(CURVE, rate) ?? Number.NaN) - loss) < 1e-3, `${loss}`);
    }
    assert.equal(lossAt(CURVE, 0.001), 0.2);
    assert.deepEqual(
      [0.00001, 0.05, 0.1, 2].map((rate) => lossAt(CURVE, rate)),
      [null, null, null, null],
    );
  });
});
