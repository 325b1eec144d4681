import assert from 'node:assert/strict';
import { run, tinyConfig, tinyData } from '../support';

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
      assert.ok(Math.abs(found.r - expected.r) <= 1e-12 * Math.abs(expected.r), `${found.r} ${expected.r}`);
      assert.notEqual(found.r, half?.metrics['layer1.weight']?.r);
      assert.equal(whole?.metrics.controls.wholeTally, null);
    });
  }
});
