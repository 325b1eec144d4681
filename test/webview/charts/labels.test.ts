import assert from 'node:assert/strict';
import fc from 'fast-check';
import { placeLabels } from '../../../webview/charts/labels';

describe('labels', () => {
  it('of points cover neither points nor each other', () => {
    const point = fc.tuple(fc.double({ min: 0, max: 200, noNaN: true }), fc.double({ min: 0, max: 200, noNaN: true }));
    const room = { width: () => 14, height: 10, radius: () => 2.5, left: 0, right: 200, top: 0, bottom: 200 };
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), (points) => {
        const labels = placeLabels(points, room);
        for (const [index, { x, y }] of labels.entries()) {
          assert.ok(x >= 0 && x + 14 <= 200 && y >= 5 && y <= 195);
          for (const [pointX, pointY] of points) {
            assert.ok(pointX + 2.5 <= x || pointX - 2.5 >= x + 14 || Math.abs(pointY - y) >= 7.5);
          }
          for (const other of labels.slice(0, index)) {
            assert.ok(Math.abs(other.x - x) >= 14 || Math.abs(other.y - y) >= 10);
          }
        }
      }),
    );
    assert.deepEqual(placeLabels([[100, 100]], room), [{ point: 0, x: 105.5, y: 100 }]);
  });
});
