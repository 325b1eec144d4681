import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type EstimatedLine, regressionBand, standardError } from '../../../webview/charts/band';
import { UNIT_LIMITS } from '../../../webview/charts/viewport';

describe('the regression band', () => {
  const value = fc.double({ min: -2, max: 2, noNaN: true });
  const variance = fc.double({ min: 0, max: 0.5, noNaN: true });
  const lines = fc.tuple(value, value, variance, variance, fc.double({ min: -1, max: 1, noNaN: true })).map(
    ([intercept, slope, interceptVariance, slopeVariance, share]): EstimatedLine => ({
      intercept,
      slope,
      interceptVariance,
      slopeVariance,
      covariance: share * Math.sqrt(interceptVariance * slopeVariance),
    }),
  );

  it('has its corners on ŷ ± q √Var ŷ and on the sides of the window, and leaves out no part of it', () => {
    fc.assert(
      fc.property(lines, fc.double({ min: 0, max: 3, noNaN: true }), (line, quantile) => {
        const band = regressionBand(line, quantile, UNIT_LIMITS);
        for (const [sign, pieces] of [
          [1, band.upper],
          [-1, band.lower],
        ] as const) {
          const at = (x: number) => line.intercept + line.slope * x + sign * quantile * standardError(line, x);
          for (const [x, y] of pieces.flat()) {
            assert.ok(x >= 0 && x <= 1 && y >= 0 && y <= 1);
            // Corners on the window's sides lie on a chord of the hyperbola.
            if (y > 0 && y < 1) assert.ok(Math.abs(y - at(x)) < 1e-9);
          }
          for (let step = 0; step <= 128; step++) {
            const x = step / 128;
            if (at(x) <= 1e-9 || at(x) >= 1 - 1e-9) continue;
            assert.ok(
              pieces.some((piece) => (piece[0]?.[0] ?? 2) <= x && (piece.at(-1)?.[0] ?? -1) >= x),
              `${x}`,
            );
          }
        }
      }),
    );
  });

  it('of a known line is the known band', () => {
    const line = { intercept: 0.25, slope: 0.5, interceptVariance: 0.01, slopeVariance: 0.04, covariance: -0.02 };
    // Var ŷ = (0.1 − 0.2 x)²: no width at x = ½, a tenth at the sides.
    const { upper, lower } = regressionBand(line, 2, UNIT_LIMITS);
    const rounded = (place: readonly [number, number] | undefined) =>
      place?.map((part) => Math.round(part * 1e9) / 1e9);
    assert.equal(upper.length, 1);
    assert.deepEqual(rounded(upper[0]?.[0]), [0, 0.45]);
    assert.deepEqual(rounded(upper[0]?.[64]), [0.5, 0.5]);
    assert.deepEqual(rounded(upper[0]?.at(-1)), [1, 0.95]);
    assert.deepEqual(rounded(lower[0]?.[0]), [0, 0.05]);
    assert.deepEqual(rounded(lower[0]?.at(-1)), [1, 0.55]);
  });

  it('that leaves the window and comes back is in two pieces; one that is elsewhere in none', () => {
    const parabolic = { intercept: 0.5, slope: 0, interceptVariance: 1, slopeVariance: 4, covariance: -2 };
    assert.equal(regressionBand(parabolic, 1, { x0: 0, x1: 1, y0: 0.7, y1: 2 }).upper.length, 2);
    assert.deepEqual(regressionBand({ ...parabolic, intercept: 9 }, 1, UNIT_LIMITS), { upper: [], lower: [] });
  });
});
