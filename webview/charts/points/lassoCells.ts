/** How a grid takes a coordinate to a cell: ⌊(value − from) · scale⌋, kept within the grid; a scale of 0 knows one cell. */
export interface GridAxis {
  readonly from: number;
  readonly scale: number;
}

/** Where a coordinate lies along an axis, in cells. Rises with the coordinate, after rounding too. */
export function placeAlong({ from, scale }: GridAxis, value: number): number {
  return scale === 0 ? 0 : (value - from) * scale;
}

/** Edges are taken to be so many cells wider than they are: far more than rounding can move them. */
const MARGIN = 1e-3;
/** Up to so many cells from the grid's corner rounding stays below the margin. */
const FARTHEST = 1e6;

/** Which cells of a square grid the edges of a polygon pass through, and which edges reach into which rows. */
export class LassoCells {
  /** Edges that reach into each row, by the place of their first corner. */
  readonly edges: readonly number[][];
  private readonly crossed: Uint8Array;

  private constructor(private readonly cells: number) {
    this.edges = Array.from({ length: cells }, () => []);
    this.crossed = new Uint8Array(cells * cells);
  }

  /**
   * @param corners x₀, y₀, x₁, y₁, …
   * @returns null where a corner is so far off that rounding could mistake a cell
   */
  static of(corners: Float64Array, axisX: GridAxis, axisY: GridAxis, cells: number): LassoCells | null {
    const places = corners.map((value, at) => placeAlong(at % 2 === 0 ? axisX : axisY, value));
    if (!places.every((place) => Math.abs(place) <= FARTHEST)) return null;
    const found = new LassoCells(cells);
    for (let edge = 0; edge < places.length; edge += 2) found.add(places, edge);
    return found;
  }

  /** The end of the cells from `from` on, within a row, that are all crossed or all not: one past the last. */
  runEnd(row: number, from: number): number {
    const kind = this.isCrossed(row, from);
    let end = from + 1;
    while (end < this.cells && this.isCrossed(row, end) === kind) end++;
    return end;
  }

  isCrossed(row: number, column: number): boolean {
    return this.crossed[row * this.cells + column] === 1;
  }

  private add(places: Float64Array, edge: number): void {
    const next = edge + 2 < places.length ? edge + 2 : 0;
    const [ax, ay] = [places[edge] as number, places[edge + 1] as number];
    const [bx, by] = [places[next] as number, places[next + 1] as number];
    const { cells } = this;
    const [low, high] = [Math.min(ay, by) - MARGIN, Math.max(ay, by) + MARGIN];
    if (low > cells || high < 0) return;
    const lastRow = Math.min(cells - 1, Math.floor(high));
    for (let row = Math.min(cells - 1, Math.max(0, Math.floor(low))); row <= lastRow; row++) {
      (this.edges[row] as number[]).push(edge);
      const at = (y: number) => (ay === by ? 0 : Math.max(0, Math.min(1, (y - ay) / (by - ay))));
      const [first, last] = ay === by ? [0, 1] : [at(row - MARGIN), at(row + 1 + MARGIN)];
      const [from, to] = [ax + first * (bx - ax), ax + last * (bx - ax)];
      this.cross(row, Math.min(from, to) - MARGIN, Math.max(from, to) + MARGIN);
    }
  }

  private cross(row: number, from: number, to: number): void {
    const { cells } = this;
    if (from > cells || to < 0) return;
    const first = Math.min(cells - 1, Math.max(0, Math.floor(from)));
    const last = Math.min(cells - 1, Math.floor(to));
    this.crossed.fill(1, row * cells + first, row * cells + last + 1);
  }
}
