import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nearestInDirection } from '../../../../webview/charts/gestures/nearestInDirection';
import type { ArrowKey } from '../../../../webview/charts/gestures/pointing';
import { viewportOf } from '../../../../webview/charts/viewport';
import { pointSets } from '../../points';

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
