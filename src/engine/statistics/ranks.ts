/**
 * The rank of each value among all, from 1 on; equal values share the mean of their ranks.
 * @param values without NaN
 */
export function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort(
    (one, other) => (values[one] as number) - (values[other] as number),
  );
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    const value = values[order[start] as number];
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === value) end++;
    // Ranks start + 1 … end.
    for (let index = start; index < end; index++) result[order[index] as number] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}
