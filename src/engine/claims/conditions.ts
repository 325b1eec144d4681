import type { ClaimAnswer, Reason, Verdict } from '../../model/claimsView';
import type { PerSeed } from '../../model/sweep';
import { above, combined, reaches } from './answers';
import type { Evidence } from './evidence';
import { type Claim, explainedOrNot, explaining, namedMetric, needing, valuesOf } from './finding';
import * as names from './metricNames';
import { type ClaimedActivation, matchedActivations, type PartName, REFERENCE } from './plan';

/** Under which conditions the post finds its correlation: tally, activation, length of phase 1. */

/** An activation has the correlation where it has at least this share of the reference's R². */
const SHARE = 0.5;
/** What going on may take off the loss where it has reached its minimum. */
const LOSS_SHARE = 0.05;
/** Those that are no ReLU and have none of its shape. */
const OTHERS = ['sigmoid', 'tanh'] as const;

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

export const activation: Claim = {
  name: 'activation',
  quote:
    "Without a doubt the most interesting thing is that this only worked for a ReLU-like activation function. I was originally using sigmoid activation functions and I couldn't get anything like this.",
  needs: (evidence) => needing('seeds', 'sigmoid-throughout')(evidence) && allMatched(evidence),
  judge: (evidence) => {
    const reference = valuesOf(evidence, referencePart(evidence), names.WEIGHTS_R2);
    const at = (part: PartName, metric: string): PerSeed => evidence.parts[part]?.figures[metric] ?? [];
    const reaches = (r2: PerSeed) =>
      above(
        combined((one, other) => one - SHARE * other, r2, reference),
        0,
      );
    const throughout = reaches(at('sigmoid-throughout', names.WEIGHTS_R2));
    const [sigmoid, tanh] = OTHERS.map((one) => reaches(at(`matched-${one}`, names.WEIGHTS_R2))) as [
      ClaimAnswer,
      ClaimAnswer,
    ];
    const sameRate = namedMetric(
      'sigmoid-throughout-r2',
      at('sigmoid-throughout', names.WEIGHTS_R2),
      evidence.config.learningRate,
    );
    const rows = matchedActivations(evidence.config).flatMap((one) => {
      const part = evidence.parts[`matched-${one}`];
      if (part === undefined) return [];
      const { learningRate } = part;
      return [
        namedMetric(`${one}-r2`, at(`matched-${one}`, names.WEIGHTS_R2), learningRate),
        namedMetric(`${one}-shuffled-r2`, at(`matched-${one}`, names.SHUFFLED_R2), learningRate),
      ];
    });
    const beyondPixels = (one: ClaimedActivation) =>
      combined(
        (r2, held) => r2 - held,
        at(`matched-${one}`, names.WEIGHTS_R2),
        at(`matched-${one}`, names.SHUFFLED_R2),
      );
    const moreForNeurons = above(
      combined((relu, other) => relu - other, beyondPixels('relu'), beyondPixels('sigmoid')),
      0,
    );
    return {
      verdict: activationVerdict(throughout, sigmoid, tanh),
      metric: namedMetric(
        'sigmoid-r2',
        at('matched-sigmoid', names.WEIGHTS_R2),
        evidence.parts['matched-sigmoid']?.learningRate,
      ),
      published: null,
      against: [namedMetric('reference-r2', reference, evidence.config.learningRate)],
      bound: null,
      further: [
        sameRate,
        ...rows.filter(({ name }) => name !== 'sigmoid-r2'),
        namedMetric('relu-beyond-pixels', beyondPixels('relu')),
        namedMetric('sigmoid-beyond-pixels', beyondPixels('sigmoid')),
      ],
      checks: [
        { question: 'sigmoid-at-same-rate', answer: throughout },
        { question: 'sigmoid-at-matched-loss', answer: sigmoid },
        { question: 'tanh-at-matched-loss', answer: tanh },
        { question: 'relu-more-for-neurons', answer: moreForNeurons },
      ],
    };
  },
};

/** Each answer says whether that network reaches half of the reference's R². */
export function activationVerdict(throughout: ClaimAnswer, sigmoid: ClaimAnswer, tanh: ClaimAnswer): Verdict {
  const answers = [throughout, sigmoid, tanh];
  if (answers.includes('unclear')) return { kind: 'undecided', by: [] };
  if (answers.every((answer) => answer === 'no')) return { kind: 'holds', by: [] };
  if (answers.every((answer) => answer === 'yes')) return { kind: 'fails', by: [] };
  const by: Reason[] = [
    ...(throughout === sigmoid ? [] : [{ what: 'learning-rate' as const }]),
    ...(sigmoid === tanh ? [] : [{ what: 'activation' as const }]),
  ];
  return { kind: 'depends', by };
}

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

/** Whether every activation that has a rate has been run at it. */
function allMatched({ config, matched, parts }: Evidence): boolean {
  const wanted: readonly string[] = matchedActivations(config);
  const isThere = (activation: string) => !wanted.includes(activation) || parts[`matched-${activation}`] !== undefined;
  return matched?.every(({ activation, learningRate }) => learningRate === null || isThere(activation)) ?? false;
}

/** Where the reference's activation was run at the config's rate. */
function referencePart({ config }: Evidence): PartName {
  return config.network.activation === REFERENCE ? 'seeds' : `matched-${REFERENCE}`;
}

function bothOf(one: ClaimAnswer, other: ClaimAnswer): ClaimAnswer {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'yes' && other === 'yes' ? 'yes' : 'unclear';
}
