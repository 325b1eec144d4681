import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type TableSums, tableSums } from '../../../src/engine/controls/tableSums';
import { RandomStream } from '../../../src/engine/network/random';
import { Planner } from '../../../src/engine/training/simd/module';
import { ScalarTableSums } from '../../oracles/scalarTableSums';
import { isNear } from '../controlData';
import { at } from '../support';

/** Two tables of one shape, how their rows and columns are paired, and how often each was drawn. */
function tables(rows: number, columns: number, seed: number) {
  const random = new RandomStream(seed, 'table sums');
  const numbers = () => Float64Array.from({ length: rows * columns }, () => random.normal());
  const drawn = (count: number) => {
    const times = Array.from({ length: count }, () => random.integer(3));
    const members = [...times.keys()].filter((member) => at(times, member) > 0);
    return { members, times: members.map((member) => at(times, member)) };
  };
  const [x, y] = [numbers(), numbers()];
  const [partners, order] = [random.permutation(rows), random.permutation(columns)];
  return { rows, columns, x, y, partners, order, ofRows: drawn(rows), ofColumns: drawn(columns) };
}

/** The three kinds of sums over them. */
function sumsOf(make: (bytes: number) => TableSums, given: ReturnType<typeof tables>) {
  const { rows, columns, x, y, partners, order, ofRows, ofColumns } = given;
  const writes: ((buffer: ArrayBufferLike) => void)[] = [];
  const plan = new Planner();
  const numbers = (values: ArrayLike<number>) => {
    const address = plan.take(8 * values.length);
    writes.push((buffer) => new Float64Array(buffer, address, values.length).set(values));
    return address;
  };
  const words = (values: ArrayLike<number>) => {
    const address = plan.take(4 * values.length);
    writes.push((buffer) => new Uint32Array(buffer, address, values.length).set(values));
    return address;
  };
  const [ofX, ofY] = [numbers(x), numbers(y)];
  const pairs = numbers([...x].flatMap((u, cell) => [u, at(y, cell)]));
  const [partnersAt, orderAt] = [words(partners), words(order.map((column) => 8 * column))];
  const [rowsAt, columnsAt] = [
    words(ofRows.members.map((row) => 16 * columns * row)),
    words(ofColumns.members.map((column) => 16 * column)),
  ];
  const [rowTimes, columnTimes] = [numbers(ofRows.times), numbers(ofColumns.times)];
  const [between, moments] = [plan.take(8 * rows * rows), plan.take(40)];
  const sums = make(plan.size);
  for (const write of writes) write(sums.buffer);
  for (let one = 0; one < rows; one += 2) sums.multiplyRows(ofX, ofY, one, rows, columns, between);
  const product = sums.pairedProducts(ofX, ofY, rows, columns, partnersAt, orderAt);
  const [rowCount, columnCount] = [ofRows.members.length, ofColumns.members.length];
  sums.weightedMoments(pairs, rowsAt, rowTimes, rowCount, columnsAt, columnTimes, columnCount, moments);
  return {
    between: [...new Float64Array(sums.buffer, between, rows * rows)],
    product,
    moments: [...new Float64Array(sums.buffer, moments, 5)],
  };
}

const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 11 }),
  columns: fc.integer({ min: 1, max: 13 }),
  seed: fc.nat(),
});

describe('sums over tables', () => {
  it('are those of plain loops, with vectors and without', () => {
    fc.assert(
      fc.property(shapes, ({ rows, columns, seed }) => {
        const given = tables(rows, columns, seed);
        const { x, y, partners, order, ofRows, ofColumns } = given;
        const product = (row: number, other: number, of: (column: number) => number) =>
          Array.from({ length: columns }, (_, i) => at(x, row * columns + i) * at(y, other * columns + of(i))).reduce(
            (sum, value) => sum + value,
            0,
          );
        const moments = [0, 0, 0, 0, 0];
        for (const [j, row] of ofRows.members.entries()) {
          for (const [i, column] of ofColumns.members.entries()) {
            const [u, v] = [at(x, row * columns + column), at(y, row * columns + column)];
            const times = at(ofRows.times, j) * at(ofColumns.times, i);
            for (const [k, value] of [u, v, u * u, v * v, u * v].entries()) moments[k] = at(moments, k) + times * value;
          }
        }
        for (const make of [tableSums, (bytes: number) => new ScalarTableSums(bytes)]) {
          const found = sumsOf(make, given);
          const paired = Array.from({ length: rows }, (_, row) => product(row, at(partners, row), (i) => at(order, i)));
          isNear(
            found.product,
            paired.reduce((sum, value) => sum + value, 0),
          );
          for (const [k, value] of found.between.entries())
            isNear(
              value,
              product(Math.floor(k / rows), k % rows, (i) => i),
            );
          for (const [k, value] of found.moments.entries()) isNear(value, at(moments, k));
        }
      }),
    );
  });

  it('have the same bits with vectors and without', () => {
    fc.assert(
      fc.property(shapes, ({ rows, columns, seed }) => {
        const given = tables(rows, columns, seed);
        assert.deepEqual(
          sumsOf(tableSums, given),
          sumsOf((bytes) => new ScalarTableSums(bytes), given),
        );
      }),
    );
  });
});
