import assert from 'node:assert/strict';
import { talliedInChunks } from '../../../src/engine/attribution/tallied';
import { runSync } from '../../../src/engine/cancellation';
import { randomLayer } from '../controlData';

describe('how far a layer was moved in all', () => {
  it('is the sum of a and b over its weights and its biases', () => {
    // More than are gone through at a time.
    const [outputs, inputs] = [300, 1_000];
    const bias = Float64Array.from({ length: outputs }, (_, neuron) => neuron / 7);
    const [a, b] = [1, 2].map((seed) => ({ ...randomLayer(outputs, inputs, seed, 0), bias }));
    assert.ok(a !== undefined && b !== undefined);
    let expected = 0;
    for (const { weight } of [a, b]) for (const value of weight) expected += value;
    for (const value of bias) expected += 2 * value;
    const found = runSync(talliedInChunks(a, b));
    assert.ok(Math.abs(found / expected - 1) < 1e-12, `${found} instead of ${expected}`);
  });

  it('has no biases of a layer without them', () => {
    const a = { inputs: 2, outputs: 2, weight: Float64Array.of(1, 2, 3, 4), bias: new Float64Array(0) };
    const b = { ...a, weight: Float64Array.of(0.5, 0, 0, 0.25) };
    assert.equal(runSync(talliedInChunks(a, b)), 10.75);
  });
});
