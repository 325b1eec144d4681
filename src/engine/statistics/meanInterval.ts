import { type Interval, studentQuantile } from './intervals';

/** A figure over independent repetitions. */
export interface MeanWithInterval {
  /** Repetitions in which the figure is defined. */
  readonly n: number;
  readonly mean: number | null;
  /** Of the repetitions, with n − 1; null for fewer than two. */
  readonly standardDeviation: number | null;
  /** For the mean; null for fewer than two repetitions. */
  readonly interval: Interval | null;
}

/** Student's interval for a mean of n independent values: mean ± t(n − 1) · s / √n (Student 1908). */
export function meanWithInterval(values: readonly number[], level = 0.95): MeanWithInterval {
  const n = values.length;
  if (n === 0) return { n, mean: null, standardDeviation: null, interval: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { n, mean, standardDeviation: null, interval: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const standardDeviation = Math.sqrt(squares / (n - 1));
  const half = (studentQuantile(0.5 + level / 2, n - 1) * standardDeviation) / Math.sqrt(n);
  return { n, mean, standardDeviation, interval: { level, low: mean - half, high: mean + half } };
}
