import assert from 'node:assert/strict';
import fc from 'fast-check';
import { initialParameters } from '../../../src/engine/network/initialisation';
import { RandomStream } from '../../../src/engine/network/random';
import { at } from '../support';

function draws(stream: RandomStream, count: number, draw: (stream: RandomStream) => number): number[] {
  return Array.from({ length: count }, () => draw(stream));
}

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  return meanOf(Array.from(values).map((value) => (value - mean) ** 2));
}

const uniforms = (seed: number, ...path: (string | number)[]) =>
  draws(new RandomStream(seed, ...path), 5, (stream) => stream.uniform());

const PINNED = {
  uniform: [0.6207724347397642, 0.5015776563765871, 0.35694734758114166],
  normal: [-0.08893487887169006, 0.24922893073952038, 0.43714235722534617],
  integer: [2, 4, 4, 6, 5, 7, 8, 4],
  permutation: [1, 0, 6, 4, 7, 8, 5, 9, 2, 3],
  initial: [-1.1369688032708898, -0.01127080819572525, 0.7494117490554261, 0.16458106539269884],
};

describe('random stream', () => {
  // A change here changes every initial weight, shuffle and drawn digit: runs of one config would no longer agree.
  it('has pinned numbers', () => {
    const stream = new RandomStream(1, 'initial parameters');
    assert.deepEqual(
      draws(stream, 3, (one) => one.uniform()),
      PINNED.uniform,
    );
    assert.deepEqual(
      draws(stream, 3, (one) => one.normal()),
      PINNED.normal,
    );
    assert.deepEqual(
      draws(stream, 8, (one) => one.integer(10)),
      PINNED.integer,
    );
    assert.deepEqual([...new RandomStream(1, 'order', 'phase1').permutation(10)], PINNED.permutation);
    assert.deepEqual([...initialParameters([3, 1, 2], 1).values.subarray(0, 4)], PINNED.initial);
  });

  it('is the same for the same seed and path, another for another', () => {
    const names = [
      [1, 'a'],
      [2, 'a'],
      [2 ** 32 + 1, 'a'],
      [1, 'b'],
      [1, 'a', 'b'],
      [1, 'ab'],
      [1, 'b', 'a'],
      [1, 'a', 0],
      [1, 'a', 1],
      [1],
    ] as const;
    const streams = names.map(([seed, ...path]) => uniforms(seed, ...path).join());
    assert.equal(new Set(streams).size, names.length);
    assert.deepEqual(
      names.map(([seed, ...path]) => uniforms(seed, ...path).join()),
      streams,
    );
  });

  it('does not depend on what other streams have drawn', () => {
    const alone = uniforms(1, 'b');
    const other = new RandomStream(1, 'a');
    const mixed = new RandomStream(1, 'b');
    const together = alone.map(() => {
      other.normal();
      return mixed.uniform();
    });
    assert.deepEqual(together, alone);
  });

  it('streams of neighbouring paths and seeds are uncorrelated', () => {
    const n = 4000;
    const columns = [
      new RandomStream(1, 'x', 0),
      new RandomStream(1, 'x', 1),
      new RandomStream(2, 'x', 0),
      new RandomStream(1, 'y', 0),
    ].map((stream) => draws(stream, n, (one) => one.uniform() - 0.5));
    for (const [index, one] of columns.entries()) {
      for (const other of columns.slice(index + 1)) {
        const r = 12 * meanOf(one.map((value, k) => value * at(other, k)));
        assert.ok(Math.abs(r) < 5 / Math.sqrt(n), `r = ${r}`);
      }
    }
  });

  it('uniform: in [0, 1), evenly', () => {
    const values = draws(new RandomStream(1, 'uniform'), 20_000, (stream) => stream.uniform());
    assert.ok(values.every((value) => value >= 0 && value < 1));
    const counts = new Array<number>(10).fill(0);
    for (const value of values) counts[Math.floor(10 * value)] = (counts[Math.floor(10 * value)] ?? 0) + 1;
    // Chi-squared of nine degrees of freedom: above 33.7 once in ten thousand.
    assert.ok(counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0) < 33.7, counts.join());
  });

  it('normal: mean 0, variance 1, no skew, kurtosis 3, neighbours uncorrelated', () => {
    const n = 50_000;
    const values = draws(new RandomStream(1, 'normal'), n, (stream) => stream.normal());
    const moment = (power: number) => meanOf(values.map((value) => value ** power));
    // Five standard errors of each moment.
    for (const [power, expected, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const) {
      assert.ok(Math.abs(moment(power) - expected) < 5 * Math.sqrt(variance / n), `moment ${power}: ${moment(power)}`);
    }
    const products = values.slice(1).map((value, k) => value * at(values, k));
    assert.ok(Math.abs(meanOf(products)) < 5 / Math.sqrt(n));
  });

  it('integer: each of 0 … count − 1, evenly', () => {
    const counts = new Array<number>(7).fill(0);
    for (const value of draws(new RandomStream(1, 'integer'), 14_000, (stream) => stream.integer(7))) {
      counts[value] = (counts[value] ?? 0) + 1;
    }
    assert.equal(counts.length, 7);
    // Six degrees of freedom: above 27.9 once in ten thousand.
    assert.ok(counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0) < 27.9, counts.join());
  });

  it('permutation: every number once', () => {
    const property = fc.property(fc.nat(300), fc.nat(), (count, seed) => {
      const order = new RandomStream(seed, 'permutation').permutation(count);
      assert.deepEqual(
        order.toSorted(),
        Uint32Array.from({ length: count }, (_, index) => index),
      );
    });
    fc.assert(property, { seed: 2026, numRuns: 100 });
  });

  it('permutation: all six orders of three, evenly', () => {
    const counts = new Map<string, number>();
    const stream = new RandomStream(1, 'orders');
    for (let draw = 0; draw < 6000; draw++) {
      const order = stream.permutation(3).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    assert.equal(counts.size, 6);
    // Five degrees of freedom: above 25.7 once in ten thousand.
    assert.ok([...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0) < 25.7);
  });
});

describe('He initialisation', () => {
  it('draws weights and biases of each layer with variance 2 / fan-in', () => {
    const { layers } = initialParameters([400, 300, 250, 2], 3);
    const sets = [
      [at(layers, 0).weight, 400],
      [at(layers, 0).bias, 400],
      [at(layers, 1).weight, 300],
      [at(layers, 1).bias, 300],
      [at(layers, 2).weight, 250],
    ] as const;
    for (const [values, fanIn] of sets) {
      const n = values.length;
      const scaled = (varianceOf(values) * fanIn) / 2;
      assert.ok(Math.abs(scaled - 1) < 5 * Math.sqrt(2 / n), `variance ${scaled} of ${n}`);
      assert.ok(Math.abs(meanOf(values)) < 5 * Math.sqrt(2 / fanIn / n));
    }
  });

  it('depends on sizes and seed alone', () => {
    const once = initialParameters([5, 4, 2], 1).values;
    assert.deepEqual(initialParameters([5, 4, 2], 1).values, once);
    assert.notDeepEqual(initialParameters([5, 4, 2], 2).values, once);
  });
});
