import betainc from '@stdlib/math-base-special-betainc';
import log1p from '@stdlib/math-base-special-log1p';
import tanh from '@stdlib/math-base-special-tanh';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import type { Interval } from '../../model/metrics';

/**
 * Fisher's interval for r of n *independent* pairs: tanh(artanh r ± z / √(n − 3)) (Fisher 1921).
 * For hidden biases within one run; weights are not independent of each other and get none.
 */
export function fisherInterval(r: number, n: number, level = 0.95): Interval {
  const z = 0.5 * (log1p(r) - log1p(-r));
  const half = normalQuantile(0.5 + level / 2, 0, 1) / Math.sqrt(n - 3);
  return { level, low: tanh(z - half), high: tanh(z + half) };
}

/**
 * The value below which Student's t lies with a probability, found by halving on its distribution function until no
 * number is left between: the package for it brings a logger that opens files and sockets.
 * @param probability from ½ to below 1
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  let high = 1;
  while (tCdf(high, degreesOfFreedom) < probability) high *= 2;
  return reached((t) => tCdf(t, degreesOfFreedom), probability, high);
}

/**
 * The exact interval for a share of which `shown` of n independent cases are seen (Clopper & Pearson 1934): quantiles of
 * beta(shown, n − shown + 1) and beta(shown + 1, n − shown). It covers the share at least as often as the level says.
 * @returns null of no case
 */
export function shareInterval(shown: number, n: number, level = 0.95): Interval | null {
  if (n === 0) return null;
  const tail = (1 - level) / 2;
  const beta = (a: number, b: number, probability: number) => reached((x) => betainc(x, a, b), probability, 1);
  return {
    level,
    low: shown === 0 ? 0 : beta(shown, n - shown + 1, tail),
    high: shown === n ? 1 : beta(shown + 1, n - shown, 1 - tail),
  };
}

/** Where a distribution function, from 0 on, reaches a probability, by halving until no number is left between. */
function reached(distribution: (value: number) => number, probability: number, above: number): number {
  let [low, high] = [0, above];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return high;
    if (distribution(middle) < probability) low = middle;
    else high = middle;
  }
}

/**
 * The percentile interval of draws: their ordered values at ranks (1 ∓ level) / 2 · (draws + 1), which of 999 draws are the
 * 25th and the 975th for 95 %.
 * @returns null for draws that are too few to have such ranks
 */
export function percentileInterval(values: ArrayLike<number>, level: number): Interval | null {
  const sorted = Float64Array.from(values).sort();
  const rank = Math.floor(((1 - level) / 2) * (sorted.length + 1) + 1e-9);
  if (rank < 1) return null;
  return { level, low: sorted[rank - 1] as number, high: sorted[sorted.length - rank] as number };
}
