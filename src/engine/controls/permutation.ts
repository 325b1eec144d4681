import type { PermutationFinding } from '../../model/metrics';
import type { TimeSlicer } from '../cancellation';

export const DRAWS = 999;

/** A draw this little below the observed R² is as large: sums in another order differ by rounding. */
const ROUNDING = 1e-12;

/**
 * Holds R² against that of random pairings.
 * @param draw R² of one pairing at random
 * @throws CancelledError
 */
export async function compareWithDraws(
  observed: number | null,
  draws: number,
  draw: () => number | null,
  slicer: TimeSlicer,
): Promise<PermutationFinding> {
  if (observed === null) return { draws, meanR2: null, p: null };
  let total = 0;
  let defined = 0;
  let atLeast = 0;
  for (let done = 0; done < draws; done++) {
    if (slicer.due) await slicer.pause();
    const r2 = draw();
    if (r2 === null) continue;
    defined++;
    total += r2;
    if (r2 >= observed - ROUNDING) atLeast++;
  }
  return { draws, meanR2: defined === 0 ? null : total / defined, p: (1 + atLeast) / (1 + draws) };
}

/** R² from n, Σx, Σy, Σx², Σy², Σxy; null where it is not defined. */
export function r2FromSums(n: number, sumX: number, sumY: number, xx: number, yy: number, xy: number): number | null {
  const covariance = xy - (sumX * sumY) / n;
  const variances = (xx - (sumX * sumX) / n) * (yy - (sumY * sumY) / n);
  return n < 4 || variances <= 0 ? null : (covariance * covariance) / variances;
}
