import assert from 'node:assert/strict';
import fc from 'fast-check';
import { logLimits, powersOfTen } from '../../../../webview/panel/training/logLimits';

describe('an axis of logarithms', () => {
  it('ends at 1, 2 or 5 times a power of ten, around all values', () => {
    assert.deepEqual(logLimits(0.052, 0.71), { low: 0.05, high: 1 });
    assert.deepEqual(logLimits(0.1, 1), { low: 0.1, high: 1 });
    assert.deepEqual(logLimits(3e-4, 2.4), { low: 2e-4, high: 5 });
    const value = fc.double({ min: 1e-8, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(value, value, (one, other) => {
        const [least, most] = [Math.min(one, other), Math.max(one, other)];
        const { low, high } = logLimits(least, most);
        assert.ok(low <= least * (1 + 1e-8) && low > least / 2.6, `${low} for ${least}`);
        assert.ok(high >= most * (1 - 1e-8) && high < most * 2.6, `${high} for ${most}`);
      }),
    );
  });

  it('has its ticks at powers of ten: at least one where it spans a decade', () => {
    assert.deepEqual(powersOfTen(0.05, 1), [0.1, 1]);
    assert.deepEqual(powersOfTen(0.001, 1000), [0.001, 0.01, 0.1, 1, 10, 100, 1000]);
    assert.deepEqual(powersOfTen(0.2, 0.5), []);
    assert.deepEqual(powersOfTen(0, 1), []);
  });
});
