import naturalLogarithm from '@stdlib/math-base-special-ln';
import type { ControlFinding } from '../../model/metrics';
import { runSync } from '../cancellation';
import { correlateInChunks } from '../statistics/correlation';

/**
 * r of log(a / b) against log(c / d), the logits of x and y: shares are squeezed against 0 and 1, log-ratios are not,
 * and two groups exchanged only change their sign.
 * @param a, b, c, d same length
 */
export function correlateLogRatios(
  ...given: Parameters<typeof correlateLogRatiosInChunks>
): ControlFinding<'logRatios'> {
  return runSync(correlateLogRatiosInChunks(...given));
}

export function* correlateLogRatiosInChunks(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
): Generator<void, ControlFinding<'logRatios'>> {
  const ofX = yield* logs(a, b);
  const ofY = yield* logs(c, d);
  let infinite = 0;
  for (let from = 0; from < ofX.length; from += CHUNK) {
    infinite += leaveInfiniteOut(ofX, ofY, from, Math.min(ofX.length, from + CHUNK));
    yield;
  }
  const { n, r, r2 } = yield* correlateInChunks(ofX, ofY);
  return { n, r, r2, infinite };
}

/** @returns how many there were */
function leaveInfiniteOut(x: Float64Array, y: Float64Array, from: number, to: number): number {
  let infinite = 0;
  for (let index = from; index < to; index++) {
    const u = x[index] as number;
    const v = y[index] as number;
    if (Number.isNaN(u) || Number.isNaN(v) || (Number.isFinite(u) && Number.isFinite(v))) continue;
    infinite++;
    x[index] = Number.NaN;
  }
  return infinite;
}

/** Logarithms between two places where the work may be interrupted. */
const CHUNK = 131_072;

/** log(one / other), as a difference so that no ratio overflows; NaN where both are 0. */
function* logs(one: Float64Array, other: Float64Array): Generator<void, Float64Array> {
  const result = new Float64Array(one.length);
  for (let from = 0; from < result.length; from += CHUNK) {
    if (from > 0) yield;
    const to = Math.min(result.length, from + CHUNK);
    for (let index = from; index < to; index++)
      result[index] = naturalLogarithm(one[index] as number) - naturalLogarithm(other[index] as number);
  }
  return result;
}
