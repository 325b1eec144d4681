import type { Layer } from '../network/parameters';
import type { TableSums } from './tableSums';

/** What of a row is defined. */
export const EMPTY = 0;
const PARTIAL = 1;
export const COMPLETE = 2;

/** Cells gone through at a time: about a millisecond. */
const CHUNK = 131_072;

/** Numbers between 0 and 1 in rows, NaN where undefined: those of a layer, wherever they stand in it. */
export interface ValueTable {
  readonly rows: number;
  readonly columns: number;
  readonly weight: Float64Array;
  /** Index of the first weight of each row, and from one to the next. */
  readonly starts: Uint32Array;
  /** Of the columns, from the first weight of the row. */
  readonly steps: Uint32Array;
}

/** The weights of a layer, a row a neuron. */
export function neuronRows({ inputs, outputs, weight }: Layer): ValueTable {
  const starts = identityOrder(outputs).map((neuron) => neuron * inputs);
  return { rows: outputs, columns: inputs, weight, starts, steps: identityOrder(inputs) };
}

/** The weights of some neurons of a layer, a row an input. */
export function pixelRows({ inputs, weight }: Layer, neurons: readonly number[]): ValueTable {
  const steps = Uint32Array.from(neurons, (neuron) => neuron * inputs);
  return { rows: inputs, columns: neurons.length, weight, starts: identityOrder(inputs), steps };
}

/** One side of the pairing: values from ½, with 0 where undefined, so that products need no look at what is defined. */
export interface Side {
  readonly address: number;
  readonly values: Float64Array;
  /** 1 where defined. */
  readonly defined: Uint8Array;
  readonly state: Uint8Array;
  /** Over each row. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** @param address where the values stand, in the memory of the sums */
export function* sideOf({ rows, columns, weight, starts, steps }: ValueTable, { buffer }: TableSums, address: number) {
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
    if (done > CHUNK) {
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
