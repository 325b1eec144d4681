import log1p from '@stdlib/math-base-special-log1p';
import tanh from '@stdlib/math-base-special-tanh';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

/** An interval for the correlation behind r. */
export interface Interval {
  readonly level: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Fisher's interval for r of n *independent* pairs: tanh(artanh r ± z / √(n − 3)) (Fisher 1921).
 * For hidden biases within one run; weights are not independent of each other and get none.
 */
export function fisherInterval(r: number, n: number, level = 0.95): Interval {
  const z = 0.5 * (log1p(r) - log1p(-r));
  const half = normalQuantile(0.5 + level / 2, 0, 1) / Math.sqrt(n - 3);
  return { level, low: tanh(z - half), high: tanh(z + half) };
}
