import assert from 'node:assert/strict';
import fc from 'fast-check';
import { auc } from '../../../src/engine/statistics/auc';

const numbers = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 });

describe('AUC', () => {
  it('is that of the worked example in scikit-learn’s documentation of roc_auc_score', () => {
    // y_true [0, 0, 1, 1], y_score [0.1, 0.4, 0.35, 0.8]: 0.75.
    assert.equal(auc(Float64Array.of(0.35, 0.8), Float64Array.of(0.1, 0.4)), 0.75);
  });

  it('is the share of pairs that stand in the right order, ties half', () => {
    fc.assert(
      fc.property(numbers, numbers, (positives, negatives) => {
        let right = 0;
        for (const one of positives) for (const other of negatives) right += one > other ? 1 : one === other ? 0.5 : 0;
        const found = auc(Float64Array.from(positives), Float64Array.from(negatives)) ?? assert.fail('undefined');
        assert.ok(Math.abs(found - right / (positives.length * negatives.length)) < 1e-12);
      }),
    );
  });

  it('is undefined without pairs', () => {
    assert.equal(auc(new Float64Array(0), Float64Array.of(1)), null);
  });
});
