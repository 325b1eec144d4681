import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cellAt, cellGrid, toData, toPixel, unitSquare } from '../../../webview/charts/geometry';

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
