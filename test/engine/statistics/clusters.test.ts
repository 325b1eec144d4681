import assert from 'node:assert/strict';
import fc from 'fast-check';
import { COINCIDENCE, coincidentClusters } from '../../../src/engine/statistics/clusters';
import { at, layerOf } from '../support';

type Point = readonly [x: number, y: number];

/** Grows each cluster from a point until nothing more joins it: slow, and with nothing to get wrong. */
function bruteForce(neurons: readonly (readonly Point[])[]): number[] {
  const clusterOf: number[] = [];
  let clusters = 0;
  for (const points of neurons) {
    const own: number[] = points.map(([x, y]) => (Number.isNaN(x) || Number.isNaN(y) ? -1 : -2));
    for (const start of points.keys()) {
      if (own[start] !== -2) continue;
      const cluster = clusters++;
      const frontier = [start];
      for (let index = frontier.pop(); index !== undefined; index = frontier.pop()) {
        own[index] = cluster;
        const [x, y] = at(points, index);
        for (const [other, [u, v]] of points.entries()) {
          if (own[other] === -2 && Math.abs(u - x) <= COINCIDENCE && Math.abs(v - y) <= COINCIDENCE) {
            own[other] = cluster;
            frontier.push(other);
          }
        }
      }
    }
    clusterOf.push(...own);
  }
  return clusterOf;
}

function clustersOf(neurons: readonly (readonly Point[])[]) {
  const [x, y] = [0, 1].map((axis) => layerOf(neurons.map((points) => points.map((point) => at(point, axis)))));
  return coincidentClusters(x as ReturnType<typeof layerOf>, y as ReturnType<typeof layerOf>);
}

describe('coincident clusters', () => {
  it('by hand: together when both coordinates agree to 1e-6, apart otherwise, undefined in none', () => {
    const { clusterOf, neuron, multiplicity } = clustersOf([
      [
        [0.5, 0.5],
        [0.2, 0.5],
        [0.5 + 9e-7, 0.5 - 9e-7],
        [0.5, NaN],
        [0.5, 0.5 + 1.2e-6],
      ],
      [
        [0.5, 0.5],
        [NaN, 0.5],
        [0.2, 0.5],
        [0.2 + 1.1e-6, 0.5],
        [0.2, 0.5 + 1.1e-6],
      ],
    ]);
    assert.deepEqual([...clusterOf], [0, 1, 0, -1, 2, 3, -1, 4, 5, 6]);
    assert.deepEqual([...neuron], [0, 0, 0, 1, 1, 1, 1]);
    assert.deepEqual([...multiplicity], [2, 1, 1, 1, 1, 1, 1]);
  });

  it('a chain of points, each next to the last, is one cluster', () => {
    const chain = Array.from({ length: 6 }, (_, k): Point => [0.3 + k * 8e-7, 0.7 - k * 8e-7]);
    const { multiplicity } = clustersOf([
      [at(chain, 3), at(chain, 0), at(chain, 5), at(chain, 2), at(chain, 4), at(chain, 1)],
    ]);
    assert.deepEqual([...multiplicity], [6]);
  });

  it('agrees with brute force', () => {
    // A fine grid about the tolerance, so that near misses, chains and branches all occur.
    const coordinate = fc.oneof(
      { weight: 9, arbitrary: fc.nat(7).map((step) => 0.4 + step * 0.7e-6) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    );
    const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 9, maxLength: 9 });
    const property = fc.property(fc.array(points, { minLength: 1, maxLength: 4 }), (neurons) => {
      const { clusterOf, neuron, multiplicity } = clustersOf(neurons);
      assert.deepEqual([...clusterOf], bruteForce(neurons));
      for (const [cluster, count] of multiplicity.entries()) {
        const members = [...clusterOf.keys()].filter((weight) => clusterOf[weight] === cluster);
        assert.equal(members.length, count);
        assert.ok(members.every((weight) => Math.floor(weight / 9) === neuron[cluster]));
      }
    });
    fc.assert(property, { seed: 2026, numRuns: 400 });
  });
});
