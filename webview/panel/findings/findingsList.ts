import * as l10n from '@vscode/l10n';
import { pixelsCaption } from '../../../src/text/captions';
import { count, countOf, decimal } from '../../../src/text/format';
import { edgeSentence, pixelsHoldSentence } from '../../../src/text/mapSentences';
import {
  bootstrapSentence,
  bothShuffledSentence,
  decompositionSentence,
  logRatioSentence,
  pixelShuffledSentence,
  puritySentence,
  rankSentence,
  slopeSentence,
  wholeTallySentence,
  withoutConstantSentence,
} from '../../../src/text/sentences';
import { bandMethodWords } from '../words';
import { FIGURES, type Figure } from './figures';

/** A control or a figure, with what can be learnt from it. */
export interface Finding extends Figure {
  /** What a high or a low number would say, whatever this one is. */
  readonly meaning: string;
}

/** What the figures of the headline row mean, by their names. */
const MEANINGS: Readonly<Record<string, string>> = {
  headline: l10n.t('Near 1, what a weight moved for would tell what it comes to matter for; near 0, it tells nothing.'),
  shuffled: l10n.t('As high as the headline: which neuron a weight belongs to does not matter to the relation.'),
  ink: l10n.t('As high as the headline: the images alone give as good an account, without any training.'),
  residual: l10n.t(
    'Far from 0: single weights have something in common that their neuron and their pixel do not explain.',
  ),
  points: l10n.t('Fewer points than weights: that many weights are copies of others and are no evidence of their own.'),
  biases: l10n.t('One bias a neuron: few points, so the interval is wide, and seeds differ.'),
  identity: l10n.t('A check of the arithmetic, not of the hypothesis.'),
};

/** All that is found, the most important first: one entry a finding. */
export const FINDINGS: readonly Finding[] = [
  ...FIGURES.map((figure) => ({ ...figure, meaning: MEANINGS[figure.name] ?? '' })),
  {
    name: 'interval',
    label: l10n.t('interval of R²'),
    shown: ({ figures: { bootstrap } }) => ({
      value: range(bootstrap?.r2 ?? null),
      note: bootstrap === null ? '' : l10n.t('{0} draws of neurons and pixels', count(bootstrap.draws)),
      sentence: bootstrapSentence(bootstrap),
    }),
    meaning: l10n.t('Wide: few neurons or pixels carry the relation. It says nothing about other seeds.'),
  },
  {
    name: 'rank',
    label: l10n.t('Spearman’s ρ'),
    shown: (_run, { weights }) => ({
      value: decimal(weights.spearman),
      note: `r ${decimal(weights.r)}`,
      sentence: rankSentence(weights),
    }),
    meaning: l10n.t('Far from r: the relation is not a straight line, or a few points make it.'),
  },
  {
    name: 'slope',
    label: l10n.t('slope'),
    shown: (_run, { weights }) => ({
      value: decimal(weights.slope, 2),
      note: weights.band === null ? '' : bandMethodWords(weights.band),
      sentence: slopeSentence(weights),
    }),
    meaning: l10n.t('Below 1, as noise in x makes it: then y differs less than x does.'),
  },
  {
    name: 'parts',
    label: l10n.t('parts of r'),
    shown: ({ figures: { decomposition } }, { weights }) => ({
      value: decimal(decomposition?.residual.contribution ?? null),
      note: l10n.t('beyond neuron and pixel'),
      sentence: decompositionSentence(weights.r, decomposition),
    }),
    meaning: l10n.t(
      'What lies between pixels may be the images’ doing; only what lies beyond either is about single weights.',
    ),
  },
  {
    name: 'pixels-shuffled',
    label: l10n.t('pixels shuffled'),
    shown: ({ figures: { pixelPermutation } }, { weights }) => ({
      value: decimal(pixelPermutation?.meanR2 ?? null),
      note:
        pixelPermutation === null
          ? ''
          : l10n.t('mean of {0}', countOf(pixelPermutation.draws, l10n.t('draw'), l10n.t('draws'))),
      sentence: pixelShuffledSentence(weights.r2, pixelPermutation),
    }),
    meaning: l10n.t('As high as the headline: which pixel a weight reads does not matter to the relation.'),
  },
  {
    name: 'both-shuffled',
    label: l10n.t('both shuffled'),
    shown: ({ figures: { jointPermutation } }) => ({
      value: decimal(jointPermutation?.meanR2 ?? null),
      note:
        jointPermutation === null
          ? ''
          : l10n.t('mean of {0}', countOf(jointPermutation.draws, l10n.t('draw'), l10n.t('draws'))),
      sentence: bothShuffledSentence(jointPermutation),
    }),
    meaning: l10n.t('What remains of R² when nothing belongs together any more.'),
  },
  {
    name: 'without-constant',
    label: l10n.t('without constant pixels'),
    shown: ({ title, figures: { withoutConstant } }, { weights }) =>
      withoutConstant === null && title.source !== undefined
        ? null
        : {
            value: decimal(withoutConstant?.r2 ?? null),
            note: withoutConstant === null ? '' : countOf(withoutConstant.n, l10n.t('weight'), l10n.t('weights')),
            sentence: withoutConstantSentence(weights.r2, withoutConstant),
          },
    meaning: l10n.t('Far from the headline: the copies of the biases weigh on it.'),
  },
  {
    name: 'whole-tally',
    label: l10n.t('all of phase 1'),
    shown: ({ title, figures: { wholeTally } }, { weights }) =>
      wholeTally === null && title.source !== undefined
        ? null
        : {
            value: decimal(wholeTally?.r2 ?? null),
            note: l10n.t('second half {0}', decimal(wholeTally === null ? null : weights.r2)),
            sentence: wholeTallySentence(weights.r2, wholeTally),
          },
    meaning: l10n.t('Below the headline: what moves weights early tells less about what they come to matter for.'),
  },
  {
    name: 'log-ratios',
    label: l10n.t('log-ratio axes'),
    shown: ({ title, figures: { logRatios } }) =>
      logRatios === null && title.source !== undefined
        ? null
        : {
            value: decimal(logRatios?.r2 ?? null),
            note: logRatios === null ? '' : countOf(logRatios.n, l10n.t('weight'), l10n.t('weights')),
            sentence: logRatioSentence(logRatios),
          },
    meaning: l10n.t('Far from the headline: it hangs on the choice of axes.'),
  },
  {
    name: 'clusters',
    label: l10n.t('density clusters'),
    shown: ({ figures: { clusterPurity } }) => ({
      value: clusterPurity === null ? '–' : count(clusterPurity.all.clusters),
      note:
        clusterPurity === null ? '' : l10n.t('agree with neurons to {0}', decimal(clusterPurity.all.adjustedRand, 2)),
      sentence: puritySentence(clusterPurity),
    }),
    meaning: l10n.t(
      'On pixels that never change each neuron is one cluster by identity; only the others tell something.',
    ),
  },
  {
    name: 'pixel-map',
    label: l10n.t('r of each pixel'),
    shown: ({ image, figures: { pixelCorrelation } }) => ({
      value: decimal(pixelCorrelation.mean),
      note: l10n.t('mean of {0} pixels', count(pixelCorrelation.defined)),
      sentence: [
        pixelsCaption({ pixelCorrelation }),
        pixelsHoldSentence(pixelCorrelation),
        ...(image === null ? [] : [edgeSentence(pixelCorrelation)]),
      ].join(' '),
    }),
    meaning: l10n.t('Above 0: among the weights that leave one pixel, those that moved more for A matter more to A.'),
  },
];

function range(interval: { readonly low: number; readonly high: number } | null): string {
  return interval === null ? '–' : l10n.t('{0} to {1}', decimal(interval.low, 2), decimal(interval.high, 2));
}
