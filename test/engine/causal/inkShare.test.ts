import assert from 'node:assert/strict';
import { inkShareOf } from '../../../src/engine/causal/inkShare';
import { storeOf } from '../support';

describe('the share of ink', () => {
  it('is that of the mean inputs over the tallied examples of each group', () => {
    const store = storeOf(2, [
      { row: 0, label: 1, target: 0, pixels: [255, 0] },
      { row: 1, label: 6, target: 1, pixels: [127, 0] },
      { row: 2, label: 7, target: 0, pixels: [127, 0] },
      { row: 3, label: 8, target: 1, pixels: [255, 255] },
    ]);
    // Means of (p + 1) / 256: A ¾ and 1/256, B ½ and 1/256; what was not tallied is left out.
    assert.deepEqual([...inkShareOf(store, [0, 1, 2])], [0.6, 0.5]);
  });
});
