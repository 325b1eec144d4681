import assert from 'node:assert/strict';
import fc from 'fast-check';
import { marginals } from '../../../../webview/charts/points/histogram';
import { UNIT_LIMITS } from '../../../../webview/charts/viewport';
import { pointSets } from '../../points';

describe('marginal histograms', () => {
  it('count every point in the window once, in its bin', () => {
    const window = { x0: 0.125, x1: 0.875, y0: 0, y1: 1 };
    fc.assert(
      fc.property(pointSets, fc.integer({ min: 1, max: 12 }), (points, bins) => {
        const bits = new Uint8Array(60).fill(0b0101_0101);
        const found = marginals(points, window, bins, { bits, offset: 2 });
        const visible = [...points.x.keys()].filter((point) => {
          const [x, y] = [points.x[point] as number, points.y[point] as number];
          return x >= window.x0 && x <= window.x1 && y >= window.y0 && y <= window.y1;
        });
        const inBin = (bin: number) => (point: number) => {
          const share = ((points.x[point] as number) - window.x0) / (window.x1 - window.x0);
          return share * bins >= bin && (share * bins < bin + 1 || bin === bins - 1);
        };
        const sum = (counts: Uint32Array) => counts.reduce((total, count) => total + count, 0);
        assert.deepEqual(
          [...found.x.all],
          Array.from({ length: bins }, (_, bin) => visible.filter(inBin(bin)).length),
        );
        assert.deepEqual(
          [...found.x.selected],
          Array.from(
            { length: bins },
            (_, bin) => visible.filter(inBin(bin)).filter((point) => point % 2 === 0).length,
          ),
        );
        assert.equal(sum(found.y.all), visible.length);
        assert.equal(sum(found.y.selected), sum(found.x.selected));
      }),
    );
  });

  it('put an edge into the bin above it, and the last one into the last bin', () => {
    const x = Float64Array.of(0, 0.25, 0.5, 1, Number.NaN);
    const y = Float64Array.of(0, 0.1, 0.2, 0.3, 0.4);
    const found = marginals({ x, y }, UNIT_LIMITS, 4, null);
    assert.deepEqual([...found.x.all], [1, 1, 1, 1]);
    assert.deepEqual([...found.y.all], [3, 1, 0, 0]);
    assert.deepEqual([...found.x.selected], [0, 0, 0, 0]);
  });
});
