import type { Pace } from '../cancellation';
import type { Layer } from '../network/parameters';
import { r2FromSums } from './permutation';
import { multiplyRows, products } from './products';

/** What of a row is defined. */
const EMPTY = 0;
const PARTIAL = 1;
const COMPLETE = 2;

/** Numbers between 0 and 1 in rows, NaN where undefined. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** The weights of a layer, a row a neuron. */
export function neuronRows({ inputs, outputs, weight }: Layer): Table {
  return { rows: outputs, columns: inputs, values: weight };
}

/** The weights of some neurons of a layer, a row an input. */
export function pixelRows({ inputs, weight }: Layer, neurons: readonly number[]): Table {
  const values = new Float64Array(inputs * neurons.length);
  for (let input = 0, index = 0; input < inputs; input++)
    for (const neuron of neurons) values[index++] = weight[neuron * inputs + input] as number;
  return { rows: inputs, columns: neurons.length, values };
}

/** One side of the pairing: values from ½, with 0 where undefined, so that products need no look at what is defined. */
interface Side {
  readonly values: Float64Array;
  /** 1 where defined. */
  readonly defined: Float64Array;
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
  private readonly x: Side;
  private readonly y: Side;
  private readonly rows: number;
  private readonly columns: number;
  private readonly inOrder: Uint32Array;

  /** Σ of products of each row of x with each row of y, where they are worth having. */
  private between: Float64Array | undefined;

  constructor(x: Table, y: Table) {
    this.rows = x.rows;
    this.columns = x.columns;
    this.inOrder = identityOrder(x.columns);
    this.x = sideOf(x);
    this.y = sideOf(y);
  }

  /**
   * Makes ready for many pairings of rows: with all products of rows made at once, each costs a look for each row.
   * @throws CancelledError
   */
  async prepare(draws: number, pace: Pace): Promise<void> {
    const { x, y, rows, columns } = this;
    // With more rows than draws it would be more work, and more memory, than it saves.
    if (rows > draws) return;
    const between = new Float64Array(rows * rows);
    for (let one = 0; one < rows; one += 2) {
      if (pace.due) await pace.rest();
      for (let other = 0; other < rows; other += 4)
        multiplyRows(x.values, y.values, one, other, rows, columns, between);
    }
    this.between = between;
  }

  /** R² of x in (row j, column i) against y in (rows[j], columns[i]), or in (rows[j], i). */
  r2(rows: Uint32Array, columns?: Uint32Array): number | null {
    const { x, y } = this;
    let n = 0;
    let sumX = 0;
    let sumY = 0;
    let xx = 0;
    let yy = 0;
    let xy = 0;
    for (let row = 0; row < this.rows; row++) {
      const partner = rows[row] as number;
      const stateX = x.state[row];
      const stateY = y.state[partner];
      if (stateX === EMPTY || stateY === EMPTY) continue;
      const one = row * this.columns;
      const other = partner * this.columns;
      if (stateX === COMPLETE && stateY === COMPLETE) {
        n += this.columns;
        sumX += x.sums[row] as number;
        sumY += y.sums[partner] as number;
        xx += x.squares[row] as number;
        yy += y.squares[partner] as number;
        xy +=
          columns !== undefined
            ? products(x.values, y.values, one, other, columns)
            : (this.between?.[row * this.rows + partner] ?? products(x.values, y.values, one, other, this.inOrder));
        continue;
      }
      for (let column = 0; column < this.columns; column++) {
        const at = one + column;
        const there = other + (columns === undefined ? column : (columns[column] as number));
        const definedX = x.defined[at] as number;
        const definedY = y.defined[there] as number;
        const u = (x.values[at] as number) * definedY;
        const v = (y.values[there] as number) * definedX;
        n += definedX * definedY;
        sumX += u;
        sumY += v;
        xx += u * u;
        yy += v * v;
        xy += u * v;
      }
    }
    return r2FromSums(n, sumX, sumY, xx, yy, xy);
  }
}

function sideOf({ rows, columns, values }: Table): Side {
  const side = {
    values: new Float64Array(values.length),
    defined: new Float64Array(values.length),
    state: new Uint8Array(rows),
    sums: new Float64Array(rows),
    squares: new Float64Array(rows),
  };
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    side.values[index] = value - 0.5;
    side.defined[index] = 1;
  }
  for (let row = 0; row < rows; row++) {
    let count = 0;
    let sum = 0;
    let square = 0;
    for (let index = row * columns; index < (row + 1) * columns; index++) {
      const value = side.values[index] as number;
      count += side.defined[index] as number;
      sum += value;
      square += value * value;
    }
    side.state[row] = count === columns ? COMPLETE : count === 0 ? EMPTY : PARTIAL;
    side.sums[row] = sum;
    side.squares[row] = square;
  }
  return side;
}

/** 0 … `count` − 1, each in its place. */
export function identityOrder(count: number): Uint32Array {
  return new Uint32Array(count).map((_, index) => index);
}
