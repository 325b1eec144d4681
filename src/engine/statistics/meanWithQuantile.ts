import type { MeanWithInterval } from '../../model/sweep';

/** As `meanWithInterval`, with Student's quantile from elsewhere: what finds it is too large for a page. */
export function meanWithQuantile(
  values: readonly number[],
  level: number,
  quantile: (degreesOfFreedom: number) => number,
): MeanWithInterval {
  const n = values.length;
  if (n === 0) return { n, mean: null, standardDeviation: null, interval: null };
  // Of equal values exactly theirs: rounding would make a spread of them.
  const equal = values.every((value) => value === values[0]);
  const mean = equal ? (values[0] as number) : values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { n, mean, standardDeviation: null, interval: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const standardDeviation = Math.sqrt(squares / (n - 1));
  const half = (quantile(n - 1) * standardDeviation) / Math.sqrt(n);
  return { n, mean, standardDeviation, interval: { level, low: mean - half, high: mean + half } };
}
