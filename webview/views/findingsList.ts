import { count, countOf, decimal } from '../../src/shared/format';
import {
  bootstrapSentence,
  bothShuffledSentence,
  decompositionSentence,
  edgeSentence,
  logRatioSentence,
  pixelShuffledSentence,
  pixelsCaption,
  pixelsHoldSentence,
  puritySentence,
  rankSentence,
  slopeSentence,
  withoutConstantSentence,
} from '../../src/shared/sentences';
import { FIGURES, type Figure } from './figures';

/** A control or a figure, with what can be learnt from it. */
export interface Finding extends Figure {
  /** What a high or a low number would say, whatever this one is. */
  readonly meaning: string;
}

/** What the figures of the headline row mean, by their names. */
const MEANINGS: Readonly<Record<string, string>> = {
  headline: 'Near 1, what a weight moved for would tell what it comes to matter for; near 0, it tells nothing.',
  shuffled: 'As high as the headline: which neuron a weight belongs to does not matter to the relation.',
  ink: 'As high as the headline: the images alone give as good an account, without any training.',
  residual: 'Far from 0: single weights have something in common that their neuron and their pixel do not explain.',
  points: 'Fewer points than weights: that many weights are copies of others and are no evidence of their own.',
  biases: 'One bias a neuron: few points, so the interval is wide, and seeds differ.',
  identity: 'A check of the arithmetic, not of the hypothesis.',
};

/** All that is found, the most important first: one entry a finding. */
export const FINDINGS: readonly Finding[] = [
  ...FIGURES.map((figure) => ({ ...figure, meaning: MEANINGS[figure.name] ?? '' })),
  {
    name: 'interval',
    label: 'interval of R²',
    shown: ({ figures: { bootstrap } }) => ({
      value: range(bootstrap?.r2 ?? null),
      note: bootstrap === null ? '' : `${count(bootstrap.draws)} draws of neurons and pixels`,
      sentence: bootstrapSentence(bootstrap),
    }),
    meaning: 'Wide: few neurons or pixels carry the relation. It says nothing about other seeds.',
  },
  {
    name: 'rank',
    label: 'Spearman’s ρ',
    shown: (_run, { weights }) => ({
      value: decimal(weights.spearman),
      note: `r ${decimal(weights.r)}`,
      sentence: rankSentence(weights),
    }),
    meaning: 'Far from r: the relation is not a straight line, or a few points make it.',
  },
  {
    name: 'slope',
    label: 'slope',
    shown: (_run, { weights }) => ({
      value: decimal(weights.slope, 2),
      note: weights.band === null ? '' : weights.band.method,
      sentence: slopeSentence(weights),
    }),
    meaning: 'Below 1, as noise in x makes it: then y differs less than x does.',
  },
  {
    name: 'parts',
    label: 'parts of r',
    shown: ({ figures: { decomposition } }, { weights }) => ({
      value: decimal(decomposition?.residual.contribution ?? null),
      note: 'beyond neuron and pixel',
      sentence: decompositionSentence(weights.r, decomposition),
    }),
    meaning: 'What lies between pixels may be the images’ doing; only what lies beyond either is about single weights.',
  },
  {
    name: 'pixels-shuffled',
    label: 'pixels shuffled',
    shown: ({ figures: { pixelPermutation } }, { weights }) => ({
      value: decimal(pixelPermutation?.meanR2 ?? null),
      note: pixelPermutation === null ? '' : `mean of ${countOf(pixelPermutation.draws, 'draw')}`,
      sentence: pixelShuffledSentence(weights.r2, pixelPermutation),
    }),
    meaning: 'As high as the headline: which pixel a weight reads does not matter to the relation.',
  },
  {
    name: 'both-shuffled',
    label: 'both shuffled',
    shown: ({ figures: { jointPermutation } }) => ({
      value: decimal(jointPermutation?.meanR2 ?? null),
      note: jointPermutation === null ? '' : `mean of ${countOf(jointPermutation.draws, 'draw')}`,
      sentence: bothShuffledSentence(jointPermutation),
    }),
    meaning: 'What remains of R² when nothing belongs together any more.',
  },
  {
    name: 'without-constant',
    label: 'without constant pixels',
    shown: ({ figures: { withoutConstant } }, { weights }) => ({
      value: decimal(withoutConstant?.r2 ?? null),
      note: withoutConstant === null ? '' : countOf(withoutConstant.n, 'weight'),
      sentence: withoutConstantSentence(weights.r2, withoutConstant),
    }),
    meaning: 'Far from the headline: the copies of the biases weigh on it.',
  },
  {
    name: 'log-ratios',
    label: 'log-ratio axes',
    shown: ({ figures: { logRatios } }) => ({
      value: decimal(logRatios?.r2 ?? null),
      note: logRatios === null ? '' : countOf(logRatios.n, 'weight'),
      sentence: logRatioSentence(logRatios),
    }),
    meaning: 'Far from the headline: it hangs on the choice of axes.',
  },
  {
    name: 'clusters',
    label: 'density clusters',
    shown: ({ figures: { clusterPurity } }) => ({
      value: clusterPurity === null ? '–' : count(clusterPurity.all.clusters),
      note: clusterPurity === null ? '' : `agree with neurons to ${decimal(clusterPurity.all.adjustedRand, 2)}`,
      sentence: puritySentence(clusterPurity),
    }),
    meaning: 'On pixels that never change each neuron is one cluster by identity; only the others tell something.',
  },
  {
    name: 'pixel-map',
    label: 'r of each pixel',
    shown: ({ figures: { pixelCorrelation } }) => ({
      value: decimal(pixelCorrelation.mean),
      note: `mean of ${count(pixelCorrelation.defined)} pixels`,
      sentence: `${pixelsCaption({ pixelCorrelation })} ${pixelsHoldSentence(pixelCorrelation)} ${edgeSentence(pixelCorrelation)}`,
    }),
    meaning: 'Above 0: among the weights that leave one pixel, those that moved more for A matter more to A.',
  },
];

function range(interval: { readonly low: number; readonly high: number } | null): string {
  return interval === null ? '–' : `${decimal(interval.low, 2)} to ${decimal(interval.high, 2)}`;
}
