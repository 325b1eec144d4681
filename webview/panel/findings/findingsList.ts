import * as l10n from '@vscode/l10n';
import { pixelsCaption } from '../../../src/text/captions';
import { CONTROL_FINDINGS, findingsOf } from '../../../src/text/controls';
import type { Finding } from '../../../src/text/controls/control';
import { count, decimal } from '../../../src/text/format';
import { edgeSentence, pixelsHoldSentence, pixelsLabelSentence } from '../../../src/text/mapSentences';
import { rankSentence, slopeSentence } from '../../../src/text/sentences';
import { bandMethodWords } from '../words';
import { HEADLINE_FINDINGS } from './metrics';

const RANK: Finding = {
  name: 'rank',
  label: () => l10n.t('Spearman’s ρ'),
  meaning: () => l10n.t('Far from r: the relation is not a straight line, or a few points make it.'),
  words: (_run, { weights }) => ({
    value: decimal(weights.spearman),
    note: `r ${decimal(weights.r)}`,
    sentence: rankSentence(weights),
  }),
};

const SLOPE: Finding = {
  name: 'slope',
  label: () => l10n.t('slope'),
  meaning: () => l10n.t('Below 1, as noise in x makes it: then y differs less than x does.'),
  words: (_run, { weights }) => ({
    value: decimal(weights.slope, 2),
    note: weights.band == null ? '' : bandMethodWords(weights.band),
    sentence: slopeSentence(weights),
  }),
};

const PIXEL_MAP: Finding = {
  name: 'pixel-map',
  label: () => l10n.t('r of each pixel'),
  meaning: () =>
    l10n.t('Above 0: among the weights that leave one pixel, those that moved more for A matter more to A.'),
  words: ({ image, metrics: { pixelCorrelation, controls } }) => ({
    value: decimal(pixelCorrelation.mean),
    note: l10n.t('mean of {0} pixels', count(pixelCorrelation.defined)),
    sentence: [
      pixelsCaption({ pixelCorrelation }),
      controls.labelPermutation == null
        ? pixelsHoldSentence(pixelCorrelation)
        : pixelsLabelSentence(pixelCorrelation, controls.labelPermutation),
      ...(image === null ? [] : [edgeSentence(pixelCorrelation)]),
    ].join(' '),
  }),
};

/** All that is found, the most important first: one entry a finding, where it first stands here. */
export const FINDINGS: readonly Finding[] = [
  ...new Set([...HEADLINE_FINDINGS, ...findingsOf('bootstrap'), RANK, SLOPE, ...CONTROL_FINDINGS, PIXEL_MAP]),
];
