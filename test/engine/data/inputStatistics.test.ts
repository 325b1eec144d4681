import assert from 'node:assert/strict';
import { CancelFlag, runSync, TimeSlicer } from '../../../src/engine/cancellation';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { imageSumsInChunks } from '../../../src/engine/data/imageSums';
import { inputStatistics } from '../../../src/engine/data/inputStatistics';
import { CancelledError } from '../../../src/engine/errors';
import { at, run, sequenceOf, smallConfig, storeOf } from '../support';

describe('the figures of the inputs', () => {
  const store = storeOf(3, [
    { row: 0, label: 1, target: 0, pixels: [255, 0, 3] },
    { row: 1, label: 7, target: 0, pixels: [0, 0, 6] },
    { row: 2, label: 6, target: 1, pixels: [10, 0, 7] },
    { row: 3, label: 8, target: 1, pixels: [200, 9, 9] },
    { row: 4, label: 8, target: 1, pixels: [20, 0, 2] },
  ]);

  it('are over every example used, once, by group', () => {
    const used = [sequenceOf([2, 0]), sequenceOf([1, 2, 4]), sequenceOf([0, 1])];
    const found = inputStatistics(runSync(imageSumsInChunks(store, used, 0, 5)), 3);
    assert.deepEqual([...found.meanA], [128.5 / 256, 1 / 256, 5.5 / 256]);
    assert.deepEqual([...found.meanB], [16 / 256, 1 / 256, 5.5 / 256]);
    assert.deepEqual([...found.active], [3, 0, 4]);
  });

  it('of a run are those of the images of both groups among the rows it used', async () => {
    const data = openDrawnDigits(1);
    const { inputs } = await run(smallConfig(), data);
    const pixels = new Uint8Array(784);
    const sums = [new Float64Array(784), new Float64Array(784)] as const;
    const counts = [0, 0];
    const active = new Float64Array(784);
    for (let row = 0; row < 800; row++) {
      const group = [
        [1, 7],
        [6, 8],
      ].findIndex((classes) => classes.includes(data.training.labelOf(row)));
      if (group < 0) continue;
      data.training.readImage(row, pixels, 0);
      counts[group] = at(counts, group) + 1;
      for (const [i, pixel] of pixels.entries()) {
        const sum = at(sums, group);
        sum[i] = at(sum, i) + (pixel + 1) / 256;
        if (pixel > 0) active[i] = at(active, i) + 1;
      }
    }
    for (const [found, group] of [
      [inputs.meanA, 0],
      [inputs.meanB, 1],
    ] as const)
      for (const [i, mean] of found.entries())
        assert.ok(Math.abs(mean - at(sums[group], i) / at(counts, group)) < 1e-12);
    assert.deepEqual(inputs.active, active);
  });

  it('can be cancelled', async () => {
    const large = storeOf(
      2000,
      Array.from({ length: 2000 }, (_, row) => ({
        row,
        label: 1,
        target: 0,
        pixels: Array<number>(2000).fill(row % 9),
      })),
    );
    const cancel = new CancelFlag();
    const hurried = new TimeSlicer(cancel);
    cancel.raise();
    // Longer than a chunk, so that the next look is due.
    await new Promise((resolve) => setTimeout(resolve, 60));
    await assert.rejects(hurried.run(imageSumsInChunks(large, [sequenceOf([0, 1])], 0, 2000)), CancelledError);
  });
});
