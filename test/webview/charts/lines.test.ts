import assert from 'node:assert/strict';
import fc from 'fast-check';
import { linesOver, reachOf } from '../../../webview/charts/lines';
import { viewportOf } from '../../../webview/charts/viewport';
import type { Theme } from '../../../webview/theme';

describe('the lines over a plot', () => {
  const theme = { foreground: '#000', subtle: '#888' } as Theme;
  const rectangle = { left: 0, top: 0, width: 100, height: 100 };
  const band = {
    method: 'two-way cluster-robust',
    level: 0.95,
    slopeVariance: 0.2,
    interceptVariance: 0.1,
    covariance: -0.1,
    degreesOfFreedom: 9,
    quantile: 2.2,
    adjusted: false,
  } as const;

  it('leave neither the plot nor, but for y = x, what the points reach over', () => {
    const value = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(value, value, value, value, (slope, intercept, one, other) => {
        const reach = [Math.min(one, other), Math.max(one, other)] as const;
        const viewport = viewportOf(rectangle);
        for (const { id, data } of linesOver({ slope, intercept, band, reach }, true, viewport, theme))
          for (const [x = Number.NaN, y = Number.NaN] of data) {
            assert.ok(x >= 0 && x <= 1 && y >= 0 && y <= 1, `${id} at ${x}, ${y}`);
            if (id !== 'identity') assert.ok(x >= reach[0] && x <= reach[1], `${id} at ${x}`);
          }
      }),
    );
  });

  it('are those that there are', () => {
    const ids = (...given: Parameters<typeof linesOver>) => linesOver(...given).map(({ id }) => id);
    const viewport = viewportOf(rectangle);
    const line = { slope: 0.5, intercept: 0.2, band, reach: [0, 1] } as const;
    assert.deepEqual(ids(line, true, viewport, theme), ['identity', 'fit', 'band-0', 'band-1']);
    assert.deepEqual(ids({ ...line, band: null }, false, viewport, theme), ['fit']);
    assert.deepEqual(ids({ ...line, slope: null }, true, viewport, theme), ['identity']);
    assert.deepEqual(ids(null, false, viewport, theme), []);
  });

  it('reach as far as points with both coordinates do', () => {
    const x = Float64Array.of(0.3, 0.1, 9, Number.NaN, 0.7);
    assert.deepEqual(reachOf(x, Float64Array.of(0, 1, Number.NaN, 0, 0.5)), [0.1, 0.7]);
  });
});
