import { plain, rounded } from '../../src/text/format';

/** The range of numbers that a plot shows, with round ends. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * The least range with round ends around some numbers.
 * @param zero whether 0 belongs to it in any case: for shares, whose size counts from there
 */
export function niceRange(values: Iterable<number>, zero: boolean): Range {
  let [low, high] = zero ? [0, 0] : [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(low <= high)) return { low: 0, high: 1 };
  const largest = Math.max(Math.abs(low), Math.abs(high));
  // Numbers that differ by no more than rounding are drawn as one; ticks between them would have no digits of their own.
  if (high - low <= largest * 1e-12 || largest < 1e-300) {
    const half = largest < 1e-300 ? 1 : largest / 10;
    return zero ? { low: 0, high: 1 } : { low: low - half, high: high + half };
  }
  const step = roundStep((high - low) / 4);
  return { low: Math.floor(low / step + 1e-9) * step, high: Math.ceil(high / step - 1e-9) * step };
}

/** 1, 2 or 5 times a power of ten, not below a number. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const times = [1, 2, 5, 10].find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return times * power;
}

/** Where a number stands between two pixels; those that leave the range stand at its end. */
export function place(value: number, { low, high }: Range, from: number, to: number): number {
  const share = Math.max(0, Math.min(1, (value - low) / (high - low)));
  return from + share * (to - from);
}

/** A tick as it is written: as many places as tell it from the other end. */
export function tick(value: number, { low, high }: Range): string {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (size < 1e-3 || size >= 1e5) return rounded(value, 2);
  const places = Math.max(0, Math.min(6, Math.ceil(-Math.log10(high - low)) + 1));
  return plain(Number(value.toFixed(places)));
}
