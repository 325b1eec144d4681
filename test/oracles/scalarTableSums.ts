import type { TableSums } from '../../src/engine/controls/tableSums';

/** The sums in plain TypeScript: the same operations in the same order as with vectors, whose two lanes are pairs here. */
export class ScalarTableSums implements TableSums {
  readonly buffer: ArrayBuffer;
  private readonly numbers: Float64Array;
  private readonly words: Uint32Array;

  constructor(bytes: number) {
    this.buffer = new ArrayBuffer(8 * Math.ceil(bytes / 8));
    this.numbers = new Float64Array(this.buffer);
    this.words = new Uint32Array(this.buffer);
  }

  multiplyRows(x: number, y: number, one: number, rows: number, columns: number, into: number): void {
    for (let row = one; row < Math.min(one + 2, rows); row++) {
      for (let other = 0; other < rows; other++)
        this.numbers[into / 8 + row * rows + other] = this.product(
          x / 8 + row * columns,
          y / 8 + other * columns,
          columns,
        );
    }
  }

  pairedProducts(x: number, y: number, rows: number, columns: number, partners: number, order: number): number {
    const [first, orders, even] = [partners / 4, order / 4, columns & ~1];
    let low = 0;
    let high = 0;
    let row = 0;
    const sums = new Float64Array(8);
    for (; row + 3 < rows; row += 4) {
      for (let k = 0; k < 4; k++) this.pairedRow(x, y, row + k, columns, first, orders, sums, 2 * k);
      const [a, b, c, d, e, f, g, h] = sums as unknown as readonly [
        ...[number, number, number, number],
        ...[number, number, number, number],
      ];
      low += a + c + (e + g);
      high += b + d + (f + h);
    }
    for (; row < rows; row++) {
      this.pairedRow(x, y, row, columns, first, orders, sums, 0);
      low += sums[0] as number;
      high += sums[1] as number;
    }
    let products = low + high;
    if (even === columns) return products;
    const last = (this.words[orders + even] as number) / 8;
    for (row = 0; row < rows; row++) {
      const partner = y / 8 + (this.words[first + row] as number) * columns;
      products += this.at(x / 8 + row * columns + even) * this.at(partner + last);
    }
    return products;
  }

  private at(index: number): number {
    return this.numbers[index] as number;
  }

  /** Σ of two rows' products, by the indices of their beginnings. */
  private product(one: number, other: number, columns: number): number {
    const even = columns & ~1;
    let low = 0;
    let high = 0;
    for (let i = 0; i < even; i += 2) {
      low += this.at(one + i) * this.at(other + i);
      high += this.at(one + i + 1) * this.at(other + i + 1);
    }
    const both = low + high;
    return even === columns ? both : both + this.at(one + even) * this.at(other + even);
  }

  private pairedRow(
    x: number,
    y: number,
    row: number,
    columns: number,
    partners: number,
    orders: number,
    into: Float64Array,
    at: number,
  ): void {
    const one = x / 8 + row * columns;
    const other = y / 8 + (this.words[partners + row] as number) * columns;
    let low = 0;
    let high = 0;
    for (let i = 0; i < (columns & ~1); i += 2) {
      low += this.at(one + i) * this.at(other + (this.words[orders + i] as number) / 8);
      high += this.at(one + i + 1) * this.at(other + (this.words[orders + i + 1] as number) / 8);
    }
    into[at] = low;
    into[at + 1] = high;
  }
}
