import { contains, type Region } from '../../../src/model/region';
import type { CellGrid } from '../geometry';
import { type Viewport, viewportOf } from '../viewport';

/** The cells of a picture as a plane: a unit a cell, x from the left, y up from the bottom row. */
export function cellViewport({ left, top, cellWidth, cellHeight, rows, columns }: CellGrid): Viewport {
  const rectangle = { left, top, width: cellWidth * columns, height: cellHeight * rows };
  return viewportOf(rectangle, { x0: 0, x1: columns, y0: 0, y1: rows });
}

/**
 * The cells of a region of that plane, in the order of their numbers, row · columns + column: of a box those that it
 * touches, of a lasso those whose centres lie inside.
 */
export function cellsIn(region: Region, { rows, columns }: Pick<CellGrid, 'rows' | 'columns'>): number[] {
  const cells = Array.from({ length: rows * columns }, (_, cell) => cell);
  if (region.kind === 'lasso')
    return cells.filter((cell) => contains(region, (cell % columns) + 0.5, rows - Math.floor(cell / columns) - 0.5));
  const { x0, x1, y0, y1 } = region.limits;
  const [firstColumn, lastColumn] = [Math.floor(x0), Math.floor(x1)];
  const [firstRow, lastRow] = [Math.floor(rows - y1), Math.floor(rows - y0)];
  return cells.filter((cell) => {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    return row >= firstRow && row <= lastRow && column >= firstColumn && column <= lastColumn;
  });
}
