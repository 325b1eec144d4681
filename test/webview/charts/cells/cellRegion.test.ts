import assert from 'node:assert/strict';
import fc from 'fast-check';
import { boxBetween, contains } from '../../../../src/model/region';
import { cellsIn, cellViewport } from '../../../../webview/charts/cells/cellRegion';
import { cellAt, cellGrid } from '../../../../webview/charts/geometry';
import { dataOf, pixelOf, visibleDataOf } from '../../../../webview/charts/viewport';

const grid = cellGrid(330, 250, 20, 28);
const viewport = cellViewport(grid);
const place = fc.tuple(fc.integer({ min: 0, max: 329 }), fc.integer({ min: 0, max: 249 }));
/** Nothing is drawn beyond the picture: there a corner would be moved to its edge. */
const inside = fc.tuple(fc.integer({ min: 0, max: 308 }), fc.integer({ min: 0, max: 220 }));

describe('regions of a picture of cells', () => {
  it('a place is in the same cell in pixels and in cells', () => {
    fc.assert(
      fc.property(place, ([x, y]) => {
        assert.equal(cellAt(grid, ...pixelOf(viewport, ...dataOf(viewport, x, y))), cellAt(grid, x, y));
      }),
    );
  });

  it('a lasso holds exactly the cells whose centres it goes round', () => {
    fc.assert(
      fc.property(fc.array(inside, { minLength: 3, maxLength: 12 }), (places) => {
        const corners = Float64Array.from(places.flatMap(([x, y]) => visibleDataOf(viewport, x, y)));
        const inPixels = { kind: 'lasso', corners: Float64Array.from(places.flat()) } as const;
        const found = new Set(cellsIn({ kind: 'lasso', corners }, grid));
        for (let cell = 0; cell < grid.rows * grid.columns; cell++) {
          const x = ((cell % grid.columns) + 0.5) * grid.cellWidth;
          const y = (Math.floor(cell / grid.columns) + 0.5) * grid.cellHeight;
          // Whole pixels for the corners: a centre may lie on an edge, where rounding decides.
          const near = [-1e-6, 1e-6].flatMap((by) => [contains(inPixels, x + by, y), contains(inPixels, x, y + by)]);
          if (near.every((one) => one === near[0])) assert.equal(found.has(cell), near[0], String(cell));
        }
      }),
    );
  });

  it('a box holds the cells that it touches', () => {
    fc.assert(
      fc.property(place, place, (from, to) => {
        const box = boxBetween(visibleDataOf(viewport, ...from), visibleDataOf(viewport, ...to));
        const span = (one: number, other: number, size: number, count: number) =>
          [
            Math.floor(Math.min(one, other) / size),
            Math.min(count - 1, Math.floor(Math.max(one, other) / size)),
          ] as const;
        const [firstColumn, lastColumn] = span(from[0], to[0], grid.cellWidth, grid.columns);
        const [firstRow, lastRow] = span(from[1], to[1], grid.cellHeight, grid.rows);
        const expected: number[] = [];
        for (let row = firstRow; row <= lastRow; row++)
          for (let column = firstColumn; column <= lastColumn; column++) expected.push(row * grid.columns + column);
        assert.deepEqual(cellsIn(box, grid), expected);
      }),
    );
  });
});
