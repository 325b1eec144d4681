import assert from 'node:assert/strict';
import type { Attribution } from '../../../src/engine/attribution/ratios';
import { checkIdentity, constantInputs } from '../../../src/engine/controls/identity';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import type { Parameters } from '../../../src/engine/network/parameters';
import type { Run } from '../../../src/engine/run';
import { at, run, sequenceOf, smallConfig, storeOf } from '../support';

function withAltered({ attribution }: Run, set: 'x' | 'y', alter: (parameters: Parameters) => void): Attribution {
  const altered = attribution[set].copy();
  alter(altered);
  return { ...attribution, [set]: altered };
}

describe('the identity', () => {
  const data = openDrawnDigits(1);
  let finished: Run;
  before(async () => {
    finished = await run(smallConfig(), data);
  });

  it('the constant inputs of a run are those with one value in every example of phase 1 and the forks', () => {
    const { plan, constant } = finished;
    assert.ok(plan.phase1.length > 0);
    const pixels = new Uint8Array(784);
    const wanted = new Uint8Array(784).fill(1);
    let first: Uint8Array | undefined;
    for (let row = 0; row < 800; row++) {
      if (![1, 7, 6, 8].includes(data.training.labelOf(row))) continue;
      data.training.readImage(row, pixels, 0);
      first ??= pixels.slice();
      for (const [i, pixel] of pixels.entries()) if (pixel !== first[i]) wanted[i] = 0;
    }
    assert.deepEqual(constant, wanted);
    assert.equal(
      finished.metrics.identity.constantInputs,
      wanted.reduce((sum, flag) => sum + flag, 0),
    );
  });

  it('an input that varies in the forks alone is not constant, one that varies in unused examples is', () => {
    const example = (row: number, ...pixels: number[]) => ({ row, label: 1, target: 0, pixels });
    const store = storeOf(4, [
      example(0, 5, 0, 1, 9),
      example(1, 5, 0, 1, 8),
      example(2, 5, 1, 1, 9),
      example(3, 6, 0, 1, 9),
    ]);
    assert.deepEqual([...constantInputs(store, [sequenceOf([0]), sequenceOf([2])])], [1, 0, 1, 1]);
    assert.deepEqual([...constantInputs(store, [sequenceOf([1, 0]), sequenceOf([])])], [1, 1, 1, 0]);
    assert.deepEqual([...constantInputs(store, [sequenceOf([3]), sequenceOf([3, 1])])], [0, 1, 1, 0]);
  });

  it('holds to 1e-6 for SGD on the drawn digits', () => {
    const { constantInputs: count, maxDeviationX, maxDeviationY, holds } = finished.metrics.identity;
    assert.ok(count > 50);
    assert.equal(holds, true);
    assert.ok(maxDeviationX <= 1e-6 && maxDeviationY <= 1e-6);
  });

  it('holds for momentum, with two hidden layers', async () => {
    const config = smallConfig({ optimiser: { name: 'momentum' }, network: { hidden: [8, 5], activation: 'tanh' } });
    const { identity } = (await run(config, data)).metrics;
    assert.equal(identity.holds, true, JSON.stringify(identity));
    assert.ok(Math.max(identity.maxDeviationX, identity.maxDeviationY) <= 1e-6);
  });

  it('is only described for Adam, where it does not hold', async () => {
    const { identity } = (await run(smallConfig({ optimiser: { name: 'adam' } }), data)).metrics;
    assert.equal(identity.holds, null);
    assert.ok(identity.constantInputs > 50 && Math.max(identity.maxDeviationX, identity.maxDeviationY) > 1e-6);
  });

  it('is not asserted where no input is constant', () => {
    const none = new Uint8Array(784);
    const nothing = { constantInputs: 0, maxDeviationX: 0, maxDeviationY: 0, holds: null };
    assert.deepEqual(checkIdentity(finished.attribution, none, true), nothing);
  });

  describe('planted violations are found', () => {
    const planted = (set: 'x' | 'y', value: (bias: number) => number, pick: 0 | 1 = 1) => {
      const { constant } = finished;
      const altered = withAltered(finished, set, ({ layers }) => {
        const { weight, bias } = at(layers, 0);
        // The last neuron's last input that is constant (or the first that is not).
        const input = pick === 1 ? constant.lastIndexOf(1) : constant.indexOf(0);
        weight[11 * 784 + input] = value(at(bias, 11));
      });
      return checkIdentity(altered, constant, true);
    };

    for (const set of ['x', 'y'] as const) {
      it(`one weight's ${set} off by 2e-6`, () => {
        const finding = planted(set, (bias) => bias + 2e-6);
        assert.equal(finding.holds, false);
        const found = set === 'x' ? finding.maxDeviationX : finding.maxDeviationY;
        assert.ok(Math.abs(found - 2e-6) < 1e-12);
      });

      it(`one weight's ${set} undefined while its bias's is not`, () => {
        const finding = planted(set, () => Number.NaN);
        assert.equal(finding.holds, false);
        assert.equal(set === 'x' ? finding.maxDeviationX : finding.maxDeviationY, 1);
      });
    }

    it('but 5e-7 is within the tolerance, and a weight of another input may be anything', () => {
      assert.equal(planted('y', (bias) => bias + 5e-7).holds, true);
      assert.equal(planted('y', () => 0.123, 0).holds, true);
    });

    it('a bias undefined while its weights are not', () => {
      const altered = withAltered(finished, 'x', ({ layers }) => {
        at(layers, 0).bias[3] = Number.NaN;
      });
      assert.equal(checkIdentity(altered, finished.constant, true).holds, false);
    });
  });
});
