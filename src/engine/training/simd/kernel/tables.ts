/**
 * Sums over tables of numbers, for metrics that draw a thousand times: two numbers at a time, each sum in one fixed
 * order. A table is row after row, float64, without gaps; columns are named by their bytes from the start of a row.
 * `test/oracles/scalarTableSums.ts` does the same without vectors, to the same bits.
 */

@inline function rowOf(table: usize, row: i32, bytes: usize): usize {
  return table + <usize>row * bytes;
}

@inline function plus(sum: v128, one: v128, other: v128): v128 {
  return f64x2.add(sum, f64x2.mul(one, other));
}

@inline function lanes(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Both lanes, and the product of the last column where it has no partner. */
@inline function total(sum: v128, x: usize, y: usize, even: usize, bytes: usize): f64 {
  const both = lanes(sum);
  return even === bytes ? both : both + load<f64>(x + even) * load<f64>(y + even);
}

/** Row `one` of x, and the one behind it, with every row of y, into rows `one` and behind it of a table rows × rows. */
export function multiplyRows(x: usize, y: usize, one: i32, rows: i32, columns: i32, into: usize): void {
  const bytes = <usize>columns << 3;
  const even = bytes & ~(<usize>15);
  const width = <usize>rows << 3;
  const last = rows - 1;
  // Past the end the last row is taken again, which only makes the same sums twice.
  const one1 = min(one + 1, last);
  const x0 = rowOf(x, one, bytes);
  const x1 = rowOf(x, one1, bytes);
  const into0 = rowOf(into, one, width);
  const into1 = rowOf(into, one1, width);
  for (let other = 0; other < rows; other += 4) {
    const other1 = min(other + 1, last);
    const other2 = min(other + 2, last);
    const other3 = min(other + 3, last);
    const y0 = rowOf(y, other, bytes);
    const y1 = rowOf(y, other1, bytes);
    const y2 = rowOf(y, other2, bytes);
    const y3 = rowOf(y, other3, bytes);
    let s00 = f64x2.splat(0);
    let s01 = f64x2.splat(0);
    let s02 = f64x2.splat(0);
    let s03 = f64x2.splat(0);
    let s10 = f64x2.splat(0);
    let s11 = f64x2.splat(0);
    let s12 = f64x2.splat(0);
    let s13 = f64x2.splat(0);
    for (let at: usize = 0; at < even; at += 16) {
      const a = v128.load(x0 + at);
      const b = v128.load(x1 + at);
      const c = v128.load(y0 + at);
      const d = v128.load(y1 + at);
      const e = v128.load(y2 + at);
      const f = v128.load(y3 + at);
      s00 = plus(s00, a, c);
      s01 = plus(s01, a, d);
      s02 = plus(s02, a, e);
      s03 = plus(s03, a, f);
      s10 = plus(s10, b, c);
      s11 = plus(s11, b, d);
      s12 = plus(s12, b, e);
      s13 = plus(s13, b, f);
    }
    store<f64>(into0 + (<usize>other << 3), total(s00, x0, y0, even, bytes));
    store<f64>(into0 + (<usize>other1 << 3), total(s01, x0, y1, even, bytes));
    store<f64>(into0 + (<usize>other2 << 3), total(s02, x0, y2, even, bytes));
    store<f64>(into0 + (<usize>other3 << 3), total(s03, x0, y3, even, bytes));
    store<f64>(into1 + (<usize>other << 3), total(s10, x1, y0, even, bytes));
    store<f64>(into1 + (<usize>other1 << 3), total(s11, x1, y1, even, bytes));
    store<f64>(into1 + (<usize>other2 << 3), total(s12, x1, y2, even, bytes));
    store<f64>(into1 + (<usize>other3 << 3), total(s13, x1, y3, even, bytes));
  }
}

@inline function pairAt(row: usize, order: usize): v128 {
  return v128.load_lane<f64>(row + <usize>load<u32>(order, 4), v128.load_splat<f64>(row + <usize>load<u32>(order)), 1);
}

/**
 * Σ of x in (row j, column i) times y in (partners[j], order[i]).
 * @param partners row of y for each row of x (u32)
 * @param order column of y, in bytes, for each column of x (u32)
 */
export function pairedProducts(x: usize, y: usize, rows: i32, columns: i32, partners: usize, order: usize): f64 {
  const bytes = <usize>columns << 3;
  const end = order + ((<usize>columns & ~(<usize>1)) << 2);
  let sum = f64x2.splat(0);
  let row = 0;
  for (; row + 3 < rows; row += 4) {
    const partner = partners + (<usize>row << 2);
    const y0 = rowOf(y, load<u32>(partner), bytes);
    const y1 = rowOf(y, load<u32>(partner, 4), bytes);
    const y2 = rowOf(y, load<u32>(partner, 8), bytes);
    const y3 = rowOf(y, load<u32>(partner, 12), bytes);
    let x0 = rowOf(x, row, bytes);
    let x1 = x0 + bytes;
    let x2 = x1 + bytes;
    let x3 = x2 + bytes;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    for (let at = order; at < end; at += 8, x0 += 16, x1 += 16, x2 += 16, x3 += 16) {
      s0 = plus(s0, v128.load(x0), pairAt(y0, at));
      s1 = plus(s1, v128.load(x1), pairAt(y1, at));
      s2 = plus(s2, v128.load(x2), pairAt(y2, at));
      s3 = plus(s3, v128.load(x3), pairAt(y3, at));
    }
    sum = f64x2.add(sum, f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
  }
  for (; row < rows; row++) {
    const y0 = rowOf(y, load<u32>(partners + (<usize>row << 2)), bytes);
    let x0 = rowOf(x, row, bytes);
    let s0 = f64x2.splat(0);
    for (let at = order; at < end; at += 8, x0 += 16) s0 = plus(s0, v128.load(x0), pairAt(y0, at));
    sum = f64x2.add(sum, s0);
  }
  let products = lanes(sum);
  if ((columns & 1) === 0) return products;
  const last = load<u32>(end);
  for (row = 0; row < rows; row++) {
    const y0 = rowOf(y, load<u32>(partners + (<usize>row << 2)), bytes);
    products += load<f64>(rowOf(x, row, bytes) + bytes - 8) * load<f64>(y0 + last);
  }
  return products;
}
