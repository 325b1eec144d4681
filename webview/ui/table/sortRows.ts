/** Digits of 16 bits in a float64. */
const DIGITS = 4;
const VALUES = 1 << 16;

/** Where the upper half of a float64 lies among the two halves, as this machine stores them. */
const UPPER = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * Rows in the order of their keys. Equal keys keep the order they come in; undefined ones (NaN) come last either way.
 *
 * A radix sort over the bits of the keys (Knuth, The Art of Computer Programming 3, 5.2.5), which read as integers once
 * negative ones are turned round: a million rows take tens of milliseconds, a sort with comparisons most of a second.
 * @param rows any rows, in any order
 * @param keys one a row of the table, by the row's number
 */
export function sortedRows(rows: Uint32Array, keys: Float64Array, descending: boolean): Uint32Array {
  const defined = rows.filter((row) => !Number.isNaN(keys[row]));
  const halves = sortableHalves(defined, keys, descending);
  let from = Uint32Array.from(defined.keys());
  let to = new Uint32Array(defined.length);
  for (let digit = 0; digit < DIGITS; digit++) {
    const half = halves[digit >> 1] as Uint32Array;
    if (pass(half, 16 * (digit & 1), from, to)) [from, to] = [to, from];
  }
  const sorted = new Uint32Array(rows.length);
  for (let at = 0; at < from.length; at++) sorted[at] = defined[from[at] as number] as number;
  if (defined.length < rows.length)
    sorted.set(
      rows.filter((row) => Number.isNaN(keys[row])),
      defined.length,
    );
  return sorted;
}

/** The lower and the upper halves of the keys, as unsigned integers in the order that is asked for. */
function sortableHalves(rows: Uint32Array, keys: Float64Array, descending: boolean): [Uint32Array, Uint32Array] {
  const key = new Float64Array(1);
  const bits = new Uint32Array(key.buffer);
  const lower = new Uint32Array(rows.length);
  const upper = new Uint32Array(rows.length);
  const turn = descending ? 0xffff_ffff : 0;
  for (let at = 0; at < rows.length; at++) {
    // −0 becomes 0, which it is equal to.
    key[0] = (keys[rows[at] as number] as number) + 0;
    const high = bits[UPPER] as number;
    const negative = high >>> 31 === 1;
    lower[at] = (bits[1 - UPPER] as number) ^ (negative ? 0xffff_ffff : 0) ^ turn;
    upper[at] = high ^ (negative ? 0xffff_ffff : 0x8000_0000) ^ turn;
  }
  return [lower, upper];
}

/** Sorts by one digit, stably. @returns false, with nothing done, where it is the same in all */
function pass(half: Uint32Array, shift: number, from: Uint32Array, to: Uint32Array): boolean {
  const starts = new Uint32Array(VALUES);
  for (let at = 0; at < half.length; at++) {
    const value = ((half[at] as number) >>> shift) & 0xffff;
    starts[value] = (starts[value] as number) + 1;
  }
  let next = 0;
  for (let value = 0; value < VALUES; value++) {
    const count = starts[value] as number;
    if (count === half.length) return false;
    starts[value] = next;
    next += count;
  }
  for (let at = 0; at < from.length; at++) {
    const position = from[at] as number;
    const value = ((half[position] as number) >>> shift) & 0xffff;
    const place = starts[value] as number;
    to[place] = position;
    starts[value] = place + 1;
  }
  return true;
}
