import assert from 'node:assert/strict';
import { decompose } from '../../../src/engine/controls/decomposition';
import type { Layer } from '../../../src/engine/network/parameters';
import { correlate } from '../../../src/engine/statistics/correlation';
import { residualCorrelation } from '../../../src/engine/statistics/residualCorrelation';
import { follow, isNear, randomLayer, residualsByNormalEquations, slicer } from '../controlData';
import { layerOf } from '../support';

const found = (x: Layer, y: Layer) => residualCorrelation(x, y, slicer());

describe('the residual r of a layer', () => {
  for (const undefinedShare of [0, 0.15, 0.4]) {
    it(`is r of what least squares leave, ${100 * undefinedShare} % undefined`, async () => {
      const x = randomLayer(9, 8, 3, undefinedShare);
      const y = follow(x, 4, undefinedShare);
      const isDefined = (k: number) => !Number.isNaN(x.weight[k]) && !Number.isNaN(y.weight[k]);
      const [u, v] = [residualsByNormalEquations(x, isDefined), residualsByNormalEquations(y, isDefined)];
      isNear(await found(x, y), correlate(u, v).r, 1e-9);
    });
  }

  it('is to the bit what the decomposition says of layer 1', async () => {
    const x = randomLayer(13, 11, 5, 0.1);
    const y = follow(x, 6, 0.1);
    const expected = (await decompose(x, y, slicer())) ?? assert.fail('undefined');
    assert.equal(await found(x, y), expected.residual.r);
  });

  it('leaves out rows and columns of which nothing is defined', async () => {
    const x = randomLayer(8, 7, 1, 0);
    const y = follow(x, 2, 0);
    const dead = (k: number) => k < 7 || k % 7 === 3;
    const without = (layer: Layer) => ({ ...layer, weight: layer.weight.map((value, k) => (dead(k) ? NaN : value)) });
    const rest = (layer: Layer) => ({
      ...{ ...layer, inputs: 6, outputs: 7 },
      weight: layer.weight.filter((_, k) => !dead(k)),
    });
    isNear(await found(without(x), without(y)), await found(rest(x), rest(y)), 1e-10);
  });

  it('is undefined where nothing is left, where r is, and of fewer weights than r needs', async () => {
    for (const [outputs, inputs] of [
      [1, 9],
      [9, 1],
      [1, 3],
    ] as const)
      assert.equal(await found(randomLayer(outputs, inputs, 1, 0), randomLayer(outputs, inputs, 2, 0)), null);
    const half = [0.5, 0.5];
    assert.equal(await found(layerOf([half, half]), randomLayer(2, 2, 1, 0)), null);
  });
});
