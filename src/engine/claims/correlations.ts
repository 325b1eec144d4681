import type { Check, ClaimAnswer, ClaimFinding, Reason, SeedAnswer, Verdict } from '../../model/claimsView';
import type { PerSeed } from '../../model/sweep';
import { publishedValue } from '../sweep/published';
import { above, combined, nextSeedR2, reaches, shownBy } from './answers';
import type { Evidence } from './evidence';
import { type Claim, explainedOrNot, explaining, namedMetric, needing, valuesOf } from './finding';
import * as names from './metricNames';

/** Weights, biases: is there a correlation, is it as large as the post's, and is it evidence? */

/** Means over the seeds at different learning rates that lie further apart than this part of a metric: it depends on the rate. */
const APART = 0.5;
/** A permutation p below it is said to be small, as on the page of a run. */
const SMALL_P = 0.05;

export const weights: Claim = {
  name: 'weights',
  quote: 'Correlation for weights is very clear.',
  needs: needing('seeds'),
  judge: (evidence) => {
    const { positive, pixels, ink, figure: metric, against, further } = weightsCorrelation(evidence);
    const verdict = explainedOrNot(positive, [...pixels.reasons, ...ink.reasons]);
    const checks = [{ question: 'positive', answer: positive }, pixels.check, ink.check];
    return { verdict, metric, published: null, against, bound: null, further, checks };
  },
};

export const evidenceOfHypothesis: Claim = {
  name: 'evidence',
  quote:
    'A plot which was strong evidence in favour of my hypothesis would basically just be a positive correlation. […] So this worked pretty well. This is some weak evidence for my hypothesis.',
  needs: needing('seeds'),
  judge: (evidence) => {
    const { positive, pixels, ink, figure: metric, against, further } = weightsCorrelation(evidence);
    const reasons = [...pixels.reasons, ...ink.reasons];
    const explained = explainedOrNot(positive, reasons);
    const without = explained.kind === 'explained' && reasons.some(({ degree }) => degree === 'wholly');
    const [shuffled] = against as [(typeof against)[number]];
    const beyond = namedMetric(
      'beyond-pixels',
      combined((r2, held) => r2 - held, metric.values, shuffled.values),
    );
    const p = valuesOf(evidence, 'seeds', names.RESIDUAL_P);
    const made = shownBy(p.map((one) => (one === null ? null : one < SMALL_P)));
    const rest = made.answer === 'yes' ? { besides: 'labels-made-rest' as const } : {};
    const verdict: Verdict = without ? { kind: 'fails', by: reasons, ...rest } : explained;
    const checks = [
      { question: 'positive', answer: positive },
      pixels.check,
      ink.check,
      { question: 'labels-made-residual', answer: made.answer, shown: made },
    ];
    const rows = [beyond, ...further, namedMetric('residual-p', p)];
    return { verdict, metric, published: null, against, bound: null, further: rows, checks };
  },
};

export const weightsSize: Claim = {
  name: 'weights-size',
  quote: 'R2=0.28.',
  needs: (evidence) => needing('seeds')(evidence) && evidence.rates !== undefined,
  judge: (evidence) => judgeSize(evidence, 'weights-r2', names.WEIGHTS_R, names.WEIGHTS_R2),
};

export const biases: Claim = {
  name: 'biases',
  quote: 'Weak-ish correlation for biases',
  needs: needing('seeds'),
  judge: (evidence) => {
    const of = (metric: string) => valuesOf(evidence, 'seeds', metric);
    const positive = above(of(names.BIASES_R), 0);
    const shown = shownBy(of(names.BIASES_LOW).map((low) => (low === null ? null : low > 0)));
    return {
      verdict: biasesVerdict(positive, shown.answer),
      metric: namedMetric('biases-r', of(names.BIASES_R)),
      published: null,
      against: [],
      bound: 0,
      further: [namedMetric('biases-low', of(names.BIASES_LOW))],
      shown,
      checks: [
        { question: 'positive', answer: positive },
        { question: 'own-interval', answer: shown.answer, shown },
      ],
    };
  },
};

/** @param shown whether most seeds show by themselves what their mean does */
export function biasesVerdict(positive: ClaimAnswer, shown: SeedAnswer['answer']): Verdict {
  if (positive !== 'yes') return explainedOrNot(positive, []);
  return explainedOrNot(shown === 'no' ? 'mixed' : shown, []);
}

export const biasesSize: Claim = {
  name: 'biases-size',
  quote: "R2=0.17, p<0.0001 by T-test if you're into that.",
  needs: (evidence) => needing('seeds')(evidence) && evidence.rates !== undefined,
  judge: (evidence) => judgeSize(evidence, 'biases-r2', names.BIASES_R, names.BIASES_R2),
};

function weightsCorrelation(evidence: Evidence) {
  const of = (metric: string) => valuesOf(evidence, 'seeds', metric);
  const r2 = of(names.WEIGHTS_R2);
  const shuffled = of(names.SHUFFLED_R2);
  const added = combined((withX, both) => Math.max(0, withX - both), of(names.WITH_X_R2), of(names.BOTH_INKS_R2));
  const onSameWeights = of(names.INK_HEADLINE_R2);
  // What x says of y that the inks say too: that another R² is as high would not tell that it is the same.
  const shared = combined((ofX, alone) => ofX - alone, onSameWeights, added);
  return {
    positive: above(of(names.WEIGHTS_R), 0),
    pixels: explaining('shuffled-neurons', reaches(shuffled, r2)),
    ink: explaining('ink-alone', reaches(shared, onSameWeights)),
    figure: namedMetric('weights-r2', r2),
    against: [namedMetric('shuffled-r2', shuffled), namedMetric('added-r2', added)],
    further: [
      namedMetric('inks-r2', of(names.BOTH_INKS_R2)),
      namedMetric('share-r2', of(names.X_ON_SHARE_R2)),
      namedMetric('residual-r', of(names.RESIDUAL_R)),
    ],
  };
}

function judgeSize(evidence: Evidence, name: string, r: string, r2: string): ClaimFinding {
  const values = valuesOf(evidence, 'seeds', r2);
  const published = publishedValue(r2);
  const rates = (evidence.rates ?? []).map(({ learningRate, figures: metrics }) =>
    namedMetric(name, metrics[r2] ?? [], learningRate),
  );
  const { verdict, checks } = sizeVerdict(
    valuesOf(evidence, 'seeds', r),
    rates.map(({ mean }) => mean),
    published,
  );
  return { verdict, metric: namedMetric(name, values), published, against: [], bound: null, further: rates, checks };
}

/**
 * Whether a figure is as large as the post's.
 * @param r one a seed
 * @param rates means of R² over the seeds at other learning rates
 */
export function sizeVerdict(
  r: PerSeed,
  rates: readonly (number | null)[],
  published: number,
): { verdict: Verdict; checks: Check[] } {
  const next = nextSeedR2(r);
  const means = rates.filter((mean) => mean !== null);
  const apart = means.length > 1 && Math.max(...means) - Math.min(...means) > APART * published;
  const wide = next !== null && next.high - next.low > published;
  const within = next !== null && next.low <= published && published <= next.high;
  const answer = (yes: boolean) => (next === null ? 'unclear' : yes ? 'yes' : 'no');
  const interval = next === null ? {} : { interval: next };
  const checks = [
    { question: 'rates-apart', answer: means.length > 1 ? (apart ? 'yes' : 'no') : 'unclear' },
    { question: 'next-seed-wide', answer: answer(wide), ...interval },
    { question: 'next-seed-holds-published', answer: answer(within), ...interval },
  ] as const;
  const by: Reason[] = [
    ...(apart ? [{ what: 'learning-rate' as const }] : []),
    ...(wide ? [{ what: 'seed' as const }] : []),
  ];
  const kind = next === null ? 'undecided' : by.length > 0 ? 'depends' : within ? 'holds' : 'fails';
  return { verdict: { kind, by: kind === 'depends' ? by : [] }, checks: [...checks] };
}
