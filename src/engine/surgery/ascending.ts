/** How many of the ascending numbers are below a limit. */
export function countBelow(ascending: Uint32Array, limit: number, from = 0): number {
  let [low, high] = [from, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The numbers from `from` until `until` that are not among the ascending ones. */
export function complement(ascending: Uint32Array, from: number, until: number): Uint32Array {
  const others = new Uint32Array(until - from - ascending.length);
  let [next, taken] = [0, 0];
  for (let position = from; position < until; position++) {
    if (ascending[taken] === position) taken++;
    else others[next++] = position;
  }
  return others;
}
