import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PointBits } from '../../../../src/model/pointBits';
import { DENSITY_FROM, defaultMode, type PointStyle, paintPoints } from '../../../../webview/charts/points/pointLayer';
import type { PointSet } from '../../../../webview/charts/points/pointSet';
import { type MarkShape, stampOf } from '../../../../webview/charts/points/stamp';
import { pixelOf, showing, viewportOf } from '../../../../webview/charts/viewport';
import { parseColour } from '../../../../webview/rgb';
import { around, pointSets, type TestPoints } from '../../points';

const FRAME = { width: 30, height: 24, pixelRatio: 1 };
const VIEWPORT = viewportOf({ left: 4, top: 2, width: 22, height: 18 });
const STYLE: PointStyle = {
  mode: 'points',
  shape: 'square',
  size: 1,
  opacity: 0.4,
  point: parseColour('#3b3b3b'),
  selected: parseColour('#005fb8'),
  dimmed: 0.25,
};

/** Each point a cluster of its own. */
function alone({ x, y }: TestPoints): PointSet {
  return { x, y, clusterOf: Int32Array.from(x.keys()), multiplicity: new Uint32Array(x.length).fill(1) };
}

function bitsOf(members: readonly number[], offset: number): PointBits {
  const bits = new Uint8Array(200);
  for (const member of members)
    bits[(offset + member) >> 3] = (bits[(offset + member) >> 3] as number) | (1 << ((offset + member) & 7));
  return { bits, offset };
}

/** How many marks of whole size lie on each pixel, mark by mark. */
function marksOn(
  points: TestPoints,
  viewport: typeof VIEWPORT,
  size: number,
  counts: (point: number) => boolean,
): number[] {
  const on = new Array<number>(FRAME.width * FRAME.height).fill(0);
  const { x0, x1, y0, y1 } = viewport.window;
  for (const [point, x] of points.x.entries()) {
    const y = points.y[point] as number;
    if (!(x >= x0 && x <= x1 && y >= y0 && y <= y1) || !counts(point)) continue;
    const corner = pixelOf(viewport, x, y).map((place) =>
      size % 2 === 0 ? Math.floor(place + 0.5) - size / 2 : Math.floor(place) - (size - 1) / 2,
    ) as [number, number];
    for (let row = corner[1]; row < corner[1] + size; row++) {
      for (let column = corner[0]; column < corner[0] + size; column++) {
        if (row < 0 || row >= FRAME.height || column < 0 || column >= FRAME.width) continue;
        on[row * FRAME.width + column] = (on[row * FRAME.width + column] as number) + 1;
      }
    }
  }
  return on;
}

const near = (found: number | undefined, expected: number, what: string) =>
  assert.ok(found !== undefined && Math.abs(found - expected) <= 0.5 + 1e-4, `${what}: ${found} for ${expected}`);

describe('points', () => {
  it('cover a pixel by 1 − (1 − α)ⁿ, selected ones over dimmed others', () => {
    const opacities = fc.oneof(fc.constant(1), fc.double({ min: 0.05, max: 1, noNaN: true }));
    fc.assert(
      fc.property(pointSets, fc.integer({ min: 1, max: 4 }), opacities, fc.boolean(), (points, size, opacity, some) => {
        const selected = some
          ? bitsOf(
              [...points.x.keys()].filter((point) => point % 3 === 0),
              5,
            )
          : null;
        const style = { ...STYLE, size, opacity };
        const { data } = paintPoints(alone(points), VIEWPORT, FRAME, style, selected);
        const crowd = marksOn(points, VIEWPORT, size, (point) => !some || point % 3 !== 0);
        const chosen = marksOn(points, VIEWPORT, size, (point) => some && point % 3 === 0);
        for (const [pixel, n] of crowd.entries()) {
          const top = 1 - (1 - opacity) ** (chosen[pixel] as number);
          const bottom = (1 - (1 - opacity) ** n) * (some ? 0.25 : 1) * (1 - top);
          near(data[4 * pixel + 3], 255 * (top + bottom), 'alpha');
          if (top + bottom > 0) near(data[4 * pixel + 2], (0xb8 * top + 0x3b * bottom) / (top + bottom), 'blue');
        }
      }),
      { numRuns: 200 },
    );
  });

  it('look the same in any order', () => {
    const shapes = fc.constantFrom<MarkShape>('square', 'round');
    const modes = fc.constantFrom('points', 'density', 'collapsed' as const);
    const sizes = fc.double({ min: 1, max: 6, noNaN: true });
    fc.assert(
      fc.property(pointSets, shapes, modes, sizes, (points, shape, mode, size) => {
        const style = { ...STYLE, shape, mode, size } as PointStyle;
        const turned = { x: points.x.slice().reverse(), y: points.y.slice().reverse() };
        const [one, other] = [points, turned].map((set) => paintPoints(alone(set), VIEWPORT, FRAME, style, null));
        assert.deepEqual(one, other);
      }),
      { numRuns: 200 },
    );
  });

  it('outside the window are not drawn, those on its edge are', () => {
    const viewport = showing(VIEWPORT, { x0: 0.25, x1: 0.75, y0: 0.25, y1: 0.75 });
    const painted = (x: number, y: number) =>
      paintPoints(alone({ x: Float64Array.of(x), y: Float64Array.of(y) }), viewport, FRAME, STYLE, null).data.some(
        (part) => part > 0,
      );
    fc.assert(
      fc.property(around, around, (x, y) => {
        assert.equal(painted(x, y), x >= 0.25 && x <= 0.75 && y >= 0.25 && y <= 0.75);
      }),
    );
    assert.ok(!painted(Number.NaN, 0.5) && !painted(0.5, Number.POSITIVE_INFINITY));
  });

  it('are where they are at any resolution', () => {
    const one = alone({ x: Float64Array.of(0.5), y: Float64Array.of(0.25) });
    const { width, height, data } = paintPoints(one, VIEWPORT, { ...FRAME, pixelRatio: 4 }, STYLE, null);
    assert.deepEqual([width, height], [120, 96]);
    const inked = [...Array(width * height).keys()].filter((pixel) => (data[4 * pixel + 3] as number) > 0);
    assert.equal(inked.length, 16);
    const mean = (of: (pixel: number) => number) => inked.reduce((sum, pixel) => sum + of(pixel) + 0.5, 0) / 64;
    const [x, y] = pixelOf(VIEWPORT, 0.5, 0.25);
    assert.ok(Math.abs(mean((pixel) => pixel % width) - x) <= 0.125);
    assert.ok(Math.abs(mean((pixel) => Math.floor(pixel / width)) - y) <= 0.125);
  });
});

describe('a density', () => {
  it('shades by the logarithm of the number of points on a pixel, whatever is selected', () => {
    // 1, 10 and 100 points on three pixels.
    const x = Float64Array.from({ length: 111 }, (_, point) => (point < 1 ? 0.1 : point < 11 ? 0.5 : 0.9));
    const points = alone({ x, y: x });
    const style: PointStyle = { ...STYLE, mode: 'density' };
    const alphas = ({ data }: { data: Uint8ClampedArray }) => [...data].filter((part, at) => at % 4 === 3 && part > 0);
    // Upwards is backwards: the highest point comes first.
    assert.deepEqual(alphas(paintPoints(points, VIEWPORT, FRAME, style, null)), [255, 153, 51]);
    assert.deepEqual(
      alphas(paintPoints(points, VIEWPORT, FRAME, { ...style, dimmed: 1 }, bitsOf([0], 9))),
      [255, 153, 51],
    );
    // Points alone are as dark as it gets where there is nothing denser.
    assert.deepEqual(
      alphas(paintPoints(alone({ x: x.slice(0, 1), y: x.slice(0, 1) }), VIEWPORT, FRAME, style, null)),
      [255],
    );
  });

  it('leaves no point unseen', () => {
    fc.assert(
      fc.property(pointSets, (points) => {
        const { data } = paintPoints(alone(points), VIEWPORT, FRAME, { ...STYLE, mode: 'density' }, null);
        for (const [pixel, n] of marksOn(points, VIEWPORT, 1, () => true).entries()) {
          assert.equal((data[4 * pixel + 3] as number) >= 51, n > 0);
        }
      }),
    );
  });

  it('is the default from so many points on that marks would only cover each other', () => {
    assert.equal(defaultMode(DENSITY_FROM), 'points');
    assert.equal(defaultMode(DENSITY_FROM + 1), 'density');
  });
});

describe('collapsed points', () => {
  it('have one mark a cluster, of an area as its size, and in it one as large as what is selected', () => {
    const frame = { width: 60, height: 60, pixelRatio: 1 };
    const viewport = viewportOf({ left: 10, top: 10, width: 40, height: 40 });
    // Three clusters of 9, 4 and 1; one point without a place.
    const x = Float64Array.from(
      { length: 15 },
      (_, point) => [0.1, 0.5, 0.9, Number.NaN][point < 9 ? 0 : point < 13 ? 1 : point - 11] as number,
    );
    const clusterOf = Int32Array.from(x, (value) => (Number.isNaN(value) ? -1 : value < 0.3 ? 0 : value < 0.7 ? 1 : 2));
    const set: PointSet = { x, y: x, clusterOf, multiplicity: Uint32Array.of(9, 4, 1) };
    const style: PointStyle = {
      ...STYLE,
      mode: 'collapsed',
      shape: 'round',
      size: 3,
      opacity: 1,
      point: parseColour('#ff0000'),
      selected: parseColour('#0000ff'),
      dimmed: 1,
    };
    const areas = (selected: PointBits | null, channel: 0 | 2) => {
      const { data, width } = paintPoints(set, viewport, frame, style, selected);
      const sums = [0, 0, 0];
      for (let pixel = 0; pixel < data.length / 4; pixel++) {
        const part = pixel % width < 24 ? 0 : pixel % width < 40 ? 1 : 2;
        sums[part] =
          (sums[part] as number) + ((data[4 * pixel + 3] as number) * (data[4 * pixel + channel] as number)) / 255 ** 2;
      }
      return sums;
    };
    const disc = Math.PI * 1.5 ** 2;
    for (const [at, size] of [9, 4, 1].entries()) {
      assert.ok(Math.abs((areas(null, 0)[at] as number) / disc - size) < 0.03 * size, `${areas(null, 0)}`);
    }
    const blue = areas(bitsOf([0, 1, 2, 3, 9], 0), 2).map((area) => area / disc);
    for (const [at, size] of [4, 1, 0].entries()) {
      assert.ok(Math.abs((blue[at] as number) - size) <= 0.03 * size + 0.01, `${blue}`);
    }
  });
});

describe('a stamp', () => {
  it('covers as much as its mark is large, about its middle', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<MarkShape>('square', 'round'),
        fc.double({ min: 1, max: 40, noNaN: true }),
        (shape, diameter) => {
          const { side, first, shift, coverage } = stampOf(shape, diameter);
          const area = (shape === 'square' ? 1 : Math.PI / 4) * diameter ** 2;
          const sum = coverage.reduce((total, share) => total + share, 0);
          assert.ok(Math.abs(sum - area) < 0.02 * area + 1e-9, `${sum} ${area}`);
          assert.ok(coverage.every((share) => share >= 0 && share <= 1));
          assert.equal(2 * first + side, shift === 0 ? 1 : 0);
        },
      ),
      { examples: [['square', 1.0000000000000002]] },
    );
  });

  it('of whole size covers whole pixels', () => {
    assert.deepEqual([...stampOf('square', 1).coverage], [1]);
    assert.deepEqual([...stampOf('square', 2).coverage], [1, 1, 1, 1]);
    assert.deepEqual([...stampOf('square', 2.5).coverage], [0.5625, 0.75, 0.5625, 0.75, 1, 0.75, 0.5625, 0.75, 0.5625]);
  });
});

describe('colours', () => {
  it('are read in the forms that themes write', () => {
    const colour = (red: number, green: number, blue: number, alpha: number) => ({ red, green, blue, alpha });
    assert.deepEqual(parseColour('#1f2e3D'), colour(31, 46, 61, 1));
    assert.deepEqual(parseColour(' #fa0 '), colour(255, 170, 0, 1));
    assert.deepEqual(parseColour('#fa08'), colour(255, 170, 0, 136 / 255));
    assert.deepEqual(parseColour('#00000033'), colour(0, 0, 0, 0.2));
    assert.deepEqual(parseColour('rgba(255, 255, 255, 0.09)'), colour(255, 255, 255, 0.09));
    assert.deepEqual(parseColour('rgb(0 50% 300 / 50%)'), colour(0, 127.5, 255, 0.5));
  });

  it('in any other form are refused', () => {
    for (const css of ['', '#12345', '#12', 'red', 'rgb(1, 2)', 'rgb(1, 2, x)', 'hsl(1 2% 3%)', '#gggggg']) {
      assert.throws(() => parseColour(css), RangeError);
    }
  });
});
