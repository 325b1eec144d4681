import { isMatched } from '../../model/sweep';
import { type LossCurve, lossAt, rateAt } from '../sweep/lossCurve';
import { answeredOverSeeds } from './answers';
import type { Evidence, PartEvidence } from './evidence';
import { HELD_OUT_LOSS } from './metricNames';
import { ATTEMPTS, type ClaimedActivation, matchedName, type PartName, REFERENCE } from './plan';

/** Activations at matched test loss: that over all seeds, which a rate found under a few of them need not give. */

/** Where the reference's activation was run at the config's rate. */
export function referencePart({ network }: Pick<Evidence['config'], 'network'>): PartName {
  return network.activation === REFERENCE ? 'seeds' : matchedName(REFERENCE, 1);
}

/** Mean test loss after phase 1; null where it is not defined for every seed. */
export function lossOf(part: PartEvidence | undefined): number | null {
  const values = part?.figures[HELD_OUT_LOSS] ?? [];
  return values.includes(null) ? null : answeredOverSeeds(values).mean;
}

/** The attempt at an activation whose test loss came nearest to the reference's; undefined before the first. */
export interface Attempted {
  readonly part: PartEvidence;
  readonly loss: number | null;
  /** Whether it is the same, to within the share that a sweep calls matched. */
  readonly matched: boolean;
}

export function nearestAttempt(evidence: Evidence, activation: ClaimedActivation): Attempted | undefined {
  const reference = lossOf(evidence.parts[referencePart(evidence.config)]);
  const apart = (loss: number | null) =>
    loss === null || reference === null ? Number.POSITIVE_INFINITY : Math.abs(loss - reference);
  const made = ATTEMPTS.flatMap((attempt): Attempted[] => {
    const part = evidence.parts[matchedName(activation, attempt)];
    if (part === undefined) return [];
    const loss = lossOf(part);
    return [{ part, loss, matched: isMatched(loss, reference) }];
  });
  return made.sort((one, other) => apart(one.loss) - apart(other.loss))[0];
}

/**
 * Where the next attempt is made: the rate at which the grid's curve has fallen, from where the last one was, by as much as
 * the loss over all seeds should have.
 * @returns null where the loss matches, and where the grid has no such rate
 */
export function nextRate(curve: LossCurve, last: PartEvidence, reference: number | null): number | null {
  const loss = lossOf(last);
  const there = lossAt(curve, last.learningRate);
  if (loss === null || there === null || reference === null || isMatched(loss, reference)) return null;
  const rate = rateAt(curve, (there * reference) / loss);
  return rate === last.learningRate ? null : rate;
}
