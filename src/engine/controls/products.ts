/** Two rows of x with four of y, so that a number that is read serves more than one product. */
export function multiplyRows(
  x: Float64Array,
  y: Float64Array,
  one: number,
  other: number,
  rows: number,
  columns: number,
  into: Float64Array,
): void {
  // Past the end the last row is taken again, which only makes the same sums twice.
  const one1 = Math.min(one + 1, rows - 1);
  const other1 = Math.min(other + 1, rows - 1);
  const other2 = Math.min(other + 2, rows - 1);
  const other3 = Math.min(other + 3, rows - 1);
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  for (let column = 0; column < columns; column++) {
    const x0 = x[one * columns + column] as number;
    const x1 = x[one1 * columns + column] as number;
    const y0 = y[other * columns + column] as number;
    const y1 = y[other1 * columns + column] as number;
    const y2 = y[other2 * columns + column] as number;
    const y3 = y[other3 * columns + column] as number;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
  }
  into[one * rows + other] = s00;
  into[one * rows + other1] = s01;
  into[one * rows + other2] = s02;
  into[one * rows + other3] = s03;
  into[one1 * rows + other] = s10;
  into[one1 * rows + other1] = s11;
  into[one1 * rows + other2] = s12;
  into[one1 * rows + other3] = s13;
}

/** Σ x[a + i] · y[b + order[i]], in four sums side by side. */
export function products(x: Float64Array, y: Float64Array, a: number, b: number, order: Uint32Array): number {
  const { length } = order;
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    first += (x[a + i] as number) * (y[b + (order[i] as number)] as number);
    second += (x[a + i + 1] as number) * (y[b + (order[i + 1] as number)] as number);
    third += (x[a + i + 2] as number) * (y[b + (order[i + 2] as number)] as number);
    fourth += (x[a + i + 3] as number) * (y[b + (order[i + 3] as number)] as number);
  }
  for (; i < length; i++) first += (x[a + i] as number) * (y[b + (order[i] as number)] as number);
  return first + second + (third + fourth);
}
