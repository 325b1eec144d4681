import assert from 'node:assert/strict';
import { causalEffect } from '../../../../src/engine/attribution/importance/effect';
import { CancelFlag, runSync } from '../../../../src/engine/cancellation';
import { relateEffect } from '../../../../src/engine/controls/effect';
import { CancelledError } from '../../../../src/engine/errors';
import { initialParameters } from '../../../../src/engine/network/initialisation';
import { Parameters } from '../../../../src/engine/network/parameters';
import { RandomStream } from '../../../../src/engine/network/random';
import { ForwardPass } from '../../../../src/engine/training/forward';
import { isNear, randomLayer, slicer } from '../../controlData';
import { at, EveryTime, storeOf } from '../../support';

const random = new RandomStream(1, 'effect test');
const store = storeOf(
  12,
  Array.from({ length: 15 }, (_, row) => ({
    row,
    label: row % 3,
    target: row % 3 === 0 ? 0 : 1,
    pixels: Array.from({ length: 12 }, () => (random.uniform() < 0.5 ? 0 : random.integer(256))),
  })),
);

function moved(sizes: readonly number[], activation: 'softplus' | 'tanh', by: number) {
  const [initial, phase1] = [initialParameters(sizes, 1), initialParameters(sizes, 1)];
  for (const index of phase1.values.keys()) phase1.values[index] = at(phase1.values, index) + by * random.normal();
  return { rule: { sizes, activation, outputActivation: activation }, initial, phase1, test: store };
}

describe('the causal effect', () => {
  for (const [sizes, activation] of [
    [[12, 4, 2], 'softplus'],
    [[12, 5, 3, 2], 'tanh'],
  ] as const) {
    it(`is what the mean margins lose when one parameter is put back: ${sizes.join(' – ')}`, () => {
      const given = moved(sizes, activation, 1e-5);
      const { phase1, initial } = given;
      const effect = new Parameters(sizes);
      runSync(causalEffect(given, effect));
      const margin = (parameters: Parameters, target: number) => {
        const forward = new ForwardPass(given.rule, parameters);
        const of = [...store.targets.keys()].filter((example) => store.targets[example] === target);
        const sum = of.reduce((total, example) => {
          forward.run(store.pixels, example * 12);
          return total + at(forward.output, target) - at(forward.output, 1 - target);
        }, 0);
        return sum / of.length;
      };
      const before = [0, 1].map((target) => margin(phase1, target));
      for (const index of phase1.values.keys()) {
        const back = phase1.copy();
        back.values[index] = at(initial.values, index);
        const lost = [0, 1].map((target) => at(before, target) - margin(back, target));
        isNear(at(effect.values, index), at(lost, 0) - at(lost, 1), 1e-9);
      }
    });
  }

  it('is held against x and y over the same weights', async () => {
    const given = { ...moved([12, 4, 2], 'softplus', 0.1), effect: new Parameters([12, 4, 2]) };
    const x = randomLayer(4, 12, 2, 0.1);
    const y = randomLayer(4, 12, 3, 0.1);
    const found = await relateEffect(x, y, given, slicer());
    assert.equal(found.n, x.weight.filter((value, w) => !Number.isNaN(value + at(y.weight, w))).length);
    assert.ok(given.effect.values.some((value) => value !== 0));
    assert.ok(found.x.r2 !== null && found.y.withinPixelR !== null);
  });

  it('can be cancelled', async () => {
    const cancel = new CancelFlag();
    cancel.raise();
    const given = moved([12, 4, 2], 'softplus', 0.1);
    await assert.rejects(new EveryTime(cancel).run(causalEffect(given, new Parameters([12, 4, 2]))), CancelledError);
  });
});
