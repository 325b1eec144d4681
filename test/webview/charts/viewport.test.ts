import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Limits } from '../../../src/model/region';
import {
  dataOf,
  isHome,
  panned,
  pixelOf,
  reset,
  showing,
  type Viewport,
  viewportOf,
  visibleDataOf,
  zoomed,
} from '../../../webview/charts/viewport';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const side = fc.integer({ min: 40, max: 2000 });
const homes = fc
  .tuple(
    fc.double({ min: -20, max: 20, noNaN: true }),
    fc.double({ min: 0.1, max: 40, noNaN: true }),
    fc.double({ min: -20, max: 20, noNaN: true }),
    fc.double({ min: 0.1, max: 40, noNaN: true }),
  )
  .map(([x0, width, y0, height]): Limits => ({ x0, x1: x0 + width, y0, y1: y0 + height }));
const viewports = fc
  .tuple(homes, side, side, share, share, fc.double({ min: 1, max: 1e4, noNaN: true }))
  .map(([home, width, height, atX, atY, factor]): Viewport => {
    const start = viewportOf({ left: 22, top: 8, width, height }, home);
    return zoomed(start, factor, 22 + atX * width, 8 + atY * height);
  });

const within = (inner: Limits, outer: Limits) =>
  inner.x0 >= outer.x0 && inner.x1 <= outer.x1 && inner.y0 >= outer.y0 && inner.y1 <= outer.y1;

describe('the viewport', () => {
  it('takes data to pixels and back to within 10⁻¹² of home', () => {
    fc.assert(
      fc.property(viewports, share, share, (viewport, shareX, shareY) => {
        const { home, window, rectangle } = viewport;
        const x = window.x0 + shareX * (window.x1 - window.x0);
        const y = window.y0 + shareY * (window.y1 - window.y0);
        const [pixelX, pixelY] = pixelOf(viewport, x, y);
        const [backX, backY] = dataOf(viewport, pixelX, pixelY);
        assert.ok(Math.abs(backX - x) <= 1e-12 * Math.max(1, home.x1 - home.x0), `${backX} ${x}`);
        assert.ok(Math.abs(backY - y) <= 1e-12 * Math.max(1, home.y1 - home.y0), `${backY} ${y}`);
        // And the pixel is in the plot, y upwards.
        const expected = rectangle.top + (1 - shareY) * rectangle.height;
        assert.ok(Math.abs(pixelX - rectangle.left - shareX * rectangle.width) < 1e-5 * rectangle.width);
        assert.ok(Math.abs(pixelY - expected) < 1e-5 * rectangle.height);
      }),
    );
  });

  it('shows a known square where it is', () => {
    const viewport = viewportOf({ left: 10, top: 20, width: 100, height: 200 });
    assert.deepEqual(pixelOf(viewport, 0, 0), [10, 220]);
    assert.deepEqual(pixelOf(viewport, 1, 1), [110, 20]);
    assert.deepEqual(dataOf(viewport, 60, 120), [0.5, 0.5]);
  });

  it('zooms about the pixel, and never leaves home', () => {
    fc.assert(
      fc.property(viewports, share, share, fc.double({ min: 1, max: 8, noNaN: true }), (viewport, x, y, factor) => {
        const { rectangle, home } = viewport;
        const pixel = [rectangle.left + x * rectangle.width, rectangle.top + y * rectangle.height] as const;
        const before = dataOf(viewport, ...pixel);
        const closer = zoomed(viewport, factor, ...pixel);
        const after = dataOf(closer, ...pixel);
        assert.ok(Math.abs(before[0] - after[0]) < 1e-9 && Math.abs(before[1] - after[1]) < 1e-9);
        assert.ok(within(closer.window, home));
        const farther = zoomed(viewport, 1 / factor, ...pixel);
        assert.ok(within(farther.window, home));
        assert.ok(farther.window.x1 - farther.window.x0 >= viewport.window.x1 - viewport.window.x0 - 1e-12);
      }),
    );
  });

  it('comes home by zooming out far enough, and by a reset', () => {
    fc.assert(
      fc.property(viewports, (viewport) => {
        assert.ok(isHome(zoomed(viewport, 1e-9, 100, 100)));
        assert.ok(isHome(reset(viewport)));
      }),
    );
  });

  it('stops enlarging at a millionth of home', () => {
    let viewport = viewportOf({ left: 0, top: 0, width: 100, height: 100 });
    for (let step = 0; step < 100; step++) viewport = zoomed(viewport, 10, 30, 30);
    assert.ok(Math.abs(viewport.window.x1 - viewport.window.x0 - 1e-6) < 1e-9);
  });

  it('moves with the pointer, keeps its size and stops at the edges of home', () => {
    const by = fc.double({ min: -3000, max: 3000, noNaN: true });
    fc.assert(
      fc.property(viewports, by, by, (viewport, byX, byY) => {
        const { window, home } = viewport;
        const moved = panned(viewport, byX, byY).window;
        assert.ok(within(moved, home));
        assert.ok(Math.abs(moved.x1 - moved.x0 - (window.x1 - window.x0)) < 1e-9);
        assert.ok(Math.abs(moved.y1 - moved.y0 - (window.y1 - window.y0)) < 1e-9);
        assert.ok(byX < 0 ? moved.x0 >= window.x0 - 1e-9 : moved.x0 <= window.x0 + 1e-9);
        assert.ok(byY < 0 ? moved.y0 <= window.y0 + 1e-9 : moved.y0 >= window.y0 - 1e-9);
      }),
    );
    const middle = showing(viewportOf({ left: 0, top: 0, width: 100, height: 100 }), {
      x0: 0.25,
      x1: 0.75,
      y0: 0.25,
      y1: 0.75,
    });
    assert.deepEqual(panned(middle, 25, -25).window, { x0: 0.125, x1: 0.625, y0: 0.125, y1: 0.625 });
  });

  it('knows its sides exactly, and nothing beyond them', () => {
    fc.assert(
      fc.property(viewports, share, share, (viewport, shareX, shareY) => {
        const { rectangle, window } = viewport;
        const { left, top, width, height } = rectangle;
        assert.deepEqual(visibleDataOf(viewport, left + width, top), [window.x1, window.y1]);
        assert.deepEqual(visibleDataOf(viewport, left - 50, top + height + 1e4), [window.x0, window.y0]);
        const [x, y] = [left + shareX * width, top + shareY * height];
        const [dataX, dataY] = dataOf(viewport, x, y);
        const [visibleX, visibleY] = visibleDataOf(viewport, x, y);
        assert.ok(Math.abs(dataX - visibleX) < 1e-12 && Math.abs(dataY - visibleY) < 1e-12);
        assert.ok(visibleX >= window.x0 && visibleX <= window.x1 && visibleY >= window.y0 && visibleY <= window.y1);
      }),
    );
  });
});
