import { ascendingOrderInStretches } from './order';

/** A cell's side in eps: below 1/√2, so that the points of one cell are neighbours of one another. */
const SIDE = 0.7;
/** Cells that a neighbour can be away: ⌈1 / 0.7⌉. */
const REACH = 2;
/** Rows of cells about a cell, itself among them. */
const ROWS = 2 * REACH + 1;

/** Points of the plane sorted into square cells, so that the neighbours of a point are found in a few of them. */
export class PointGrid {
  /** Position of each sorted point among those given. */
  readonly order: Uint32Array;
  /** Of each sorted point. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly cellOf: Uint32Array;
  /** Cells with points in them. */
  readonly cells: number;
  /** First sorted point of each cell, and behind the last one the number of points. */
  readonly starts: Uint32Array;
  /** First and end of each of the `ROWS` stretches of sorted points that hold all neighbours of a cell's points. */
  private readonly near: Uint32Array;

  /** @param xs, ys same length, all defined */
  static *inStretches(xs: Float64Array, ys: Float64Array, eps: number): Generator<void, PointGrid> {
    const keys = keysOf(xs, ys, SIDE * eps);
    yield;
    const order = yield* ascendingOrderInStretches(keys.values);
    yield;
    return new PointGrid(xs, ys, eps, keys, order);
  }

  private constructor(
    xs: Float64Array,
    ys: Float64Array,
    readonly eps: number,
    keys: Keys,
    order: Uint32Array,
  ) {
    this.order = order;
    this.x = sortedBy(this.order, xs);
    this.y = sortedBy(this.order, ys);
    const sorted = sortedBy(this.order, keys.values);
    this.cellOf = new Uint32Array(sorted.length);
    const keyOf = new Float64Array(sorted.length);
    this.starts = new Uint32Array(sorted.length + 1);
    let cells = 0;
    for (let index = 0; index < sorted.length; index++) {
      const key = sorted[index] as number;
      if (index === 0 || key !== sorted[index - 1]) {
        keyOf[cells] = key;
        this.starts[cells] = index;
        cells++;
      }
      this.cellOf[index] = cells - 1;
    }
    this.starts[cells] = sorted.length;
    this.cells = cells;
    this.near = this.stretches(keyOf.subarray(0, cells), keys.columns);
  }

  /** First sorted point of a stretch of those about a cell; there are `ROWS` of them. */
  nearFrom(cell: number, row: number): number {
    return this.near[2 * (cell * ROWS + row)] as number;
  }

  nearUntil(cell: number, row: number): number {
    return this.near[2 * (cell * ROWS + row) + 1] as number;
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

  private stretches(keys: Float64Array, columns: number): Uint32Array {
    const near = new Uint32Array(2 * ROWS * keys.length);
    for (let row = 0; row < ROWS; row++) {
      const shift = (row - REACH) * columns;
      // Both ends only ever move on, from cell to cell.
      let from = 0;
      let until = 0;
      for (let cell = 0; cell < keys.length; cell++) {
        const key = (keys[cell] as number) + shift;
        while (from < keys.length && (keys[from] as number) < key - REACH) from++;
        while (until < keys.length && (keys[until] as number) <= key + REACH) until++;
        near[2 * (cell * ROWS + row)] = this.starts[from] as number;
        near[2 * (cell * ROWS + row) + 1] = this.starts[until] as number;
      }
    }
    return near;
  }
}

interface Keys {
  readonly values: Float64Array;
  readonly columns: number;
}

/** The number of each point's cell, row after row, with room at both ends of a row so that no cell's surroundings run on into the next. */
function keysOf(xs: Float64Array, ys: Float64Array, side: number): Keys {
  let lowX = Infinity;
  let highX = -Infinity;
  let lowY = Infinity;
  for (let point = 0; point < xs.length; point++) {
    lowX = Math.min(lowX, xs[point] as number);
    highX = Math.max(highX, xs[point] as number);
    lowY = Math.min(lowY, ys[point] as number);
  }
  const columns = Math.floor((highX - lowX) / side) + 1 + 2 * REACH;
  const values = new Float64Array(xs.length);
  for (let point = 0; point < xs.length; point++) {
    const row = Math.floor(((ys[point] as number) - lowY) / side);
    values[point] = row * columns + Math.floor(((xs[point] as number) - lowX) / side);
  }
  return { values, columns };
}

function sortedBy(order: Uint32Array, values: Float64Array): Float64Array {
  const sorted = new Float64Array(order.length);
  for (let index = 0; index < order.length; index++) sorted[index] = values[order[index] as number] as number;
  return sorted;
}
