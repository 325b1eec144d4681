import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';

/** Held-out loss at the learning rates of a grid, in the order of the rates; null where it is not defined. */
export type LossCurve = readonly { readonly rate: number; readonly loss: number | null }[];

/** A rate that is found is given to so many digits: losses are not known better. */
const DIGITS = 3;

/**
 * The smallest rate at which the loss is a given one, between rates of the grid by a straight line of loss against log rate.
 * @returns null where the loss lies to one side of it at all rates
 */
export function rateAt(curve: LossCurve, loss: number): number | null {
  const sorted = curve.toSorted((one, other) => one.rate - other.rate);
  for (const [index, { rate, loss: from }] of sorted.entries()) {
    if (from === loss) return rate;
    const next = sorted[index + 1];
    if (next === undefined || from === null || next.loss === null || (from - loss) * (next.loss - loss) >= 0) continue;
    const share = (loss - from) / (next.loss - from);
    return Number(exp(ln(rate) + share * (ln(next.rate) - ln(rate))).toPrecision(DIGITS));
  }
  return null;
}

/** The loss at a rate, by the same lines; null where a neighbour of it has none. */
export function lossAt(curve: LossCurve, rate: number): number | null {
  const sorted = curve.toSorted((one, other) => one.rate - other.rate);
  const above = sorted.findIndex((one) => one.rate >= rate);
  const [lower, upper] = [sorted[above - 1], sorted[above]];
  if (upper?.rate === rate) return upper.loss;
  if (lower === undefined || upper === undefined || lower.loss === null || upper.loss === null) return null;
  const share = (ln(rate) - ln(lower.rate)) / (ln(upper.rate) - ln(lower.rate));
  return lower.loss + share * (upper.loss - lower.loss);
}
