import assert from 'node:assert/strict';
import fc from 'fast-check';
import { firstOfClusters, HitIndex, membersOf } from '../../webview/plot/hitIndex';

/** Nearest of all, one by one; of equally near ones the first. */
function bruteForce(x: Float64Array, y: Float64Array, atX: number, atY: number, radius: number): number {
  let best = -1;
  let least = radius * radius;
  for (let point = 0; point < x.length; point++) {
    const distance = ((x[point] as number) - atX) ** 2 + ((y[point] as number) - atY) ** 2;
    if (distance < least || (distance === least && best < 0)) {
      least = distance;
      best = point;
    }
  }
  return best;
}

const place = fc.double({ min: 0, max: 1, noNaN: true });
/** Coarse places coincide often; exact ones lie on the borders of cells. */
const coordinate = fc.oneof(
  place,
  fc.integer({ min: 0, max: 8 }).map((eighth) => eighth / 8),
  fc.constant(Number.NaN),
);
const points = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 400 });
const around = fc.double({ min: -0.1, max: 1.1, noNaN: true });

describe('the hit index', () => {
  it('finds what a search through all points finds', () => {
    fc.assert(
      fc.property(points, around, around, fc.double({ min: 0, max: 0.5, noNaN: true }), (pairs, atX, atY, radius) => {
        const x = Float64Array.from(pairs, ([value]) => value);
        const y = Float64Array.from(pairs, ([, value]) => value);
        assert.equal(new HitIndex(x, y).nearest(atX, atY, radius), bruteForce(x, y, atX, atY, radius));
      }),
      { numRuns: 500 },
    );
  });

  it('takes the first of points that coincide', () => {
    const x = Float64Array.of(0.2, 0.5, 0.5, 0.5);
    assert.equal(new HitIndex(x, x).nearest(0.501, 0.499, 0.01), 1);
  });

  it('finds nothing among no points, and nothing out of reach', () => {
    const none = new Float64Array(0);
    assert.equal(new HitIndex(none, none).nearest(0.5, 0.5, 1), -1);
    const one = Float64Array.of(0.5);
    assert.equal(new HitIndex(one, one).nearest(0.5, 0.6, 0.0999), -1);
  });
});

describe('clusters', () => {
  it('have a first member, and members within their neuron', () => {
    // Two neurons of four weights; −1 has no point.
    const clusterOf = Int32Array.of(0, 1, 0, -1, 2, 3, 3, 2);
    assert.deepEqual([...firstOfClusters(clusterOf, 4)], [0, 1, 4, 5]);
    assert.deepEqual(membersOf(clusterOf, 0, 0, 4), [0, 2]);
    assert.deepEqual(membersOf(clusterOf, 3, 4, 8), [5, 6]);
  });
});
