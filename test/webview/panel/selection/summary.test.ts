import assert from 'node:assert/strict';
import fc from 'fast-check';
import { correlate } from '../../../../src/engine/statistics/correlation';
import { spearman } from '../../../../src/engine/statistics/spearman';
import { ParameterOrder } from '../../../../src/model/parameterOrder';
import { ParameterSet } from '../../../../src/model/parameterSet';
import type { LayerView } from '../../../../src/model/runView';
import { describeWeights, summariseSelection } from '../../../../webview/panel/selection/summary';

const SIZES = [5, 4, 2];
const order = new ParameterOrder(SIZES);

describe('what is in a selection', () => {
  const members = fc.uniqueArray(fc.nat(order.count - 1));

  it('is counted by neuron and by input', () => {
    fc.assert(
      fc.property(members, (list) => {
        const { weights, biases, neurons, perInput } = summariseSelection(ParameterSet.of(order.count, list), order);
        const places = list.map((parameter) => order.placeOf(parameter));
        assert.equal(weights, places.filter(({ input }) => input !== null).length);
        assert.equal(biases, places.filter(({ input }) => input === null).length);
        for (const { layer, neuron, selected } of neurons)
          assert.equal(selected, places.filter((place) => place.layer === layer && place.neuron === neuron).length);
        assert.equal(
          neurons.reduce((sum, { selected }) => sum + selected, 0),
          list.length,
        );
        for (const [input, selected] of perInput.entries())
          assert.equal(selected, places.filter((place) => place.layer === 1 && place.input === input).length);
        const sizes = neurons.map(({ selected }) => selected);
        assert.deepEqual(
          sizes,
          [...sizes].sort((one, other) => other - one),
        );
      }),
    );
  });

  it('is described by the statistics of the whole, over its weights of one layer alone', () => {
    const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(
        members,
        fc.array(fc.tuple(share, share, fc.integer({ min: -1, max: 6 })), { minLength: 20, maxLength: 20 }),
        (list, points) => {
          const view = {
            weightX: Float64Array.from(points, ([x]) => x),
            weightY: Float64Array.from(points, ([, y]) => y),
            clusterOf: Int32Array.from(points, ([, , cluster]) => cluster),
            multiplicity: new Uint32Array(7),
          } as unknown as LayerView;
          const set = ParameterSet.of(order.count, list);
          const { distinctPoints, ...found } = describeWeights(set, order, { layers: [view] }, 1, true);
          const chosen = list.filter((parameter) => parameter < 20).sort((one, other) => one - other);
          const x = chosen.map((weight) => view.weightX[weight] as number);
          const y = chosen.map((weight) => view.weightY[weight] as number);
          assert.deepEqual(found, { ...correlate(x, y), spearman: spearman(x, y) });
          const clusters = chosen.map((weight) => view.clusterOf[weight] as number).filter((cluster) => cluster >= 0);
          assert.equal(distinctPoints, new Set(clusters).size);
        },
      ),
    );
  });
});
