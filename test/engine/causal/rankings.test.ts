import assert from 'node:assert/strict';
import { RANKING_DRAWS, rankingsOf, TIE_BREAKS } from '../../../src/engine/causal/rankings';
import { Parameters } from '../../../src/engine/network/parameters';

function parametersOf(sizes: readonly number[], values: readonly number[]): Parameters {
  const parameters = new Parameters(sizes);
  parameters.values.set(values);
  return parameters;
}

describe('rankings', () => {
  const sizes = [3, 2, 2];
  const [initial, phase1] = [parametersOf(sizes, Array(14).fill(0)), parametersOf(sizes, [...Array(14).keys()])];
  const x = parametersOf(sizes, [0.5, NaN, 0.9, 0.5, 0.5, 0.1, ...Array(8).fill(0.5)]);
  const y = parametersOf(sizes, [0.1, 0.2, 0.6, 0.4, 0.3, NaN, ...Array(8).fill(0.5)]);
  const inkShare = Float64Array.of(0.2, 0.9, 0.4);
  const ranked = (seed: number, doses = [50]) =>
    rankingsOf({ initial, phase1, x, y, measures: new Map(), inkShare, effect: y }, 0, seed, doses);
  const of = (seed: number, name: string) => [...(ranked(seed).find((one) => one.name === name)?.order ?? [])];

  it('leave out undefined x, all of them', () => {
    for (const { order, name } of ranked(1)) assert.deepEqual([...order].sort(), [0, 2, 3, 4, 5], name);
  });

  it('put the largest score first and break ties by a permutation that the seed draws', () => {
    const orders = Array.from({ length: 40 }, (_, seed) => of(seed, 'x'));
    for (const order of orders) {
      assert.equal(order[0], 2);
      assert.equal(order[4], 5);
    }
    assert.equal(new Set(orders.map((order) => order.slice(1, 4).join())).size, 6, 'all orders of three equals');
    assert.deepEqual(of(3, 'x'), of(3, 'x'));
  });

  it('by y, undefined ones last, and by the share of ink of the pixel', () => {
    assert.deepEqual(of(1, 'y'), [2, 3, 4, 0, 5]);
    // The effect is that of y here.
    assert.deepEqual(of(1, 'effect'), of(1, 'y'));
    const byInk = of(1, 'ink-share');
    assert.equal(byInk[0], 4);
    assert.deepEqual(byInk.slice(1, 3).toSorted(), [2, 5]);
    assert.deepEqual(byInk.slice(3).toSorted(), [0, 3]);
    const second = rankingsOf({ initial, phase1, x, y, measures: new Map(), inkShare, effect: y }, 1, 1, [50]);
    assert.ok(second.every(({ name }) => name !== 'ink-share'));
  });

  it('has further orders of equal x where a dose ends among them, and only there', () => {
    const otherOrders = (doses: number[]) => ranked(1, doses).find(({ name }) => name === 'x')?.otherOrders ?? [];
    // 0.9 first, three equals, 0.1 last.
    assert.deepEqual(otherOrders([20, 80]), []);
    const others = otherOrders([20, 40]);
    assert.equal(others.length, TIE_BREAKS);
    for (const order of others) {
      assert.deepEqual([order[0], order[4]], [2, 5]);
      assert.deepEqual([...order.slice(1, 4)].toSorted(), [0, 3, 4]);
    }
    assert.ok(new Set(others.map((order) => order.join())).size > 1);
  });

  it('by |w|, |Δw|, pixel means, shuffled neurons and at random', () => {
    assert.deepEqual(of(1, 'weight'), [5, 4, 3, 2, 0]);
    assert.deepEqual(of(1, 'weight-change'), [5, 4, 3, 2, 0]);
    // Means of the pixels: (0.5 + 0.5) / 2, 0.5 alone, (0.9 + 0.1) / 2: all tied.
    assert.equal(new Set(Array.from({ length: 60 }, (_, seed) => of(seed, 'pixel-means')[0])).size, 5);
    const shuffled = ranked(2).filter(({ name }) => name === 'neurons-shuffled');
    assert.deepEqual(
      shuffled.map(({ draw }) => draw),
      [...Array(RANKING_DRAWS).keys()],
    );
    // Two neurons: as they are, 0.9 is first; exchanged, it stands at position 5, and the undefined one at 4 comes last.
    for (const { order } of shuffled) assert.ok(order[0] === 2 || (order[0] === 5 && order[4] === 4));
    assert.notDeepEqual(of(1, 'random'), of(2, 'random'));
  });
});
