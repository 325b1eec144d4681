import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CancelFlag, TimeSlicer } from '../../../src/engine/cancellation';
import { measurePurity } from '../../../src/engine/controls/clusterPurity';
import { CancelledError } from '../../../src/engine/errors';
import { RandomStream } from '../../../src/engine/network/random';
import { adjustedRandIndex } from '../../../src/engine/statistics/adjustedRand';
import { type Density, densityClusters } from '../../../src/engine/statistics/densityClusters';
import { isNear, randomLayer, slicer } from '../controlData';
import { at, layerOf } from '../support';

type Point = readonly [x: number, y: number];

/** DBSCAN by its definition: all pairs, and a flood from each core point. */
function byDefinition(points: readonly Point[], { eps, minPoints }: Density): number[] {
  const squared = (one: Point, other: Point) => (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2;
  const near = points.map((one) => [...points.keys()].filter((k) => squared(one, at(points, k)) <= eps * eps));
  const isCore = near.map((neighbours) => neighbours.length >= minPoints);
  const label = points.map(() => -1);
  let clusters = 0;
  for (const start of points.keys()) {
    if (!at(isCore, start) || at(label, start) >= 0) continue;
    const waiting = [start];
    for (let point = waiting.pop(); point !== undefined; point = waiting.pop()) {
      if (at(label, point) >= 0) continue;
      label[point] = clusters;
      waiting.push(...at(near, point).filter((other) => isCore[other]));
    }
    clusters++;
  }
  const ofCores = [...label];
  for (const point of points.keys()) {
    const cores = at(near, point).filter((other) => isCore[other]);
    if (at(isCore, point) || cores.length === 0) continue;
    const distance = (core: number) => squared(at(points, core), at(points, point));
    label[point] = at(
      ofCores,
      cores.reduce((best, core) => (distance(core) < distance(best) ? core : best)),
    );
  }
  const numbers = [...new Set(label.filter((value) => value >= 0))];
  return label.map((value) => numbers.indexOf(value));
}

async function clustersOf(points: readonly Point[], density: Density): Promise<number[]> {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [...(await densityClusters(Float64Array.from(xs), Float64Array.from(ys), density, slicer()))];
}

describe('clusters by density', () => {
  it('are those of the definition', async () => {
    // On a coarse lattice, so that many points coincide or lie at the very distance.
    const coordinate = fc.integer({ min: 0, max: 24 }).map((value) => value / 32);
    const points = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 60 });
    const eps = fc.constantFrom(1 / 32, 2 / 32, 0.05, 0.11, 5 / 32);
    const property = fc.asyncProperty(points, eps, fc.integer({ min: 1, max: 6 }), async (list, radius, minPoints) => {
      const density = { eps: radius, minPoints };
      assert.deepEqual(await clustersOf(list, density), byDefinition(list, density));
    });
    await fc.assert(property, { seed: 2026, numRuns: 500 });
  });

  it('find two heaps and the noise between', async () => {
    const random = new RandomStream(1, 'heaps');
    const heap = (x: number, y: number): Point[] =>
      Array.from({ length: 40 }, () => [x + 0.02 * random.normal(), y + 0.02 * random.normal()]);
    const found = await clustersOf([...heap(0.2, 0.2), ...heap(0.8, 0.7), [0.5, 0.1]], { eps: 0.05, minPoints: 5 });
    assert.deepEqual(new Set(found.slice(0, 40)), new Set([0]));
    assert.deepEqual(new Set(found.slice(40, 80)), new Set([1]));
    assert.equal(found.at(-1), -1);
  });

  it('are none of no points', async () => {
    assert.deepEqual(await clustersOf([], { eps: 0.1, minPoints: 3 }), []);
  });

  it('can be cancelled', async () => {
    const cancel = new CancelFlag();
    const late = new TimeSlicer(cancel);
    cancel.raise();
    // Longer than a chunk, so that the next look is due.
    await new Promise((resolve) => setTimeout(resolve, 60));
    const xs = Float64Array.of(0.1, 0.2);
    await assert.rejects(densityClusters(xs, xs, { eps: 0.1, minPoints: 2 }, late), CancelledError);
  });
});

describe('the adjusted Rand index', () => {
  const index = (one: readonly number[], other: readonly number[]) =>
    adjustedRandIndex(Int32Array.from(one), Int32Array.from(other));

  it('has the values of scikit-learn’s documentation', () => {
    // sklearn.metrics.adjusted_rand_score
    assert.equal(index([0, 0, 1, 1], [0, 0, 1, 1]), 1);
    assert.equal(index([0, 0, 1, 1], [1, 1, 0, 0]), 1);
    isNear(index([0, 0, 1, 2], [0, 0, 1, 1]), 0.5714285714285714);
    isNear(index([0, 0, 1, 1], [0, 0, 1, 2]), 0.5714285714285714);
    assert.equal(index([0, 0, 0, 0], [0, 1, 2, 3]), 0);
    isNear(index([0, 0, 1, 1], [0, 1, 0, 1]), -0.5);
  });

  it('is that of a count over all pairs', () => {
    const label = fc.integer({ min: 0, max: 4 });
    const property = fc.property(fc.array(fc.tuple(label, label), { minLength: 2, maxLength: 25 }), (list) => {
      // (a d − b c) from the four kinds of pairs: Steinley 2004, eq. 9.
      let [both, first, second, neither] = [0, 0, 0, 0];
      for (const [k, [one, other]] of list.entries())
        for (const [one2, other2] of list.slice(k + 1)) {
          if (one === one2 && other === other2) both++;
          else if (one === one2) first++;
          else if (other === other2) second++;
          else neither++;
        }
      const below = (both + first) * (first + neither) + (both + second) * (second + neither);
      const expected = below === 0 ? 1 : (2 * (both * neither - first * second)) / below;
      isNear(
        index(
          list.map(([one]) => one),
          list.map(([, other]) => other),
        ),
        expected,
        1e-10,
      );
    });
    fc.assert(property, { seed: 2026, numRuns: 500 });
  });

  it('says nothing about fewer than two', () => {
    assert.equal(index([0], [0]), null);
    assert.equal(index([], []), null);
  });
});

describe('cluster purity', () => {
  it('is 1 where every cluster is a neuron, and tells constant inputs apart', async () => {
    const row = (center: number) => [...Array<number>(12).fill(center), center + 0.1, center + 0.2];
    const layer = layerOf([row(0.2), row(0.5), row(0.8)]);
    const constant = Uint8Array.from({ length: 14 }, (_, input) => (input < 12 ? 1 : 0));
    const { all, varying, eps, minPoints } = await measurePurity(layer, layer, constant, slicer());
    assert.deepEqual([eps, minPoints], [0.001, 10]);
    assert.deepEqual(all, { points: 42, clusters: 3, noise: 6, adjustedRand: 1 });
    assert.deepEqual(varying, { points: 6, clusters: 0, noise: 6, adjustedRand: null });
  });

  it('is low where clusters cut across neurons, and leaves undefined points out', async () => {
    const at20 = [...Array<number>(20).fill(0.2), ...Array<number>(20).fill(0.7), NaN];
    const layer = layerOf([at20, at20]);
    const { all } = await measurePurity(layer, layer, new Uint8Array(41), slicer());
    assert.equal(all.points, 80);
    assert.equal(all.clusters, 2);
    assert.ok(all.adjustedRand !== null && Math.abs(all.adjustedRand) < 0.05);
  });

  it('finds nothing in a thin cloud', async () => {
    const { all } = await measurePurity(
      randomLayer(4, 30, 1, 0),
      randomLayer(4, 30, 2, 0),
      new Uint8Array(30),
      slicer(),
    );
    assert.equal(all.noise, 120);
  });
});
