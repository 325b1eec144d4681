import type { RegressionBand } from '../../model/metrics';

/** Half the width of the band at one x: the line's mean lies within intercept + slope · x ± this. */
export function bandHalfWidth(band: RegressionBand, x: number): number {
  const { slopeVariance, interceptVariance, covariance, quantile } = band;
  // Rounding alone can take a variance of 0 below it.
  return quantile * Math.sqrt(Math.max(0, interceptVariance + 2 * x * covariance + x * x * slopeVariance));
}
