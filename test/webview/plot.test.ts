import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterSet } from '../../src/model/parameterSet';
import { defaultView, packedSet, parsePersisted, unpackedSet } from '../../webview/persisted';
import { diverging, paletteOf, symmetricLimit } from '../../webview/plot/colours';
import { cellAt, cellGrid, toData, toPixel, unitSquare } from '../../webview/plot/geometry';
import { placeLabels } from '../../webview/plot/labels';
import { spread } from '../../webview/plot/spread';

const unit = fc.double({ min: 0, max: 1, noNaN: true });

describe('the square', () => {
  it('takes data to pixels and back', () => {
    fc.assert(
      fc.property(unit, unit, fc.integer({ min: 60, max: 2000 }), (x, y, size) => {
        const square = unitSquare(size, size);
        const [backX, backY] = toData(square, ...toPixel(square, x, y));
        assert.ok(Math.abs(backX - x) < 1e-12 && Math.abs(backY - y) < 1e-12);
      }),
    );
  });
});

describe('cells', () => {
  it('are whole pixels where there is room, and found again', () => {
    const grid = cellGrid(340, 340, 28, 28);
    assert.equal(grid.cellWidth, 12);
    assert.equal(cellAt(grid, 12 * 5 + 3, 12 * 2 + 11), 2 * 28 + 5);
    assert.equal(cellAt(grid, 12 * 28, 5), -1);
    assert.equal(cellAt(grid, -1, 5), -1);
  });

  it('of a single row are a bar', () => {
    const grid = cellGrid(340, 340, 1, 10);
    assert.deepEqual([grid.cellWidth, grid.cellHeight], [34, 48]);
    assert.equal(cellAt(grid, 40, 30), 1);
    assert.equal(cellAt(grid, 40, 60), -1);
  });

  it('of a large picture get what room there is', () => {
    const grid = cellGrid(300, 300, 600, 600);
    assert.equal(grid.cellWidth, 0.5);
    assert.equal(cellAt(grid, 299.9, 299.9), 599 * 600 + 599);
  });
});

/** Lightness as the eye has it, near enough: luma of the sRGB values. */
function luma(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('the diverging scale', () => {
  it('is neutral at 0 and the same beyond its ends', () => {
    for (const ground of ['light', 'dark'] as const) {
      assert.match(diverging(0, paletteOf(ground)), /^#(..)\1\1$/);
      assert.equal(diverging(3, paletteOf(ground)), diverging(1, paletteOf(ground)));
      assert.equal(diverging(-3, paletteOf(ground)), diverging(-1, paletteOf(ground)));
    }
  });

  it('grows away from the ground on both sides, blue below and orange above', () => {
    for (const [ground, direction] of [
      ['light', -1],
      ['dark', 1],
    ] as const) {
      for (const side of [-1, 1]) {
        for (let step = 0; step < 10; step++) {
          const [near, far] = [
            luma(diverging((side * step) / 10, paletteOf(ground))),
            luma(diverging((side * (step + 1)) / 10, paletteOf(ground))),
          ];
          assert.ok((far - near) * direction > 0, `${ground} ${side * step}`);
        }
      }
      const [red, blue] = [1, 5];
      const part = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
      assert.ok(part(diverging(1, paletteOf(ground)), red) > part(diverging(1, paletteOf(ground)), blue));
      assert.ok(part(diverging(-1, paletteOf(ground)), blue) > part(diverging(-1, paletteOf(ground)), red));
    }
  });

  it('takes its ends from the theme, and its own where the theme has none that can be read', () => {
    const own = paletteOf('dark');
    assert.equal(diverging(1, paletteOf('dark', '#ff00ff', 'rgb(0, 255, 0)')), '#ff00ff');
    assert.equal(diverging(-1, paletteOf('dark', '#ff00ff', 'rgb(0, 255, 0)')), '#00ff00');
    assert.deepEqual(paletteOf('dark', '', 'color(display-p3 0 1 0)'), own);
    assert.equal(diverging(1, own), own.above);
  });

  it('has limits that are symmetric, round and wide enough', () => {
    assert.equal(symmetricLimit(Float64Array.of(0.31, -0.62, Number.NaN)), 0.7);
    assert.equal(symmetricLimit(Float64Array.of(0.7)), 0.7);
    assert.equal(symmetricLimit(Float64Array.of(0, Number.NaN)), 0.1);
    assert.equal(symmetricLimit(Float64Array.of(-1)), 1);
  });
});

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

  it('of points cover neither points nor each other', () => {
    const point = fc.tuple(fc.double({ min: 0, max: 200, noNaN: true }), fc.double({ min: 0, max: 200, noNaN: true }));
    const room = { width: () => 14, height: 10, radius: 2.5, left: 0, right: 200 };
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), (points) => {
        const labels = placeLabels(points, room);
        for (const [index, { x, y }] of labels.entries()) {
          assert.ok(x >= 0 && x + 14 <= 200);
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

describe('what the editor kept', () => {
  it('is taken when it has the known shape', () => {
    const selection = { bits: 'AQ==', primary: { layer: 1, neuron: 3 } };
    const kept = { version: 2, runId: 'r', view: defaultView(2, 78_400), selection };
    assert.deepEqual(parsePersisted(kept), kept);
    assert.equal(parsePersisted({ ...kept, runId: null })?.runId, null);
  });

  it('is ignored when it has not', () => {
    const view = defaultView(1, 100);
    for (const kept of [
      undefined,
      null,
      'x',
      7,
      [],
      {},
      { version: 1, runId: 'r', view },
      { version: 2, runId: 3, view },
      { version: 2, runId: 'r' },
      { version: 2, runId: 'r', view: { ...view, layer: 0 } },
      { version: 2, runId: 'r', view: { ...view, pointSize: '3' } },
      { version: 2, runId: 'r', view: { ...view, opacity: Number.NaN } },
      { version: 2, runId: 'r', view: { ...view, drawing: 'toString' } },
    ]) {
      assert.equal(parsePersisted(kept), null);
    }
  });

  it('holds what was selected, and nothing where it is of another network', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40_000 }), fc.array(fc.nat(39_999)), (count, members) => {
        const set = ParameterSet.of(
          count,
          members.filter((member) => member < count),
        );
        assert.ok(unpackedSet(count, packedSet(set)).equals(set));
        assert.ok(unpackedSet(count + 8, packedSet(set)).isEmpty);
      }),
    );
    assert.ok(unpackedSet(9, 'no base 64!').isEmpty);
  });
});
