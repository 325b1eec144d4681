import type { CancelFlag } from '../cancellation';
import { Moments } from './moments';
import { MOMENTS, PointTree, REACH } from './pointTree';

/** Up to so many points a cell is left as it is. */
const LEAF = 128;
/** Points a cell that another is cut into, were they spread evenly. */
const EVEN = 48;
/** Cells that one is cut into at most: more would have points moved across more memory than a processor's cache spans. */
const MOST_CELLS = 1024;

/**
 * Sorts points where they lie: takes the arrays over, which hold them in another order afterwards.
 * @param x, y one point an index
 * @throws CancelledError when the flag is up
 */
export function growTree(x: Float64Array, y: Float64Array, cancel?: CancelFlag): PointTree {
  const order = new Uint32Array(x.length);
  const placed = gatherPlaced(x, y, order);
  const tree = new PointTree(x, y, order, placed, x.length);
  if (placed > 0) new Growth(tree, cancel).fill(tree.add(0, placed));
  return tree;
}

/** Moves points with both coordinates to the front, in their order. */
function gatherPlaced(x: Float64Array, y: Float64Array, order: Uint32Array): number {
  let placed = 0;
  for (let point = 0; point < x.length; point++) {
    const [px, py] = [x[point] as number, y[point] as number];
    // Neither is finite less itself where it is undefined or without end.
    if (px - px !== 0 || py - py !== 0) continue;
    x[placed] = px;
    y[placed] = py;
    order[placed++] = point;
  }
  return placed;
}

/** How the points of a cell go to those within it. */
interface Cut {
  readonly columns: number;
  readonly rows: number;
  readonly fromX: number;
  readonly fromY: number;
  readonly perX: number;
  readonly perY: number;
}

class Growth {
  private readonly counts = new Uint32Array(MOST_CELLS);
  private readonly heads = new Uint32Array(MOST_CELLS);
  private readonly ends = new Uint32Array(MOST_CELLS);
  private readonly moments: Moments;

  constructor(
    private readonly tree: PointTree,
    private readonly cancel: CancelFlag | undefined,
  ) {
    this.moments = new Moments();
  }

  /** Writes what a cell knows of its points, and cuts it where they are many. */
  fill(cell: number): void {
    const { tree } = this;
    this.measureReach(cell);
    if (tree.size(cell) <= LEAF || tree.coincides(cell) || !this.divide(cell)) {
      this.measurePoints(cell);
      return;
    }
    this.cancel?.check();
    const [from, end] = [tree.inner[cell] as number, tree.innerEnd[cell] as number];
    for (let inner = from; inner < end; inner++) this.fill(inner);
    this.moments.clear();
    for (let inner = from; inner < end; inner++) this.moments.addCell(tree, inner);
    this.writeMoments(cell);
  }

  private measureReach(cell: number): void {
    const { x, y, first, end, reach } = this.tree;
    const [from, to] = [first[cell] as number, end[cell] as number];
    let [x0, x1] = [x[from] as number, x[from] as number];
    let [y0, y1] = [y[from] as number, y[from] as number];
    for (let at = from + 1; at < to; at++) {
      const px = x[at] as number;
      const py = y[at] as number;
      if (px < x0) x0 = px;
      else if (px > x1) x1 = px;
      if (py < y0) y0 = py;
      else if (py > y1) y1 = py;
    }
    reach.set([x0, x1, y0, y1], REACH * cell);
  }

  private measurePoints(cell: number): void {
    const { tree, moments } = this;
    const [from, to] = [tree.first[cell] as number, tree.end[cell] as number];
    let lowest = tree.count;
    for (let at = from; at < to; at++) if ((tree.order[at] as number) < lowest) lowest = tree.order[at] as number;
    tree.lowest[cell] = lowest;
    moments.clear();
    moments.addPoints(tree.x, tree.y, from, to);
    this.writeMoments(cell);
  }

  private writeMoments(cell: number): void {
    this.moments.total().writeTo(this.tree.moments, MOMENTS * cell);
  }

  /** Sorts the points of a cell into further cells; false where its extent is beyond what float64 divides. */
  private divide(cell: number): boolean {
    const { tree, counts, heads, ends } = this;
    const [from, to] = [tree.first[cell] as number, tree.end[cell] as number];
    const cut = this.cutOf(cell);
    const cells = cut.columns * cut.rows;
    counts.fill(0, 0, cells);
    this.count(cut, from, to);
    let [start, filled] = [from, 0];
    const inner = tree.cells;
    for (let at = 0; at < cells; at++) {
      const size = counts[at] as number;
      heads[at] = start;
      start += size;
      ends[at] = start;
      if (size > 0) filled++;
    }
    if (filled < 2) return false;
    for (let at = 0; at < cells; at++)
      if ((counts[at] as number) > 0) tree.add(heads[at] as number, ends[at] as number);
    tree.inner[cell] = inner;
    tree.innerEnd[cell] = tree.cells;
    this.exchange(cut, cells);
    return true;
  }

  private cutOf(cell: number): Cut {
    const at = REACH * cell;
    const { reach } = this.tree;
    const [x0, x1, y0, y1] = [reach[at], reach[at + 1], reach[at + 2], reach[at + 3]] as [
      number,
      number,
      number,
      number,
    ];
    const wanted = Math.max(4, Math.min(MOST_CELLS, Math.ceil(this.tree.size(cell) / EVEN)));
    const side = Math.floor(Math.sqrt(wanted));
    const columns = x0 === x1 ? 1 : y0 === y1 ? wanted : side;
    const rows = y0 === y1 ? 1 : x0 === x1 ? wanted : side;
    const per = (cells: number, extent: number) => {
      const scale = cells / extent;
      return extent > 0 && scale > 0 && Number.isFinite(scale) ? scale : 0;
    };
    return { columns, rows, fromX: x0, fromY: y0, perX: per(columns, x1 - x0), perY: per(rows, y1 - y0) };
  }

  private count({ columns, rows, fromX, fromY, perX, perY }: Cut, from: number, to: number): void {
    const { counts } = this;
    const { x, y } = this.tree;
    for (let at = from; at < to; at++) {
      const column = Math.min(columns - 1, ((x[at] as number) - fromX) * perX) | 0;
      const row = Math.min(rows - 1, ((y[at] as number) - fromY) * perY) | 0;
      const cell = row * columns + column;
      counts[cell] = (counts[cell] as number) + 1;
    }
  }

  /** Takes each point that is not in its cell's stretch yet there, and goes on with the one that lay in its place. */
  private exchange({ columns, rows, fromX, fromY, perX, perY }: Cut, cells: number): void {
    const { heads, ends } = this;
    const { x, y, order } = this.tree;
    for (let here = 0; here < cells; here++) {
      const end = ends[here] as number;
      for (let at = heads[here] as number; at < end; at++) {
        let px = x[at] as number;
        let py = y[at] as number;
        let point = order[at] as number;
        for (;;) {
          const column = Math.min(columns - 1, (px - fromX) * perX) | 0;
          const row = Math.min(rows - 1, (py - fromY) * perY) | 0;
          const cell = row * columns + column;
          if (cell === here) break;
          const to = heads[cell] as number;
          heads[cell] = to + 1;
          const [nextX, nextY, next] = [x[to] as number, y[to] as number, order[to] as number];
          x[to] = px;
          y[to] = py;
          order[to] = point;
          px = nextX;
          py = nextY;
          point = next;
        }
        x[at] = px;
        y[at] = py;
        order[at] = point;
        heads[here] = at + 1;
      }
    }
  }
}
