import type { TimeSlicer } from '../cancellation';
import { Planner } from '../training/simd/module';
import { r2FromSums } from './permutation';
import { COMPLETE, EMPTY, type Side, sideOf, type ValueTable } from './tableSides';
import { type TableSums, tableSums } from './tableSums';

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
  static async of(x: ValueTable, y: ValueTable, slicer: TimeSlicer, most = 0): Promise<RePairing> {
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
    const ofX = await slicer.run(sideOf(x, sums, atX));
    const ofY = await slicer.run(sideOf(y, sums, atY));
    const pairing = new RePairing(rows, columns, sums, ofX, ofY, at);
    if (multiplying) await slicer.run(pairing.multiplyAll());
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
        const ofX = one + column;
        const ofY = other + (columns === undefined ? column : (columns[column] as number));
        const definedX = x.defined[ofX] as number;
        const definedY = y.defined[ofY] as number;
        const u = (x.values[ofX] as number) * definedY;
        const v = (y.values[ofY] as number) * definedX;
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
