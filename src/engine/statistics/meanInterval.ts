import type { MeanWithInterval } from '../../model/sweep';
import { studentQuantile } from './intervals';
import { meanWithQuantile } from './meanWithQuantile';

/** Student's interval for a mean of n independent values: mean ± t(n − 1) · s / √n (Student 1908). */
export function meanWithInterval(values: readonly number[], level = 0.95): MeanWithInterval {
  return meanWithQuantile(values, level, (degreesOfFreedom) => quantileFor(level, degreesOfFreedom));
}

/**
 * By how much one more value may lie from the mean of n, were all drawn from one normal distribution:
 * t(n − 1) · s · √(1 + 1/n), half of Student's prediction interval. Null with fewer than two.
 */
export function spreadOfOneMore(
  { n, standardDeviation }: Pick<MeanWithInterval, 'n' | 'standardDeviation'>,
  level = 0.95,
): number | null {
  return standardDeviation === null ? null : quantileFor(level, n - 1) * standardDeviation * Math.sqrt(1 + 1 / n);
}

/** Of Student's t, for a two-sided interval. */
export function quantileFor(level: number, degreesOfFreedom: number): number {
  return studentQuantile(0.5 + level / 2, degreesOfFreedom);
}
