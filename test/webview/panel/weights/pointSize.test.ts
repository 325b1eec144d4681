import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GROWN, pointSizeFor } from '../../../../webview/panel/weights/pointSize';

describe('the size of points', () => {
  it('is the chosen one while all are in sight, and grows to the largest while few are', () => {
    assert.equal(pointSizeFor(1.5, 78_400, 78_400), 1.5);
    assert.equal(pointSizeFor(1.5, 78_400, 200), GROWN);
    assert.equal(pointSizeFor(1.5, 78_400, 0), GROWN);
    assert.equal(pointSizeFor(8, 78_400, 3), 8);
    assert.equal(pointSizeFor(2, 100, 3), 2);
  });

  it('never shrinks as fewer are in sight', () => {
    const chosen = fc.integer({ min: 2, max: 16 }).map((halves) => halves / 2);
    fc.assert(
      fc.property(chosen, fc.integer({ min: 1, max: 1e6 }), fc.nat(1e6), fc.nat(1e6), (size, all, one, other) => {
        const [fewer, more] = [Math.min(one, other, all), Math.min(Math.max(one, other), all)];
        const [large, small] = [pointSizeFor(size, all, fewer), pointSizeFor(size, all, more)];
        assert.ok(large >= small && small >= size && large <= Math.max(size, GROWN));
      }),
    );
  });
});
