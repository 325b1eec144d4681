import assert from 'node:assert/strict';
import { runSync } from '../../../src/engine/cancellation';
import { wholeTallyInChunks } from '../../../src/engine/controls/wholeTally';
import { Parameters } from '../../../src/engine/network/parameters';
import { isNear } from '../controlData';
import { run, tinyConfig, tinyData } from '../support';

/*
 * import numpy as np
 * k = np.arange(12); a0 = k % 5 + 1.; b0 = k*7 % 4 + 1.; a1 = k*3 % 7*1.; b1 = k*5 % 3*1.; y = (k*37 % 11)/11
 * a1[4:8] = b1[4:8] = 0                                      # a neuron that is dead in the second half
 * with np.errstate(invalid='ignore'): half = a1/(a1 + b1)
 * both = ~np.isnan(half); whole = (a0 + a1)/(a0 + a1 + b0 + b1)
 * r2 = lambda x: np.corrcoef(x[both], y[both])[0, 1]**2
 * print(both.sum(), r2(whole), r2(half))
 */
describe('the whole tally where a neuron died in the first half', () => {
  it('is held against the headline over the same weights, as NumPy has both', () => {
    const sizes = [4, 3, 2];
    const parameters = (of: (k: number) => number) => {
      const made = new Parameters(sizes);
      for (let k = 0; k < 12; k++) made.values[k] = of(k);
      return made;
    };
    const isDead = (k: number) => k >= 4 && k < 8;
    const [a1, b1] = [(k: number) => (isDead(k) ? 0 : (k * 3) % 7), (k: number) => (isDead(k) ? 0 : (k * 5) % 3)];
    const tallies = [
      { a: parameters((k) => (k % 5) + 1), b: parameters((k) => ((k * 7) % 4) + 1), from: 0 },
      { a: parameters(a1), b: parameters(b1), from: 0 },
    ] as const;
    const x = parameters((k) => a1(k) / (a1(k) + b1(k)));
    const y = parameters((k) => ((k * 37) % 11) / 11);
    const { n, r2, headlineR2 } = runSync(wholeTallyInChunks(...tallies, { x, y }));
    assert.equal(n, 7);
    isNear(r2, 0.014331796863703086);
    isNear(headlineR2 ?? null, 0.1921149700195378);
  });
});

describe('the whole tally beside that of the second half', () => {
  for (const optimiser of [{ name: 'sgd' }, { name: 'adam' }] as const) {
    it(`is what a run with phase1.tally = "whole" finds: ${optimiser.name}`, async () => {
      const [half, whole] = await Promise.all(
        (['second-half', 'whole'] as const).map((tally) =>
          run(tinyConfig({ optimiser, phase1: { rows: 100, tally } }), tinyData()),
        ),
      );
      const [found, expected] = [half?.metrics.controls.wholeTally, whole?.metrics['layer1.weight']];
      assert.ok(found?.r != null && expected?.r != null);
      assert.equal(found.n, expected.n);
      assert.equal(found.headlineR2, half?.metrics['layer1.weight']?.r2);
      assert.ok(Math.abs(found.r - expected.r) <= 1e-12 * Math.abs(expected.r), `${found.r} ${expected.r}`);
      assert.notEqual(found.r, half?.metrics['layer1.weight']?.r);
      assert.equal(whole?.metrics.controls.wholeTally, null);
    });
  }
});
