import type { JudgedClaim } from '../../model/claimsView';
import { activation } from './activation';
import { earlyMinimum, secondHalf } from './conditions';
import { biases, biasesSize, evidenceOfHypothesis, weights, weightsSize } from './correlations';
import type { Evidence } from './evidence';
import type { Claim } from './finding';
import { clusters, edges, map, pattern } from './plots';

/** Every sentence of the post that claims something, in the order of the page. */
export const CLAIMS: readonly Claim[] = [
  weights,
  weightsSize,
  biases,
  biasesSize,
  clusters,
  pattern,
  map,
  edges,
  secondHalf,
  activation,
  earlyMinimum,
  evidenceOfHypothesis,
];

/** Applies the rules to what has been run. */
export function judgeClaim(evidence: Evidence): JudgedClaim[] {
  return CLAIMS.map(({ name, quote, needs, judge }) => ({
    name,
    quote,
    finding: needs(evidence) ? judge(evidence) : null,
  }));
}
