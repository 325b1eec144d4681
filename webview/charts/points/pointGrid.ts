import type { PointBits } from '../../../src/model/pointBits';
import { type Box, contains, inLimits, type Lasso, meets, type Region } from '../../../src/model/region';
import { dataOf, pixelsPerUnit, type Viewport } from '../viewport';
import { type GridAxis, LassoCells, placeAlong } from './lassoCells';

const MOST_CELLS = 512;
/** Points a cell, were they spread evenly. */
const POINTS_PER_CELL = 4;

/** Points sorted into the cells of a square grid over all of them: finds exactly what a search through all finds. */
export class PickIndex {
  /** Cells a side. */
  private readonly cells: number;
  private readonly axisX: GridAxis;
  private readonly axisY: GridAxis;
  /** Points by cell, row after row, within one by number; those of cell k from `starts[k]` up to `starts[k + 1]`. */
  private readonly sorted: Uint32Array;
  private readonly starts: Uint32Array;

  /** @param x, y one point an index; points with a coordinate that is not finite are never found */
  constructor(
    private readonly x: Float64Array,
    private readonly y: Float64Array,
  ) {
    const cells = Math.max(1, Math.min(MOST_CELLS, Math.ceil(Math.sqrt(x.length / POINTS_PER_CELL))));
    this.cells = cells;
    this.axisX = axisOver(x, y, cells);
    this.axisY = axisOver(y, x, cells);
    // Counted one cell ahead: placing the points then moves each start to where it belongs.
    this.starts = new Uint32Array(cells * cells + 2);
    const cellOf = this.count();
    for (let cell = 2; cell < this.starts.length; cell++) {
      this.starts[cell] = (this.starts[cell] as number) + (this.starts[cell - 1] as number);
    }
    this.sorted = new Uint32Array(this.starts[cells * cells + 1] as number);
    for (let point = 0; point < cellOf.length; point++) {
      const cell = cellOf[point] as number;
      if (cell < 0) continue;
      const place = this.starts[cell + 1] as number;
      this.sorted[place] = point;
      this.starts[cell + 1] = place + 1;
    }
  }

  /**
   * The visible point nearest to a place of the frame; of equally near ones, and so of a cluster, the first.
   * @param pixelX, pixelY, radius in CSS pixels
   * @returns its index, or −1 when there is none within the radius
   */
  nearest(viewport: Viewport, pixelX: number, pixelY: number, radius: number): number {
    const [perX, perY] = pixelsPerUnit(viewport);
    const [atX, atY] = dataOf(viewport, pixelX, pixelY);
    // A little more than the radius, lest rounding leave a cell out.
    const [reachX, reachY] = [(radius * 1.001) / perX, (radius * 1.001) / perY];
    const [fromColumn, toColumn] = [this.column(atX - reachX), this.column(atX + reachX)];
    const toRow = this.row(atY + reachY);
    let best = -1;
    let least = radius * radius;
    for (let row = this.row(atY - reachY); row <= toRow; row++) {
      const end = this.starts[row * this.cells + toColumn + 1] as number;
      for (let place = this.starts[row * this.cells + fromColumn] as number; place < end; place++) {
        const point = this.sorted[place] as number;
        const dx = ((this.x[point] as number) - atX) * perX;
        const dy = ((this.y[point] as number) - atY) * perY;
        const distance = dx * dx + dy * dy;
        if (distance > least || (distance === least && best >= 0 && point > best)) continue;
        if (!inLimits(viewport.window, this.x[point] as number, this.y[point] as number)) continue;
        least = distance;
        best = point;
      }
    }
    return best;
  }

  /** Notes every point of a region, visible or not; leaves all other bits as they are. */
  mark(region: Region, into: PointBits): void {
    if (region.kind === 'box') this.markBox(region, into);
    else this.markLasso(region, into);
  }

  private markBox(box: Box, into: PointBits): void {
    const { x0, x1, y0, y1 } = box.limits;
    if (!(x0 <= x1 && y0 <= y1)) return;
    const holds = (x: number, y: number) => inLimits(box.limits, x, y);
    const [left, right, bottom, top] = [this.column(x0), this.column(x1), this.row(y0), this.row(y1)];
    for (let row = bottom; row <= top; row++) {
      // Cells rise with the coordinates: one strictly between those of two edges lies strictly between the edges.
      if (row === bottom || row === top || right - left < 2) this.test(row, left, right + 1, holds, into);
      else {
        this.test(row, left, left + 1, holds, into);
        this.take(row, left + 1, right, into);
        this.test(row, right, right + 1, holds, into);
      }
    }
  }

  private markLasso(lasso: Lasso, into: PointBits): void {
    const { cells } = this;
    const edgeCells = LassoCells.of(lasso.corners, this.axisX, this.axisY, cells);
    if (edgeCells === null) {
      this.test(0, 0, cells * cells, (x, y) => contains(lasso, x, y), into);
      return;
    }
    for (const [row, edges] of edgeCells.edges.entries()) {
      if (edges.length === 0) continue;
      // Only edges that reach into the row are met by a ray along it.
      const holds = (x: number, y: number) => meets(lasso.corners, edges, x, y);
      for (let from = 0, end = 0; from < cells; from = end) {
        end = edgeCells.runEnd(row, from);
        if (edgeCells.isCrossed(row, from)) this.test(row, from, end, holds, into);
        else if (this.firstHeld(row, from, end, holds)) this.take(row, from, end, into);
      }
    }
  }

  /** Whether the first point of some cells is held: where no edge passes through them, so are all. */
  private firstHeld(row: number, from: number, end: number, holds: (x: number, y: number) => boolean): boolean {
    const place = this.starts[row * this.cells + from] as number;
    if (place === this.starts[row * this.cells + end]) return false;
    const point = this.sorted[place] as number;
    return holds(this.x[point] as number, this.y[point] as number);
  }

  private test(
    row: number,
    from: number,
    end: number,
    holds: (x: number, y: number) => boolean,
    into: PointBits,
  ): void {
    const { bits, offset } = into;
    const last = this.starts[row * this.cells + end] as number;
    for (let place = this.starts[row * this.cells + from] as number; place < last; place++) {
      const point = this.sorted[place] as number;
      if (!holds(this.x[point] as number, this.y[point] as number)) continue;
      const bit = offset + point;
      bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
    }
  }

  private take(row: number, from: number, end: number, { bits, offset }: PointBits): void {
    const last = this.starts[row * this.cells + end] as number;
    for (let place = this.starts[row * this.cells + from] as number; place < last; place++) {
      const bit = offset + (this.sorted[place] as number);
      bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
    }
  }

  /** The cell of each point, −1 of those that have none, and how many points each cell has. */
  private count(): Int32Array {
    const { x, y, starts, cells } = this;
    const cellOf = new Int32Array(x.length);
    for (let point = 0; point < cellOf.length; point++) {
      const [px, py] = [x[point] as number, y[point] as number];
      const cell = Number.isFinite(px) && Number.isFinite(py) ? this.column(px) + cells * this.row(py) : -1;
      cellOf[point] = cell;
      if (cell >= 0) starts[cell + 2] = (starts[cell + 2] as number) + 1;
    }
    return cellOf;
  }

  private column(x: number): number {
    return Math.max(0, Math.min(this.cells - 1, Math.floor(placeAlong(this.axisX, x))));
  }

  private row(y: number): number {
    return Math.max(0, Math.min(this.cells - 1, Math.floor(placeAlong(this.axisY, y))));
  }
}

/** The axis that spreads all points with both coordinates over the cells. */
function axisOver(values: Float64Array, others: Float64Array, cells: number): GridAxis {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let point = 0; point < values.length; point++) {
    const value = values[point] as number;
    if (!Number.isFinite(value) || !Number.isFinite(others[point] as number)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = cells / (high - low);
  // All in one place, or too near or far for float64 to divide.
  return high > low && scale > 0 && Number.isFinite(scale) ? { from: low, scale } : { from: 0, scale: 0 };
}
