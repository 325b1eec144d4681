import type { MeanWithInterval } from '../../model/sweep';
import { studentQuantile } from './intervals';
import { meanWithQuantile } from './meanWithQuantile';

/** Student's interval for a mean of n independent values: mean ± t(n − 1) · s / √n (Student 1908). */
export function meanWithInterval(values: readonly number[], level = 0.95): MeanWithInterval {
  return meanWithQuantile(values, level, (degreesOfFreedom) => quantileFor(level, degreesOfFreedom));
}

/** Of Student's t, for a two-sided interval. */
export function quantileFor(level: number, degreesOfFreedom: number): number {
  return studentQuantile(0.5 + level / 2, degreesOfFreedom);
}
