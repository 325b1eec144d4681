import { ranks } from './spearman';

/**
 * Area under the ROC curve: the share of pairs in which the score of a positive is the larger one, ties counted half
 * (Mann and Whitney's U over the number of pairs).
 * @param positives, negatives scores without NaN
 * @returns null when there are no pairs
 */
export function auc(positives: Float64Array, negatives: Float64Array): number | null {
  const [n, m] = [positives.length, negatives.length];
  if (n === 0 || m === 0) return null;
  const all = new Float64Array(n + m);
  all.set(positives);
  all.set(negatives, n);
  const rankSum = ranks(all)
    .subarray(0, n)
    .reduce((sum, rank) => sum + rank, 0);
  return (rankSum - (n * (n + 1)) / 2) / (n * m);
}
