/** How sure the least-squares line y = intercept + slope · x is, for a band about it and an interval of its slope. */
export interface RegressionBand {
  readonly method: 'two-way cluster-robust' | 'ordinary least squares';
  readonly level: number;
  readonly slopeVariance: number;
  readonly interceptVariance: number;
  /** Of slope and intercept. */
  readonly covariance: number;
  readonly degreesOfFreedom: number;
  /** Student's t that `level` of the distribution lies within: the band is ± this many standard errors. */
  readonly quantile: number;
  /** Whether an estimate that was no covariance matrix had its negative eigenvalue set to 0. */
  readonly adjusted: boolean;
}

/** Half the width of the band at one x: the line's mean lies within intercept + slope · x ± this. */
export function bandHalfWidth(band: RegressionBand, x: number): number {
  const { slopeVariance, interceptVariance, covariance, quantile } = band;
  // Rounding alone can take a variance of 0 below it.
  return quantile * Math.sqrt(Math.max(0, interceptVariance + 2 * x * covariance + x * x * slopeVariance));
}
