import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type EstimatedLine, regressionBand, standardError } from '../../webview/charts/band';
import { nearestInDirection } from '../../webview/charts/gestures/nearestInDirection';
import type { ArrowKey } from '../../webview/charts/gestures/pointing';
import { marginals } from '../../webview/charts/points/histogram';
import { UNIT_LIMITS, viewportOf } from '../../webview/charts/viewport';
import { pointSets } from './points';

describe('marginal histograms', () => {
  it('count every point in the window once, in its bin', () => {
    const window = { x0: 0.125, x1: 0.875, y0: 0, y1: 1 };
    fc.assert(
      fc.property(pointSets, fc.integer({ min: 1, max: 12 }), (points, bins) => {
        const bits = new Uint8Array(60).fill(0b0101_0101);
        const found = marginals(points, window, bins, { bits, offset: 2 });
        const visible = [...points.x.keys()].filter((point) => {
          const [x, y] = [points.x[point] as number, points.y[point] as number];
          return x >= window.x0 && x <= window.x1 && y >= window.y0 && y <= window.y1;
        });
        const inBin = (bin: number) => (point: number) => {
          const share = ((points.x[point] as number) - window.x0) / (window.x1 - window.x0);
          return share * bins >= bin && (share * bins < bin + 1 || bin === bins - 1);
        };
        const sum = (counts: Uint32Array) => counts.reduce((total, count) => total + count, 0);
        assert.deepEqual(
          [...found.x.all],
          Array.from({ length: bins }, (_, bin) => visible.filter(inBin(bin)).length),
        );
        assert.deepEqual(
          [...found.x.selected],
          Array.from(
            { length: bins },
            (_, bin) => visible.filter(inBin(bin)).filter((point) => point % 2 === 0).length,
          ),
        );
        assert.equal(sum(found.y.all), visible.length);
        assert.equal(sum(found.y.selected), sum(found.x.selected));
      }),
    );
  });

  it('put an edge into the bin above it, and the last one into the last bin', () => {
    const x = Float64Array.of(0, 0.25, 0.5, 1, Number.NaN);
    const y = Float64Array.of(0, 0.1, 0.2, 0.3, 0.4);
    const found = marginals({ x, y }, UNIT_LIMITS, 4, null);
    assert.deepEqual([...found.x.all], [1, 1, 1, 1]);
    assert.deepEqual([...found.y.all], [3, 1, 0, 0]);
    assert.deepEqual([...found.x.selected], [0, 0, 0, 0]);
  });
});

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

describe('the next point in a direction', () => {
  const KEYS: readonly ArrowKey[] = ['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown'];
  const viewport = viewportOf({ left: 0, top: 0, width: 128, height: 128 });

  /** Angle from the arrow's direction, in (−180°, 180°]. */
  function turn(key: ArrowKey, dx: number, dy: number): number {
    const angle = (Math.atan2(dy, dx) * 180) / Math.PI - 90 * KEYS.indexOf(key);
    return angle <= -180 ? angle + 360 : angle;
  }

  it('lies in its quarter, and nothing there is nearer', () => {
    fc.assert(
      fc.property(pointSets, fc.nat(), fc.constantFrom(...KEYS), ({ x, y }, seed, key) => {
        if (x.length === 0) return;
        const from = seed % x.length;
        const found = nearestInDirection({ x, y }, viewport, from, key);
        const away = [...x.keys()].map(
          (point) => [(x[point] as number) - (x[from] as number), (y[point] as number) - (y[from] as number)] as const,
        );
        const inQuarter = (point: number, by: number) => {
          const [dx, dy] = away[point] as readonly [number, number];
          const angle = turn(key, dx, dy);
          return Number.isFinite(dx + dy) && (dx !== 0 || dy !== 0) && angle > -45 - by && angle <= 45 + by;
        };
        const distance = (point: number) => Math.abs(away[point]?.[0] ?? 0) + Math.abs(away[point]?.[1] ?? 0);
        // Angles of neighbouring places are rounded: what is not clearly in the quarter is left to the next test.
        const candidates = [...x.keys()].filter((point) => inQuarter(point, -1e-6));
        if (found < 0) assert.deepEqual(candidates, []);
        else {
          assert.ok(inQuarter(found, 1e-6));
          for (const point of candidates) assert.ok(distance(found) <= distance(point) * (1 + 1e-12));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes exactly what brute force over whole places takes, ties and borders included', () => {
    const whole = fc.integer({ min: 0, max: 8 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(whole, whole), { minLength: 1, maxLength: 40 }),
        fc.constantFrom(...KEYS),
        (places, key) => {
          const x = Float64Array.from(places, ([column]) => column / 8);
          const y = Float64Array.from(places, ([, row]) => row / 8);
          const [[column, row]] = places as [[number, number]];
          const quarter = { ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowLeft: [-1, 0], ArrowDown: [0, -1] }[key] as [
            number,
            number,
          ];
          const ranked = places
            .map(([c, r], point) => {
              const [dx, dy] = [c - column, r - row];
              const [ahead, left] = [dx * quarter[0] + dy * quarter[1], dy * quarter[0] - dx * quarter[1]];
              return { point, ahead, left };
            })
            .filter(({ ahead, left }) => Math.abs(left) < ahead || (left === ahead && ahead > 0))
            .sort(
              (one, other) =>
                one.ahead + Math.abs(one.left) - (other.ahead + Math.abs(other.left)) ||
                Math.abs(other.left) - Math.abs(one.left) ||
                one.point - other.point,
            );
          assert.equal(nearestInDirection({ x, y }, viewport, 0, key), ranked[0]?.point ?? -1);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leads from every point to every distinct other one', () => {
    const whole = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(whole, whole), { minLength: 1, maxLength: 30, selector: String }),
        (places) => {
          const x = Float64Array.from(places, ([column]) => column / 8);
          const y = Float64Array.from(places, ([, row]) => row / 8);
          const reached = new Set([0]);
          for (const point of reached) {
            for (const key of KEYS) {
              const next = nearestInDirection({ x, y }, viewport, point, key);
              if (next >= 0) reached.add(next);
            }
          }
          assert.equal(reached.size, places.length);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
