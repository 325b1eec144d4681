import type { Pace } from '../cancellation';
import type { Layer } from '../network/parameters';
import { Planner } from '../training/simd/module';
import { r2FromSums } from './permutation';
import { type TableSums, tableSums } from './tableSums';

/** What of a row is defined. */
const EMPTY = 0;
const PARTIAL = 1;
const COMPLETE = 2;

/** Cells gone through at a time: about a millisecond. */
const STRETCH = 131_072;

/** Numbers between 0 and 1 in rows, NaN where undefined: those of a layer, wherever they stand in it. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly weight: Float64Array;
  /** Index of the first weight of each row, and from one to the next. */
  readonly starts: Uint32Array;
  /** Of the columns, from the first weight of the row. */
  readonly steps: Uint32Array;
}

/** The weights of a layer, a row a neuron. */
export function neuronRows({ inputs, outputs, weight }: Layer): Table {
  const starts = identityOrder(outputs).map((neuron) => neuron * inputs);
  return { rows: outputs, columns: inputs, weight, starts, steps: identityOrder(inputs) };
}

/** The weights of some neurons of a layer, a row an input. */
export function pixelRows({ inputs, weight }: Layer, neurons: readonly number[]): Table {
  const steps = Uint32Array.from(neurons, (neuron) => neuron * inputs);
  return { rows: inputs, columns: neurons.length, weight, starts: identityOrder(inputs), steps };
}

/** One side of the pairing: values from ½, with 0 where undefined, so that products need no look at what is defined. */
interface Side {
  readonly address: number;
  readonly values: Float64Array;
  /** 1 where defined. */
  readonly defined: Uint8Array;
  readonly state: Uint8Array;
  /** Over each row. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/**
 * R² of two tables of one shape with the rows of one, and its columns, paired anew. A pairing costs one product a cell;
 * of rows that are complete, or empty, everything but the products is added up beforehand.
 */
export class RePairing {
  /** Whether Σ of products of each row of x with each row of y stand ready. */
  private multiplied = false;
  private readonly partners: Uint32Array;
  private readonly order: Uint32Array;

  private constructor(
    private readonly rows: number,
    private readonly columns: number,
    private readonly sums: TableSums,
    private readonly x: Side,
    private readonly y: Side,
    private readonly at: { readonly partners: number; readonly order: number; readonly between: number },
  ) {
    this.partners = new Uint32Array(sums.buffer, at.partners, rows);
    this.order = new Uint32Array(sums.buffer, at.order, columns);
  }

  /**
   * @param most rows of tables for which the products of all rows are worth having
   * @throws CancelledError
   */
  static async of(x: Table, y: Table, pace: Pace, most = 0): Promise<RePairing> {
    const { rows, columns } = x;
    const plan = new Planner();
    const [atX, atY] = [plan.take(8 * rows * columns), plan.take(8 * rows * columns)];
    const multiplying = rows <= most;
    const at = {
      partners: plan.take(4 * rows),
      order: plan.take(4 * columns),
      between: plan.take(multiplying ? 8 * rows * rows : 0),
    };
    const sums = tableSums(plan.size);
    const ofX = await pace.through(sideOf(x, sums, atX));
    const ofY = await pace.through(sideOf(y, sums, atY));
    const pairing = new RePairing(rows, columns, sums, ofX, ofY, at);
    if (multiplying) await pace.through(pairing.multiplyAll());
    return pairing;
  }

  private *multiplyAll(): Generator<void, void> {
    const { x, y, rows, columns, sums, at } = this;
    for (let one = 0; one < rows; one += 2) {
      sums.multiplyRows(x.address, y.address, one, rows, columns, at.between);
      yield;
    }
    this.multiplied = true;
  }

  /** R² of x in (row j, column i) against y in (rows[j], columns[i]), or in (rows[j], i). */
  r2(rows: Uint32Array, columns?: Uint32Array): number | null {
    const { x, y } = this;
    let n = 0;
    let sumX = 0;
    let sumY = 0;
    let xx = 0;
    let yy = 0;
    for (let row = 0; row < this.rows; row++) {
      const partner = rows[row] as number;
      const stateX = x.state[row];
      const stateY = y.state[partner];
      if (stateX === EMPTY || stateY === EMPTY) continue;
      if (stateX === COMPLETE && stateY === COMPLETE) {
        n += this.columns;
        sumX += x.sums[row] as number;
        sumY += y.sums[partner] as number;
        xx += x.squares[row] as number;
        yy += y.squares[partner] as number;
        continue;
      }
      const one = row * this.columns;
      const other = partner * this.columns;
      for (let column = 0; column < this.columns; column++) {
        const here = one + column;
        const there = other + (columns === undefined ? column : (columns[column] as number));
        const definedX = x.defined[here] as number;
        const definedY = y.defined[there] as number;
        const u = (x.values[here] as number) * definedY;
        const v = (y.values[there] as number) * definedX;
        n += definedX * definedY;
        sumX += u;
        sumY += v;
        xx += u * u;
        yy += v * v;
      }
    }
    const xy = this.multiplied && columns === undefined ? this.productsOfRows(rows) : this.products(rows, columns);
    return r2FromSums(n, sumX, sumY, xx, yy, xy);
  }

  private productsOfRows(partners: Uint32Array): number {
    const between = new Float64Array(this.sums.buffer, this.at.between, this.rows * this.rows);
    let sum = 0;
    for (let row = 0; row < this.rows; row++) sum += between[row * this.rows + (partners[row] as number)] as number;
    return sum;
  }

  private products(partners: Uint32Array, order: Uint32Array | undefined): number {
    const { x, y, rows, columns, sums, at } = this;
    this.partners.set(partners);
    for (let column = 0; column < columns; column++) this.order[column] = 8 * (order?.[column] ?? column);
    return sums.pairedProducts(x.address, y.address, rows, columns, at.partners, at.order);
  }
}

function* sideOf({ rows, columns, weight, starts, steps }: Table, { buffer }: TableSums, address: number) {
  const side: Side = {
    address,
    values: new Float64Array(buffer, address, rows * columns),
    defined: new Uint8Array(rows * columns),
    state: new Uint8Array(rows),
    sums: new Float64Array(rows),
    squares: new Float64Array(rows),
  };
  for (let row = 0, done = 0; row < rows; row++, done += columns) {
    fillRow(side, row, weight, starts[row] as number, steps);
    if (done > STRETCH) {
      done = 0;
      yield;
    }
  }
  return side;
}

function fillRow(
  { values, defined, state, sums, squares }: Side,
  row: number,
  weight: Float64Array,
  start: number,
  steps: Uint32Array,
): void {
  const columns = steps.length;
  let count = 0;
  let sum = 0;
  let square = 0;
  for (let column = 0, index = row * columns; column < columns; column++, index++) {
    const value = (weight[start + (steps[column] as number)] as number) - 0.5;
    if (Number.isNaN(value)) continue;
    values[index] = value;
    defined[index] = 1;
    count++;
    sum += value;
    square += value * value;
  }
  state[row] = count === columns ? COMPLETE : count === 0 ? EMPTY : PARTIAL;
  sums[row] = sum;
  squares[row] = square;
}

/** 0 … `count` − 1, each in its place. */
export function identityOrder(count: number): Uint32Array {
  return new Uint32Array(count).map((_, index) => index);
}
