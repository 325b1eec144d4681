import { ascendingOrderInChunks } from './order';

/** A cell's side in eps: below 1/√2, so that the points of one cell are neighbours of one another. */
const SIDE = 0.7;
/** Cells that a neighbour can be away: ⌈1 / 0.7⌉. */
const REACH = 2;
/** Rows of cells about a cell, itself among them. */
const ROWS = 2 * REACH + 1;

/** Points of the plane sorted into square cells, so that the neighbours of a point are found in a few of them. */
export class PointGrid {
  /** @param xs, ys same length, all defined */
  static *inStretches(xs: Float64Array, ys: Float64Array, eps: number): Generator<void, PointGrid> {
    const { values, columns } = yield* keysOf(xs, ys, SIDE * eps);
    const order = yield* ascendingOrderInChunks(values);
    const [x, y] = [yield* sortedBy(order, xs), yield* sortedBy(order, ys)];
    const { cellOf, starts, keyOf } = yield* cellsOf(yield* sortedBy(order, values));
    const near = new Uint32Array(2 * ROWS * keyOf.length);
    for (let row = 0; row < ROWS; row++) {
      let ends: Ends = [0, 0];
      for (let cell = 0; cell < keyOf.length; cell += CHUNK) {
        ends = fillNear(near, row, keyOf, columns, starts, cell, ends);
        yield;
      }
    }
    return new PointGrid(eps, order, x, y, cellOf, keyOf.length, starts, near);
  }

  /**
   * @param order position of each sorted point among those given
   * @param x, y of each sorted point
   * @param cells with points in them
   * @param starts first sorted point of each cell, and behind the last one the number of points
   * @param near first and end of the `ROWS` ranges of sorted points that hold all neighbours of a cell's points, row by row
   */
  private constructor(
    readonly eps: number,
    readonly order: Uint32Array,
    readonly x: Float64Array,
    readonly y: Float64Array,
    readonly cellOf: Uint32Array,
    readonly cells: number,
    readonly starts: Uint32Array,
    private readonly near: Uint32Array,
  ) {}

  /** First sorted point of a range of those about a cell; there are `ROWS` of them. */
  nearFrom(cell: number, row: number): number {
    return this.near[2 * (row * this.cells + cell)] as number;
  }

  nearUntil(cell: number, row: number): number {
    return this.near[2 * (row * this.cells + cell) + 1] as number;
  }

  get rows(): number {
    return ROWS;
  }

  isNear(one: number, other: number): boolean {
    return this.squaredDistance(one, other) <= this.eps * this.eps;
  }

  squaredDistance(one: number, other: number): number {
    const dx = (this.x[one] as number) - (this.x[other] as number);
    const dy = (this.y[one] as number) - (this.y[other] as number);
    return dx * dx + dy * dy;
  }
}

/** Points, or cells, gone through at a time: a few milliseconds. */
const CHUNK = 131_072;

/** Cell by cell: where it starts, and its key; and the cell of each sorted point. */
function* cellsOf(sorted: Float64Array) {
  const cellOf = new Uint32Array(sorted.length);
  const keyOf = new Float64Array(sorted.length);
  const starts = new Uint32Array(sorted.length + 1);
  let cells = 0;
  for (let from = 0; from < sorted.length; from += CHUNK) {
    for (let index = from; index < Math.min(sorted.length, from + CHUNK); index++) {
      const key = sorted[index] as number;
      if (index === 0 || key !== sorted[index - 1]) {
        keyOf[cells] = key;
        starts[cells] = index;
        cells++;
      }
      cellOf[index] = cells - 1;
    }
    yield;
  }
  starts[cells] = sorted.length;
  return { cellOf, starts, keyOf: keyOf.subarray(0, cells) };
}

/** Cells that begin and end the surroundings of one. */
type Ends = readonly [from: number, until: number];

/**
 * The surroundings of a range of cells, from `first` on, in one row.
 * @param ends those of the cell before
 * @returns those of the last cell
 */
function fillNear(
  near: Uint32Array,
  row: number,
  keys: Float64Array,
  columns: number,
  starts: Uint32Array,
  first: number,
  ends: Ends,
): Ends {
  const shift = (row - REACH) * columns;
  const at = 2 * row * keys.length;
  // Both ends only ever move on, from cell to cell.
  let [from, until] = ends;
  for (let cell = first; cell < Math.min(keys.length, first + CHUNK); cell++) {
    const key = (keys[cell] as number) + shift;
    while (from < keys.length && (keys[from] as number) < key - REACH) from++;
    while (until < keys.length && (keys[until] as number) <= key + REACH) until++;
    near[at + 2 * cell] = starts[from] as number;
    near[at + 2 * cell + 1] = starts[until] as number;
  }
  return [from, until];
}

/** The number of each point's cell, row after row, with room at both ends of a row so that no cell's surroundings run on into the next. */
function* keysOf(xs: Float64Array, ys: Float64Array, side: number) {
  let lowX = Infinity;
  let highX = -Infinity;
  let lowY = Infinity;
  for (let point = 0; point < xs.length; point++) {
    const x = xs[point] as number;
    const y = ys[point] as number;
    if (x < lowX) lowX = x;
    if (x > highX) highX = x;
    if (y < lowY) lowY = y;
  }
  yield;
  const columns = Math.floor((highX - lowX) / side) + 1 + 2 * REACH;
  const values = new Float64Array(xs.length);
  for (let from = 0; from < xs.length; from += CHUNK) {
    fillKeys(values, from, Math.min(xs.length, from + CHUNK), xs, ys, { side, lowX, lowY, columns });
    yield;
  }
  return { values, columns };
}

interface Lattice {
  readonly side: number;
  readonly lowX: number;
  readonly lowY: number;
  readonly columns: number;
}

function fillKeys(
  keys: Float64Array,
  from: number,
  to: number,
  xs: Float64Array,
  ys: Float64Array,
  { side, lowX, lowY, columns }: Lattice,
): void {
  for (let point = from; point < to; point++) {
    const row = Math.floor(((ys[point] as number) - lowY) / side);
    keys[point] = row * columns + Math.floor(((xs[point] as number) - lowX) / side);
  }
}

function* sortedBy(order: Uint32Array, values: Float64Array) {
  const sorted = new Float64Array(order.length);
  for (let from = 0; from < order.length; from += CHUNK) {
    gather(sorted, from, Math.min(order.length, from + CHUNK), order, values);
    yield;
  }
  return sorted;
}

function gather(into: Float64Array, from: number, to: number, order: Uint32Array, values: Float64Array): void {
  for (let index = from; index < to; index++) into[index] = values[order[index] as number] as number;
}
