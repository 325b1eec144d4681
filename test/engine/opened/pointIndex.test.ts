import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CancelFlag } from '../../../src/engine/cancellation';
import { CancelledError } from '../../../src/engine/errors';
import type { PointFigures } from '../../../src/engine/opened/moments';
import { reachedShare } from '../../../src/engine/opened/nearest';
import { PointIndex } from '../../../src/engine/opened/pointIndex';
import { correlate } from '../../../src/engine/statistics/correlation';
import { contains, type Limits, type Region } from '../../../src/model/region';
import { type Plane, planes, regionsOf, somewhere } from './planes';

const indexOf = ({ x, y }: Plane) => PointIndex.build(x.slice(), y.slice());
const boxOf = (limits: Limits): Region => ({ kind: 'box', limits });

/** Numbers of the points that a region holds, by going through all. */
function heldBy({ x, y }: Plane, region: Region): number[] {
  const held: number[] = [];
  for (const [point, at] of x.entries()) if (contains(region, at, y[point] as number)) held.push(point);
  return held;
}

function bitsOf(points: readonly number[], count: number, offset: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil((count + offset) / 8));
  for (const point of points) {
    const bit = offset + point;
    bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
  }
  return bits;
}

/** Bin by bin as the definition reads: the last column and row hold their far edges too. */
function binned({ x, y }: Plane, view: Limits, columns: number, rows: number, points: readonly number[]): Uint32Array {
  const counts = new Uint32Array(columns * rows);
  const [perX, perY] = [columns / (view.x1 - view.x0), rows / (view.y1 - view.y0)];
  for (const point of points) {
    const [px, py] = [x[point] as number, y[point] as number];
    if (!contains(boxOf(view), px, py)) continue;
    const column = Math.min(columns - 1, Math.floor((px - view.x0) * perX));
    const row = Math.min(rows - 1, Math.floor((view.y1 - py) * perY));
    counts[row * columns + column] = (counts[row * columns + column] as number) + 1;
  }
  return counts;
}

/** Two passes, and where float64 says what is near enough: n · ε of the size of what is summed. */
function assertFigures(found: PointFigures, { x, y }: Plane, points: readonly number[]): void {
  const [xs, ys] = [points.map((point) => x[point] as number), points.map((point) => y[point] as number)];
  const direct = correlate(xs, ys);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.equal(found.n, points.length);
  if (points.length === 0) {
    assert.deepEqual([found.meanX, found.meanY, found.r], [null, null, null]);
    return;
  }
  const near = (one: number | null, other: number, size: number, what: string) =>
    assert.ok(one !== null && Math.abs(one - other) <= 1e-12 * size, `${what}: ${one} ${other}`);
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const most = (values: readonly number[]) => values.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  near(found.meanX, meanX, most(xs), 'mean x');
  near(found.meanY, meanY, most(ys), 'mean y');
  // How far the direct one's own rounding of the means and of the distances moves its r: where they are that close, no
  // digits are there to be compared.
  const spread = (values: readonly number[], middle: number) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length);
  const [acrossX, acrossY] = [spread(xs, meanX), spread(ys, meanY)];
  if (acrossX < 1e-4 * most(xs) || acrossY < 1e-4 * most(ys)) return;
  if (direct.r === null || direct.slope === null || direct.r2 === null) {
    assert.deepEqual([found.r, found.r2, found.slope, found.intercept], [null, null, null, null]);
    return;
  }
  near(found.r, direct.r, 1, 'r');
  near(found.r2, direct.r2, 1, 'r²');
  near(found.slope, direct.slope, acrossY / acrossX, 'slope');
}

describe('the index of points', () => {
  it('selects and counts exactly what a region holds, and leaves other bits alone', () => {
    fc.assert(
      fc.property(
        planes.chain((plane) => fc.tuple(fc.constant(plane), regionsOf(plane))),
        fc.nat({ max: 20 }),
        ([plane, region], offset) => {
          const index = indexOf(plane);
          const held = heldBy(plane, region);
          const bits = new Uint8Array(Math.ceil((plane.x.length + offset) / 8));
          index.select(region, { bits, offset });
          assert.deepEqual(bits, bitsOf(held, plane.x.length, offset));
          assert.equal(index.countIn(region), held.length);
          const others = new Uint8Array(bits.length).fill(0b1010_0101);
          index.select(region, { bits: others, offset });
          assert.deepEqual(
            others,
            bits.map((byte) => byte | 0b1010_0101),
          );
        },
      ),
      { numRuns: 600 },
    );
  });

  it('reckons the figures of a region and of a set', () => {
    fc.assert(
      fc.property(
        planes.chain((plane) => fc.tuple(fc.constant(plane), regionsOf(plane))),
        fc.nat({ max: 20 }),
        ([plane, region], offset) => {
          const index = indexOf(plane);
          const held = heldBy(plane, region);
          assertFigures(index.figuresOf(region), plane, held);
          assertFigures(index.figuresOfSet({ bits: bitsOf(held, plane.x.length, offset), offset }), plane, held);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('says of what does not vary that it does not, however the sums are rounded', () => {
    const y = Float64Array.from({ length: 5000 }, (_, point) => (point * 0.618_033_988_75) % 1);
    const index = PointIndex.build(new Float64Array(5000).fill(0.1), y.slice());
    const { n, r, slope, meanX } = index.figuresOf(boxOf({ x0: 0, x1: 1, y0: 0.3, y1: 0.7 }));
    assert.deepEqual([n, r, slope, meanX], [y.filter((value) => value >= 0.3 && value <= 0.7).length, null, null, 0.1]);
  });

  it('keeps the digits of points that lie close together far from 0', () => {
    const x = Float64Array.from({ length: 20_000 }, (_, point) => 1000 + ((point * 0.618_033_988_75) % 1) * 2 ** -20);
    const y = x.map((value, point) => (value - 1000) * 3 + ((point * 0.324_717_957_24) % 1) * 2 ** -20);
    const index = PointIndex.build(x.slice(), y.slice());
    const held = heldBy({ x, y }, boxOf({ x0: 1000, x1: 1000 + 2 ** -21, y0: 0, y1: 1 }));
    const from1000 = correlate(
      held.map((point) => (x[point] as number) - 1000),
      held.map((point) => y[point] as number),
    );
    const found = index.figuresOf(boxOf({ x0: 1000, x1: 1000 + 2 ** -21, y0: 0, y1: 1 }));
    assert.ok(Math.abs((found.r as number) / (from1000.r as number) - 1) < 1e-7, `${found.r} ${from1000.r}`);
    assert.equal(found.n, held.length);
  });

  it('counts every bin of every view as going through all points does', () => {
    const views = (plane: Plane) => fc.tuple(fc.constant(plane), regionsOf(plane), somewhere(plane), somewhere(plane));
    const bins = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(planes.chain(views), bins, bins, ([plane, region, one, other], columns, rows) => {
        const view = {
          x0: Math.min(one[0], other[0]),
          x1: Math.max(one[0], other[0]),
          y0: Math.min(one[1], other[1]),
          y1: Math.max(one[1], other[1]),
        };
        fc.pre(Number.isFinite(columns / (view.x1 - view.x0)) && Number.isFinite(rows / (view.y1 - view.y0)));
        const index = indexOf(plane);
        const all = Array.from(plane.x.keys());
        assert.deepEqual(index.density(view, columns, rows), binned(plane, view, columns, rows, all));
        const held = heldBy(plane, region);
        const among = binned(plane, view, columns, rows, held);
        assert.deepEqual(index.density(view, columns, rows, region), among);
        const bits = bitsOf(held, plane.x.length, 3);
        assert.deepEqual(index.density(view, columns, rows, { bits, offset: 3 }), among);
      }),
      { numRuns: 600 },
    );
  });

  it('refuses a view without extent', () => {
    const index = PointIndex.build(Float64Array.of(0.5), Float64Array.of(0.5));
    assert.throws(() => index.density({ x0: 0.5, x1: 0.5, y0: 0, y1: 1 }, 10, 10), RangeError);
    assert.throws(() => index.density({ x0: 0, x1: 1, y0: 0, y1: 1 }, 0, 10), RangeError);
    assert.throws(() => PointIndex.build(new Float64Array(2), new Float64Array(1)), RangeError);
  });

  it('gives the points of a region where they are few enough', () => {
    fc.assert(
      fc.property(
        planes.chain((plane) => fc.tuple(fc.constant(plane), regionsOf(plane))),
        ([plane, region]) => {
          const index = indexOf(plane);
          const held = heldBy(plane, region);
          const found = index.pointsIn(region, held.length);
          assert.ok(found !== null);
          assert.deepEqual(Array.from(found.points), held);
          assert.deepEqual(
            Array.from(found.x),
            held.map((point) => plane.x[point]),
          );
          assert.deepEqual(
            Array.from(found.y),
            held.map((point) => plane.y[point]),
          );
          if (held.length > 0) assert.equal(index.pointsIn(region, held.length - 1), null);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('picks the nearest point, the lowest of equally near ones, and names those on it', () => {
    const reach = fc.double({ min: 0, max: 0.5, noNaN: true });
    const asked = (plane: Plane) =>
      fc.tuple(fc.constant(plane), somewhere(plane), regionsOf(plane), fc.tuple(reach, reach));
    fc.assert(
      fc.property(
        planes.chain(asked),
        fc.boolean(),
        fc.nat({ max: 5 }),
        ([plane, [atX, atY], region, [x, y]], seen, most) => {
          const view = seen && region.kind === 'box' ? region.limits : undefined;
          const index = indexOf(plane);
          let [nearest, least] = [-1, 1];
          for (const point of heldBy(plane, view === undefined ? everywhere : boxOf(view))) {
            const distance = reachedShare((plane.x[point] as number) - atX, (plane.y[point] as number) - atY, { x, y });
            if (distance < least || (distance === least && nearest < 0)) [nearest, least] = [point, distance];
          }
          const found = index.pick({ x: atX, y: atY }, { x, y }, view);
          if (nearest < 0) return assert.equal(found, null);
          assert.deepEqual(found, { point: nearest, x: plane.x[nearest], y: plane.y[nearest] });
          const together = heldBy(plane, boxOf({ x0: found.x, x1: found.x, y0: found.y, y1: found.y }));
          const { count, points } = index.coinciding(found, most);
          assert.deepEqual([count, ...points], [together.length, ...together.slice(0, most)]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('picks the lowest of points that are equally near on different sides', () => {
    // A lattice, numbered from every corner: between four of its points all are exactly as near.
    const side = 64;
    for (const turn of [0, 1, 2, 3]) {
      const along = (place: number) => (turn % 2 === 0 ? place : side - 1 - place) / side;
      const up = (place: number) => (turn < 2 ? place : side - 1 - place) / side;
      const x = Float64Array.from({ length: side * side }, (_, point) => along(point % side));
      const y = Float64Array.from({ length: side * side }, (_, point) => up(Math.floor(point / side)));
      const index = PointIndex.build(x.slice(), y.slice());
      for (let place = 0; place < (side - 1) ** 2; place++) {
        const at = { x: ((place % (side - 1)) + 0.5) / side, y: (Math.floor(place / (side - 1)) + 0.5) / side };
        const box = { x0: at.x - 0.5 / side, x1: at.x + 0.5 / side, y0: at.y - 0.5 / side, y1: at.y + 0.5 / side };
        const [lowest] = index.pointsIn(boxOf(box), 4)?.points ?? [];
        assert.equal(index.pick(at, { x: 2 / side, y: 2 / side })?.point, lowest);
      }
    }
  });

  it('names the lowest of a crowd in one place, however many there are', () => {
    const x = Float64Array.from({ length: 30_000 }, (_, point) => (point % 3 === 1 ? 0.25 : point / 30_000));
    const index = PointIndex.build(x.slice(), x.slice());
    assert.deepEqual(index.coinciding({ x: 0.25, y: 0.25 }, 4), {
      count: heldBy({ x, y: x }, boxOf({ x0: 0.25, x1: 0.25, y0: 0.25, y1: 0.25 })).length,
      points: Uint32Array.of(1, 4, 7, 10),
    });
    assert.equal(index.pick({ x: 0.25, y: 0.25 }, { x: 0.01, y: 0.01 })?.point, 1);
  });

  it('knows how many have a place, what they reach over, and what it holds', () => {
    fc.assert(
      fc.property(planes, (plane) => {
        const index = indexOf(plane);
        const placed = heldBy(plane, everywhere);
        assert.deepEqual([index.count, index.placed], [plane.x.length, placed.length]);
        const { limits } = index;
        if (placed.length === 0) return assert.equal(limits, null);
        assert.ok(limits !== null);
        const xs = placed.map((point) => plane.x[point] as number);
        const ys = placed.map((point) => plane.y[point] as number);
        assert.ok(
          limits.x0 === xs.reduce((a, b) => Math.min(a, b)) && limits.x1 === xs.reduce((a, b) => Math.max(a, b)),
        );
        assert.ok(
          limits.y0 === ys.reduce((a, b) => Math.min(a, b)) && limits.y1 === ys.reduce((a, b) => Math.max(a, b)),
        );
      }),
      { numRuns: 200 },
    );
    const even = Float64Array.from({ length: 200_000 }, (_, point) => (point * 0.618_033_988_75) % 1);
    const other = even.map((_, point) => (point * 0.754_877_666_25) % 1);
    assert.ok(PointIndex.build(even, other).bytes < 25 * 200_000);
  });

  it('stops when it is cancelled', () => {
    const cancel = new CancelFlag();
    cancel.raise();
    const x = Float64Array.from({ length: 1000 }, (_, point) => point / 1000);
    assert.throws(() => PointIndex.build(x, x.slice(), cancel), CancelledError);
  });
});

const everywhere = boxOf({ x0: -Infinity, x1: Infinity, y0: -Infinity, y1: Infinity });
