import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plotSizes } from '../../../webview/panel/plotSizes';

describe('the sizes of the plots', () => {
  it('are whole pixels within the room there is, whatever it is', () => {
    const side = fc.integer({ min: 200, max: 4000 });
    fc.assert(
      fc.property(side, side, fc.option(side), (width, height, kept) => {
        const { weights, cells, biases, arrangement } = plotSizes({ width, height }, kept);
        for (const one of [weights, cells, biases]) assert.ok(Number.isInteger(one) && one >= 1);
        assert.ok(weights <= width && (arrangement === 'alone' || weights + cells <= width));
        if (height > 300) assert.ok(weights <= height);
      }),
    );
  });

  it('keep the weights plot at most half as wide as a wide panel, so that it fits when half is taken', () => {
    for (const width of [800, 1058, 1500, 3458]) {
      const { weights } = plotSizes({ width, height: 3000 }, null);
      assert.ok(weights <= (width + 24) / 2 - 24);
    }
  });

  it('hold what was clicked, one plot alone where the others have no room', () => {
    assert.deepEqual(plotSizes({ width: 757, height: 860 }, 733).weights, 733);
    assert.equal(plotSizes({ width: 757, height: 860 }, 733).arrangement, 'alone');
    assert.notEqual(plotSizes({ width: 757, height: 860 }, null).arrangement, 'alone');
  });
});
