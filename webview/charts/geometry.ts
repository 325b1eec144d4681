/** Where a square plot with axes from 0 to 1 lies inside its frame, in CSS pixels. */
export interface UnitSquare {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Room for ticks at the left and below; the same sum both ways, so that a square frame holds a square plot. */
export const MARGIN = { left: 30, right: 8, top: 12, bottom: 26 } as const;

export function unitSquare(width: number, height: number): UnitSquare {
  const side = Math.max(
    1,
    Math.floor(Math.min(width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom)),
  );
  return { left: MARGIN.left, top: MARGIN.top, side };
}

export function toPixel({ left, top, side }: UnitSquare, x: number, y: number): readonly [number, number] {
  return [left + x * side, top + (1 - y) * side];
}

export function toData({ left, top, side }: UnitSquare, pixelX: number, pixelY: number): readonly [number, number] {
  return [(pixelX - left) / side, 1 - (pixelY - top) / side];
}

/** Breadth of the histograms along a scatter plot, above it and at its right. */
export const HISTOGRAM = 30;

/** Where the weights plot lies inside its frame: a square that leaves room for ticks and for a histogram of each axis. */
export function scatterSquare(width: number, height: number): UnitSquare {
  const { left, top, side } = unitSquare(width - HISTOGRAM, height - HISTOGRAM);
  return { left, top: top + HISTOGRAM, side };
}

/** Where the cells of a picture lie inside their frame; whole pixels a cell wherever there is room for them. */
export interface CellGrid {
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly rows: number;
  readonly columns: number;
}

/** Tallest cell of a picture of a single row, which is drawn as a bar. */
const BAR_HEIGHT = 48;

export function cellGrid(width: number, height: number, rows: number, columns: number): CellGrid {
  const whole = (size: number) => (size >= 1 ? Math.floor(size) : size);
  if (rows === 1) {
    return {
      left: 0,
      top: 0,
      cellWidth: whole(width / columns),
      cellHeight: Math.min(BAR_HEIGHT, height),
      rows,
      columns,
    };
  }
  const size = whole(Math.min(width / columns, height / rows));
  return { left: 0, top: 0, cellWidth: size, cellHeight: size, rows, columns };
}

/** The cell under a place, as row · columns + column; −1 outside the picture. */
export function cellAt(grid: CellGrid, pixelX: number, pixelY: number): number {
  const column = Math.floor((pixelX - grid.left) / grid.cellWidth);
  const row = Math.floor((pixelY - grid.top) / grid.cellHeight);
  const inside = column >= 0 && column < grid.columns && row >= 0 && row < grid.rows;
  return inside ? row * grid.columns + column : -1;
}
