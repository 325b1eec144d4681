import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type TableSums, tableSums } from '../../../src/engine/controls/tableSums';
import { RandomStream } from '../../../src/engine/network/random';
import { Planner } from '../../../src/engine/training/simd/module';
import { ScalarTableSums } from '../../oracles/scalarTableSums';
import { isNear } from '../controlData';
import { at } from '../support';

/** Two tables of one shape, and how their rows and columns are paired. */
function tables(rows: number, columns: number, seed: number) {
  const random = new RandomStream(seed, 'table sums');
  const numbers = () => Float64Array.from({ length: rows * columns }, () => random.normal());
  const [x, y] = [numbers(), numbers()];
  const [partners, order] = [random.permutation(rows), random.permutation(columns)];
  return { rows, columns, x, y, partners, order };
}

/** The two kinds of sums over them. */
function sumsOf(make: (bytes: number) => TableSums, given: ReturnType<typeof tables>) {
  const { rows, columns, x, y, partners, order } = given;
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
  const [partnersAt, orderAt] = [words(partners), words(order.map((column) => 8 * column))];
  const between = plan.take(8 * rows * rows);
  const sums = make(plan.size);
  for (const write of writes) write(sums.buffer);
  for (let one = 0; one < rows; one += 2) sums.multiplyRows(ofX, ofY, one, rows, columns, between);
  const product = sums.pairedProducts(ofX, ofY, rows, columns, partnersAt, orderAt);
  return {
    between: [...new Float64Array(sums.buffer, between, rows * rows)],
    product,
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
        const { x, y, partners, order } = given;
        const product = (row: number, other: number, of: (column: number) => number) =>
          Array.from({ length: columns }, (_, i) => at(x, row * columns + i) * at(y, other * columns + of(i))).reduce(
            (sum, value) => sum + value,
            0,
          );
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
