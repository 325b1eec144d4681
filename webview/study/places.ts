import type { AxisView } from '../../src/model/studyProtocol';

/** Where the values of an axis stand from left to right. */
export interface Places {
  /** The pixel of each value. */
  readonly places: readonly number[];
  /** Pixels between the two that are nearest to each other. */
  readonly column: number;
  /** Whether a value is joined to the one before it by a line. */
  readonly joined: (index: number) => boolean;
}

/** From so many times the least number to the greatest on, an axis is logarithmic. */
const DECADE = 10;

/** Two numbers further apart on a logarithmic axis are not joined: nothing is known between them. */
const MOST_DECADES = 2;

/** The least distance of two values in pixels, as long as there is room for it: else dots of both could not be told apart. */
const LEAST = 12;

/** The values of an axis as numbers; null where one is none, or two are the same. */
export function numbersOf({ labels }: Pick<AxisView, 'labels'>): number[] | null {
  const numbers = labels.map((label) => (label.trim() === '' ? Number.NaN : Number(label)));
  return numbers.every(Number.isFinite) && new Set(numbers).size === numbers.length ? numbers : null;
}

/**
 * Numbers stand where they belong on a linear or a logarithmic axis, in whatever order the sweep has them; names, and
 * numbers that come too near to each other, evenly.
 * @param count of values
 */
export function placesOf(across: AxisView | null, count: number, left: number, right: number): Places {
  const even = (right - left) / count;
  const evenly = Array.from({ length: count }, (_, index) => left + (index + 0.5) * even);
  const numbers = across === null ? null : numbersOf(across);
  if (numbers === null || numbers.length !== count || count < 2)
    return { places: evenly, column: even, joined: () => false };
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const logarithmic = least > 0 && most / least >= DECADE;
  const scaled = logarithmic ? numbers.map((value) => Math.log10(value)) : numbers;
  const [low, high] = [Math.min(...scaled), Math.max(...scaled)];
  const inset = Math.min(even / 2, 40);
  const at = (value: number) => left + inset + ((value - low) / (high - low)) * (right - left - 2 * inset);
  const joined = (index: number) => {
    const [before, here] = [scaled[index - 1], scaled[index]];
    if (before === undefined || here === undefined || before >= here) return false;
    return !logarithmic || here - before <= MOST_DECADES + 1e-9;
  };
  const places = scaled.map(at);
  const ordered = places.toSorted((one, other) => one - other);
  const column = Math.min(...ordered.slice(1).map((place, index) => place - (ordered[index] as number)));
  if (column < Math.min(LEAST, even)) return { places: evenly, column: even, joined };
  return { places, column, joined };
}
