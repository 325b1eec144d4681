import assert from 'node:assert/strict';
import { parseConfigText } from '../../../src/engine/configText';
import { parseSweep } from '../../../src/engine/sweep/sweep';
import { SWEEP_STARTS, sweepTemplate } from '../../../src/engine/sweep/sweepTemplate';

describe('the starts of a sweep file', () => {
  const sweepOf = (start: (typeof SWEEP_STARTS)[number]) => parseSweep(parseConfigText(sweepTemplate(start)));

  it('can all be run as they stand, and say what axes are', () => {
    for (const start of SWEEP_STARTS) {
      assert.ok(sweepOf(start).cells.length > 0, start);
      assert.match(
        sweepTemplate(start),
        /\n {2}\/\/ Any keys of a config by dotted path[^{]*\n {2}"axes": \{\n/,
        start,
      );
    }
  });

  it('have the grids that they tell of', () => {
    assert.equal(sweepOf('few').cells.length, 9);
    assert.equal(sweepOf('grid').cells.length, 144);
    assert.equal(sweepOf('grid').preset, undefined);
    const matched = sweepOf('activations-at-matched-loss');
    assert.equal(matched.cells.length, 144);
    assert.equal(matched.hash, parseSweep({ preset: 'activations-at-matched-loss' }).hash);
    const noisy = sweepOf('label-noise');
    assert.equal(noisy.cells.length, 35);
    assert.equal(noisy.hash, parseSweep({ preset: 'label-noise' }).hash);
    const planted = sweepOf('detection-limit');
    assert.equal(planted.cells.length, 45);
    assert.equal(planted.hash, parseSweep({ preset: 'detection-limit' }).hash);
  });
});
