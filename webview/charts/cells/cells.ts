import type { Theme } from '../../theme';
import type { CellGrid } from '../geometry';

/** Marks over the cells of a picture: shape where colour has nothing to say. */

const HATCH_SPACING = 5;

/** Diagonal lines that run on from cell to cell. */
export function hatch(context: CanvasRenderingContext2D, grid: CellGrid, cells: readonly number[], theme: Theme): void {
  if (cells.length === 0) return;
  const { left, top, cellWidth, cellHeight, rows, columns } = grid;
  context.save();
  context.beginPath();
  for (const cell of cells) {
    context.rect(...corner(grid, cell), cellWidth, cellHeight);
  }
  context.clip();
  context.beginPath();
  const [width, height] = [cellWidth * columns, cellHeight * rows];
  for (let offset = -height; offset < width; offset += HATCH_SPACING) {
    context.moveTo(left + offset, top + height);
    context.lineTo(left + offset + height, top);
  }
  context.globalAlpha = theme.highContrast ? 0.9 : 0.45;
  context.lineWidth = 1;
  context.strokeStyle = theme.foreground;
  context.stroke();
  context.restore();
}

/** A cross in each cell. */
export function strike(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  cells: readonly number[],
  theme: Theme,
): void {
  const { cellWidth, cellHeight } = grid;
  context.beginPath();
  for (const cell of cells) {
    const [x, y] = corner(grid, cell);
    context.moveTo(x + 0.25 * cellWidth, y + 0.25 * cellHeight);
    context.lineTo(x + 0.75 * cellWidth, y + 0.75 * cellHeight);
    context.moveTo(x + 0.75 * cellWidth, y + 0.25 * cellHeight);
    context.lineTo(x + 0.25 * cellWidth, y + 0.75 * cellHeight);
  }
  context.lineWidth = 1;
  context.strokeStyle = theme.subtle;
  context.stroke();
}

/** Outlines that stand out from any colour: one line in the ground's colour, one in the accent's. */
export function outlineCells(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  cells: readonly number[],
  theme: Theme,
): void {
  const { cellWidth, cellHeight } = grid;
  const breadth = cells.length === 1 ? 2 : 1;
  for (const [width, colour] of [
    [breadth + 2, theme.background],
    [breadth, theme.accent],
  ] as const) {
    context.beginPath();
    for (const cell of cells) context.rect(...corner(grid, cell), cellWidth, cellHeight);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

function corner({ left, top, cellWidth, cellHeight, columns }: CellGrid, cell: number): [number, number] {
  return [left + (cell % columns) * cellWidth, top + Math.floor(cell / columns) * cellHeight];
}

/** A dot in each cell. */
export function dotCells(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  cells: readonly number[],
  theme: Theme,
): void {
  const { cellWidth, cellHeight } = grid;
  context.fillStyle = theme.subtle;
  for (const cell of cells) {
    const [x, y] = corner(grid, cell);
    context.fillRect(Math.round(x + cellWidth / 2) - 0.5, Math.round(y + cellHeight / 2) - 0.5, 1.5, 1.5);
  }
}

/** Smaller cells have no room for an outline and what is inside. */
const OUTLINED = 6;

/**
 * In each cell the outline of a square as large as its share, 0 … 1: what of it is selected. What the cell itself says stays
 * to be seen inside; in a small cell, around a dot.
 */
export function markShares(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  shares: Float64Array,
  theme: Theme,
): void {
  const { cellWidth, cellHeight } = grid;
  const room = Math.min(cellWidth, cellHeight);
  const small = room < OUTLINED;
  const squares: [number, number, number][] = [];
  for (const [cell, share] of shares.entries()) {
    if (share === 0 || cell >= grid.rows * grid.columns) continue;
    const [x, y] = corner(grid, cell);
    // Even the smallest share is to be seen; between two whole ones there is room for both lines.
    const side = small ? Math.max(1, 0.5 * room * Math.sqrt(share)) : Math.max(2, (room - 1.5) * Math.sqrt(share));
    squares.push([x + (cellWidth - side) / 2, y + (cellHeight - side) / 2, side]);
  }
  if (small) {
    context.fillStyle = theme.accent;
    for (const [left, top, side] of squares) context.fillRect(left, top, side, side);
    return;
  }
  // A rim in the ground's colour sets the line off from the cell's.
  for (const [width, colour] of [
    [2, theme.background],
    [1.25, theme.accent],
  ] as const) {
    context.beginPath();
    for (const [left, top, side] of squares) context.rect(left, top, side, side);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

/** Smaller cells leave no room for a line between kernels. */
const FRAMED = 3;

/** A line around each kernel of a grid of them, with a cell's breadth between two; the grid may end before its last row does. */
export function frameKernels(
  context: CanvasRenderingContext2D,
  { left, top, cellWidth, cellHeight, columns: width }: CellGrid,
  { count, rows, columns }: { readonly count: number; readonly rows: number; readonly columns: number },
  theme: Theme,
): void {
  if (Math.min(cellWidth, cellHeight) < FRAMED) return;
  const across = (width + 1) / (columns + 1);
  context.beginPath();
  for (let kernel = 0; kernel < count; kernel++) {
    const [x, y] = [(kernel % across) * (columns + 1), Math.floor(kernel / across) * (rows + 1)];
    context.rect(
      left + x * cellWidth - 0.5,
      top + y * cellHeight - 0.5,
      columns * cellWidth + 1,
      rows * cellHeight + 1,
    );
  }
  context.lineWidth = 1;
  context.strokeStyle = theme.line;
  context.stroke();
}
