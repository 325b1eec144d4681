import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contains, type Region } from '../../../../src/model/region';
import { PickIndex } from '../../../../webview/charts/points/pointGrid';
import { pixelOf, viewportOf, zoomed } from '../../../../webview/charts/viewport';
import { around, pointSets, type TestPoints } from '../../points';

function marked({ x, y }: TestPoints, region: Region, offset: number): number[] {
  const bits = new Uint8Array(Math.ceil((x.length + offset) / 8));
  new PickIndex(x, y).mark(region, { bits, offset });
  const found = [];
  for (let bit = 0; bit < 8 * bits.length; bit++) {
    if ((((bits[bit >> 3] as number) >> (bit & 7)) & 1) === 1) found.push(bit - offset);
  }
  return found;
}

const all = ({ x }: TestPoints) => Array.from(x, (_, point) => point);

/** Even–odd by the textbook, edges aside: crossings of the ray towards larger x. */
function textbook(corners: Float64Array, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = corners.length - 2; i < corners.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [corners[i], corners[i + 1], corners[j], corners[j + 1]] as [
      number,
      number,
      number,
      number,
    ];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

function distanceToEdges(corners: Float64Array, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0, j = corners.length - 2; i < corners.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [corners[i], corners[i + 1], corners[j], corners[j + 1]] as [
      number,
      number,
      number,
      number,
    ];
    const length2 = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2));
    least = Math.min(least, Math.hypot(ax + along * (bx - ax) - x, ay + along * (by - ay) - y));
  }
  return least;
}

const lassos = fc
  .array(fc.tuple(around, around), { maxLength: 30 })
  .map((pairs): Region => ({ kind: 'lasso', corners: Float64Array.from(pairs.flat()) }));

describe('regions', () => {
  it('hold what the textbook says, wherever no edge is near', () => {
    fc.assert(
      fc.property(lassos, around, around, (lasso, x, y) => {
        assert.ok(lasso.kind === 'lasso');
        if (distanceToEdges(lasso.corners, x, y) < 1e-9) return;
        assert.equal(contains(lasso, x, y), textbook(lasso.corners, x, y));
      }),
      { numRuns: 2000 },
    );
  });

  it('hold their edges and corners', () => {
    // A triangle whose slanted edge has exact points, and a square within it that it goes round twice.
    const triangle: Region = { kind: 'lasso', corners: Float64Array.of(0, 0, 1, 0, 0, 1) };
    for (const [x, y] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [0.5, 0],
      [0, 0.25],
      [0.5, 0.5],
      [0.25, 0.75],
    ] as const) {
      assert.ok(contains(triangle, x, y), `${x} ${y}`);
    }
    for (const [x, y] of [
      [1.01, 0],
      [-0.01, 0],
      [0.5, 0.51],
      [0, 1.01],
      [0.5, -0.01],
    ] as const) {
      assert.ok(!contains(triangle, x, y), `${x} ${y}`);
    }
    const box: Region = { kind: 'box', limits: { x0: 0.25, x1: 0.5, y0: 0, y1: 1 } };
    assert.ok(contains(box, 0.25, 0) && contains(box, 0.5, 1) && !contains(box, 0.2499, 0.5));
    assert.ok(!contains(box, Number.NaN, 0.5) && !contains(triangle, 0.1, Number.NaN));
  });

  it('leave out what they go round twice', () => {
    const bowTie: Region = { kind: 'lasso', corners: Float64Array.of(0, 0, 4, 0, 4, 4, 1, 4, 1, 1, 3, 1, 3, 3, 0, 3) };
    assert.ok(contains(bowTie, 0.5, 0.5));
    assert.ok(!contains(bowTie, 2, 2));
  });
});

describe('the point grid', () => {
  it('marks in a box what a search through all points finds', () => {
    fc.assert(
      fc.property(pointSets, around, around, around, around, fc.nat({ max: 20 }), (points, x0, x1, y0, y1, offset) => {
        const region: Region = { kind: 'box', limits: { x0, x1, y0, y1 } };
        const expected = all(points).filter((p) => contains(region, points.x[p] as number, points.y[p] as number));
        assert.deepEqual(marked(points, region, offset), expected);
      }),
      { numRuns: 500 },
    );
  });

  it('marks in a lasso what a search through all points finds', () => {
    fc.assert(
      fc.property(pointSets, lassos, fc.nat({ max: 20 }), (points, lasso, offset) => {
        const expected = all(points).filter((p) => contains(lasso, points.x[p] as number, points.y[p] as number));
        assert.deepEqual(marked(points, lasso, offset), expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('marks in a lasso that follows the points themselves', () => {
    const pairs = fc.array(fc.tuple(around, around), { minLength: 3, maxLength: 200, size: 'max' });
    fc.assert(
      fc.property(pairs, fc.integer({ min: 3, max: 12 }), (places, corners) => {
        const x = Float64Array.from(places, ([value]) => value);
        const y = Float64Array.from(places, ([, value]) => value);
        const lasso: Region = { kind: 'lasso', corners: Float64Array.from(places.slice(0, corners).flat()) };
        const expected = all({ x, y }).filter((p) => contains(lasso, x[p] as number, y[p] as number));
        assert.deepEqual(marked({ x, y }, lasso, 0), expected);
        // A point that is a corner is inside.
        for (let corner = 0; corner < Math.min(corners, places.length); corner++) assert.ok(expected.includes(corner));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves the bits of other parameters alone', () => {
    const x = Float64Array.of(0.5, 0.1);
    const bits = Uint8Array.of(0b1000_0001);
    new PickIndex(x, x).mark({ kind: 'box', limits: { x0: 0.4, x1: 0.6, y0: 0, y1: 1 } }, { bits, offset: 3 });
    assert.deepEqual([...bits], [0b1000_1001]);
  });

  it('finds the nearest visible point, the first of equally near ones', () => {
    const start = viewportOf({ left: 22, top: 8, width: 300, height: 200 });
    const frame = fc.double({ min: 0, max: 340, noNaN: true });
    const radius = fc.double({ min: 0, max: 120, noNaN: true });
    fc.assert(
      fc.property(
        pointSets,
        frame,
        frame,
        radius,
        fc.double({ min: 1, max: 5, noNaN: true }),
        (points, px, py, r, zoom) => {
          const viewport = zoomed(start, zoom, px, py);
          const { window } = viewport;
          let best = -1;
          let least = r;
          for (const p of all(points)) {
            const [x, y] = [points.x[p] as number, points.y[p] as number];
            if (!contains({ kind: 'box', limits: window }, x, y)) continue;
            const [atX, atY] = pixelOf(viewport, x, y);
            const distance = Math.hypot(atX - px, atY - py);
            if (distance < least) [best, least] = [p, distance];
          }
          const found = new PickIndex(points.x, points.y).nearest(viewport, px, py, r);
          if (found === best) return;
          // Pixels are rounded otherwise here: only what is equally near to within that may differ.
          const at = pixelOf(viewport, points.x[found] as number, points.y[found] as number);
          assert.ok(found >= 0 && Math.abs(Math.hypot(at[0] - px, at[1] - py) - least) < 1e-9, `${found} ${best}`);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes the first of points that coincide, and none out of reach or out of sight', () => {
    const x = Float64Array.of(0.2, 0.5, 0.5, 0.5);
    const grid = new PickIndex(x, x);
    const viewport = viewportOf({ left: 0, top: 0, width: 100, height: 100 });
    assert.equal(grid.nearest(viewport, 51, 50, 6), 1);
    assert.equal(grid.nearest(viewport, 57, 50, 6), -1);
    assert.equal(grid.nearest(viewport, 55.9, 50, 6), 1);
    assert.equal(grid.nearest({ ...viewport, window: { x0: 0, x1: 0.49, y0: 0, y1: 0.49 } }, 100, 0, 20), -1);
    const none = new Float64Array(0);
    assert.equal(new PickIndex(none, none).nearest(viewport, 50, 50, 100), -1);
  });
});
