import type { PlotRectangle } from '../../charts/viewport';

/** Where curves over doses lie: doses evenly from left to right, values from `low` at the bottom to `high` at the top. */
export interface DoseScale {
  readonly rectangle: PlotRectangle;
  readonly doses: number;
  readonly low: number;
  readonly high: number;
}

/** Kept free above and below all values, as a share of what they span. */
const AIR = 0.04;

/** @param values all that has to be seen */
export function doseScale(rectangle: PlotRectangle, doses: number, values: readonly number[]): DoseScale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = most > least ? most - least : 1;
  return {
    rectangle: { ...rectangle, width: Math.max(1, rectangle.width), height: Math.max(1, rectangle.height) },
    doses,
    low: least - AIR * span,
    high: most + AIR * span,
  };
}

/** The pixel height of a curve at a pixel place, between two doses on a straight line; null beside the curve. */
export function doseAt({ rectangle, doses, low, high }: DoseScale, curve: readonly number[], x: number): number | null {
  const { left, top, width, height } = rectangle;
  const place = ((x - left) / width) * (doses - 1);
  if (!(place >= 0 && place <= doses - 1)) return null;
  const before = Math.min(doses - 2, Math.floor(place));
  const [from, to] = [curve[before], curve[before + 1]];
  if (from === undefined || to === undefined) return null;
  const value = from + (place - before) * (to - from);
  return top + height * (1 - (value - low) / (high - low));
}
