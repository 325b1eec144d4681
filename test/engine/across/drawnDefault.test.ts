import { ok } from 'node:assert/strict';
import { parseConfig } from '../../../src/engine/config';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { run } from '../support';

describe('the default experiment on drawn digits', function () {
  this.timeout(120_000);

  it('has a weights R² above its neuron-permutation null, and constant pixels about as many as MNIST', async () => {
    const { metrics } = await run(parseConfig({}), openDrawnDigits(1));
    const { neuronPermutation } = metrics.controls;
    ok((metrics['layer1.weight']?.r2 ?? 0) > (neuronPermutation.meanR2 ?? 1), JSON.stringify(metrics.controls));
    ok(metrics.identity.constantInputs >= 50 && metrics.identity.constantInputs <= 150);
    ok(metrics.identity.holds === true);
  });
});
