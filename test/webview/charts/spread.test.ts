import assert from 'node:assert/strict';
import fc from 'fast-check';
import { spread } from '../../../webview/charts/spread';

describe('labels', () => {
  it('at the side keep their order, their distance and their bounds', () => {
    const places = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 8 });
    fc.assert(
      fc.property(places, (wanted) => {
        const placed = spread(wanted, 10, 0, 100);
        const order = [...wanted.keys()].sort((one, other) => (wanted[one] as number) - (wanted[other] as number));
        for (const [index, label] of order.entries()) {
          const place = placed[label] as number;
          assert.ok(place >= -1e-9 && place <= 100 + 1e-9);
          const before = order[index - 1];
          if (before !== undefined) assert.ok(place - (placed[before] as number) >= 10 - 1e-9);
        }
      }),
    );
    assert.deepEqual(spread([10, 50], 10, 0, 100), [10, 50]);
  });
});
