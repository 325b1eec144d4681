import { ascendingOrder } from './order';

/**
 * Benjamini and Hochberg's (1995) adjusted p: the smallest rate of false discoveries at which each hypothesis is still
 * rejected, min over l ≥ k of m p₍ₗ₎ / l, at most 1. The rate is kept where the tests are independent, or positively
 * dependent (Benjamini & Yekutieli 2001).
 * @param p one for each hypothesis, none of them NaN
 */
export function benjaminiHochberg(p: Float64Array): Float64Array {
  const order = ascendingOrder(p);
  const adjusted = new Float64Array(p.length);
  let least = 1;
  for (let rank = p.length; rank > 0; rank--) {
    const position = order[rank - 1] as number;
    least = Math.min(least, ((p[position] as number) * p.length) / rank);
    adjusted[position] = least;
  }
  return adjusted;
}
