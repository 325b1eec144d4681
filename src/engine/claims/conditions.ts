import type { ClaimAnswer } from '../../model/claimsView';
import { above, bothOf, combined, reaches } from './answers';
import { type Claim, explainedOrNot, explaining, namedMetric, needing, valuesOf } from './finding';
import * as names from './metricNames';

/** Under which conditions the post finds its correlation: tally, length of phase 1. */

/** What going on may take off the loss where it has reached its minimum. */
const LOSS_SHARE = 0.05;

export const secondHalf: Claim = {
  name: 'second-half',
  quote:
    "The correlation still holds whether we look at all of phase 1 or just the second half, but I've found it to be slightly stronger for the second half of training.",
  needs: needing('seeds', 'other-tally'),
  judge: (evidence) => {
    const isWhole = evidence.config.phase1.tally === 'whole';
    const [half, whole] = isWhole ? (['other-tally', 'seeds'] as const) : (['seeds', 'other-tally'] as const);
    const difference = (metric: string) =>
      combined((one, other) => one - other, valuesOf(evidence, half, metric), valuesOf(evidence, whole, metric));
    const r2 = difference(names.WEIGHTS_R2);
    const shuffled = difference(names.SHUFFLED_R2);
    const still = above(valuesOf(evidence, whole, names.WEIGHTS_R), 0);
    const stronger = above(r2, 0);
    const pixels = explaining('shuffled-neurons', reaches(shuffled, r2));
    return {
      verdict: explainedOrNot(bothOf(still, stronger), pixels.reasons),
      metric: namedMetric('half-less-whole', r2),
      published: null,
      against: [namedMetric('shuffled-half-less-whole', shuffled)],
      bound: 0,
      further: [
        namedMetric('half-r2', valuesOf(evidence, half, names.WEIGHTS_R2)),
        namedMetric('whole-r2', valuesOf(evidence, whole, names.WEIGHTS_R2)),
      ],
      checks: [
        { question: 'whole-positive', answer: still },
        { question: 'half-stronger', answer: stronger },
        pixels.check,
      ],
    };
  },
};

export const earlyMinimum: Claim = {
  name: 'early-minimum',
  quote: 'Overall loss appears to reach a minimum early within the first training epoch.',
  needs: needing('seeds', 'longer-phase1'),
  judge: (evidence) => {
    const [early, late] = [
      valuesOf(evidence, 'seeds', names.HELD_OUT_LOSS),
      valuesOf(evidence, 'longer-phase1', names.HELD_OUT_LOSS),
    ];
    const saved = combined((before, after) => 1 - after / before, early, late);
    const answer = { yes: 'no', no: 'yes', unclear: 'unclear' }[above(saved, LOSS_SHARE)] as ClaimAnswer;
    return {
      verdict: explainedOrNot(answer, []),
      metric: namedMetric('loss-saved', saved),
      published: null,
      against: [],
      bound: LOSS_SHARE,
      further: [namedMetric('loss-early', early), namedMetric('loss-late', late)],
      checks: [{ question: 'no-lower-later', answer }],
    };
  },
};
