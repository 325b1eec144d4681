import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Parameters } from '../../../src/engine/network/parameters';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { ParameterSet } from '../../../src/model/parameterSet';

describe('the order of parameters', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 });

  it('is that of the engine’s buffer, and goes both ways', () => {
    fc.assert(
      fc.property(sizes, (sizes) => {
        const order = new ParameterOrder(sizes);
        const parameters = new Parameters(sizes);
        for (const index of parameters.values.keys()) parameters.values[index] = index;
        assert.equal(order.count, parameters.values.length);
        for (let parameter = 0; parameter < order.count; parameter++) {
          const place = order.placeOf(parameter);
          const { weight, bias, inputs } = parameters.layers[place.layer - 1] as (typeof parameters.layers)[number];
          const value = place.input === null ? bias[place.neuron] : weight[place.neuron * inputs + place.input];
          assert.equal(value, parameter);
          assert.equal(order.numberOf(place), parameter);
        }
      }),
    );
  });

  it('refuses what the network does not have', () => {
    const order = new ParameterOrder([784, 100, 2]);
    assert.equal(order.count, 78_702);
    for (const parameter of [-1, 78_702, 0.5, Number.NaN]) assert.throws(() => order.placeOf(parameter), RangeError);
    for (const place of [
      { layer: 0, neuron: 0, input: 0 },
      { layer: 3, neuron: 0, input: 0 },
      { layer: 1, neuron: 100, input: 0 },
      { layer: 1, neuron: 0, input: 784 },
      { layer: 2, neuron: 2, input: null },
    ])
      assert.throws(() => order.numberOf(place), RangeError);
  });
});

describe('a set of parameters', () => {
  const COUNT = 77;
  const members = fc.uniqueArray(fc.integer({ min: 0, max: COUNT - 1 }));
  const sorted = (list: Iterable<number>) => [...list].sort((one, other) => one - other);

  it('does its algebra as sets of numbers do', () => {
    fc.assert(
      fc.property(members, members, (one, two) => {
        const [a, b] = [ParameterSet.of(COUNT, one), ParameterSet.of(COUNT, two)];
        const all = Array.from({ length: COUNT }, (_, member) => member);
        const expected: [ParameterSet, number[]][] = [
          [a, one],
          [a.union(b), all.filter((member) => one.includes(member) || two.includes(member))],
          [a.intersection(b), one.filter((member) => two.includes(member))],
          [a.difference(b), one.filter((member) => !two.includes(member))],
          [a.inverse(), all.filter((member) => !one.includes(member))],
          [a.inverse(b), two.filter((member) => !one.includes(member))],
        ];
        for (const [set, list] of expected) {
          assert.deepEqual([...set], sorted(list));
          assert.deepEqual([...set.members()], sorted(list));
          assert.equal(set.size, list.length);
          assert.ok(all.every((member) => set.has(member) === list.includes(member)));
          assert.ok(ParameterSet.fromBits(COUNT, set.bits).equals(set));
        }
        assert.equal(a.equals(b), sorted(one).join() === sorted(two).join());
      }),
    );
  });

  it('of another network is refused', () => {
    assert.throws(() => ParameterSet.of(3, [3]), RangeError);
    assert.throws(() => ParameterSet.fromBits(8, Uint8Array.of(1, 1)), RangeError);
    assert.throws(() => ParameterSet.fromBits(3, Uint8Array.of(8)), RangeError);
    assert.throws(() => ParameterSet.empty(3).union(ParameterSet.empty(4)), RangeError);
  });
});
