import naturalLogarithm from '@stdlib/math-base-special-ln';
import { type Correlation, correlate } from '../statistics/correlation';

/** The headline on axes without bounds. */
export interface LogRatioFinding extends Pick<Correlation, 'n' | 'r' | 'r2'> {
  /** Parameters left out because one of the ratios is 0 or infinite: they were moved for one group alone. */
  readonly infinite: number;
}

/**
 * r of log(a / b) against log(c / d), the logits of x and y: shares are squeezed against 0 and 1, log-ratios are not,
 * and two groups exchanged only change their sign.
 * @param a, b, c, d same length
 */
export function logRatios(a: Float64Array, b: Float64Array, c: Float64Array, d: Float64Array): LogRatioFinding {
  const [ofX, ofY] = [logs(a, b), logs(c, d)];
  let infinite = 0;
  for (let index = 0; index < ofX.length; index++) {
    const [u, v] = [ofX[index] as number, ofY[index] as number];
    if (Number.isNaN(u) || Number.isNaN(v) || (Number.isFinite(u) && Number.isFinite(v))) continue;
    infinite++;
    ofX[index] = Number.NaN;
  }
  const { n, r, r2 } = correlate(ofX, ofY);
  return { n, r, r2, infinite };
}

/** log(one / other), as a difference so that no ratio overflows; NaN where both are 0. */
function logs(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, index) => naturalLogarithm(value) - naturalLogarithm(other[index] as number));
}
