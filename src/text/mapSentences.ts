import * as l10n from '@vscode/l10n';
import type { Metrics } from '../model/metrics';
import { count, countOf, decimal } from './format';

/** What the map of the pixels says, in sentences by rule. */

/** For how many pixels r holds, when so many are asked at once. */
export function pixelsHoldSentence({ negative, defined, holding }: Metrics['pixelCorrelation']): string {
  if (holding == null) return l10n.t('For which pixels r holds was not asked when this run was made.');
  const all = holding.negative + holding.positive;
  const asked = pixelsAsked(defined, holding.hypotheses ?? defined);
  const start = l10n.t('With false discoveries held at {0} %', Math.round(100 * holding.rate));
  if (all === 0) return l10n.t('{0}, r differs from 0 for none of {1}.', start, asked);
  const below =
    negative === 0
      ? l10n.t('none lies below it')
      : l10n.t('below it for {0}, of {1} with r < 0 at all', count(holding.negative), count(negative));
  return l10n.t(
    '{0}, r differs from 0 for {1} of {2}: above it for {3}, {4}.',
    start,
    count(all),
    asked,
    count(holding.positive),
    below,
  );
}

/** For which pixels r is other than the labels give by chance. */
export function pixelsLabelSentence(
  { defined }: Pick<Metrics['pixelCorrelation'], 'defined'>,
  { draws, pixels }: NonNullable<Metrics['controls']['labelPermutation']>,
): string {
  return l10n.t(
    'Against {0} shuffles of the labels, with false discoveries held at {1} %, r is higher than they give for {2} of {3} and lower for {4}.',
    count(draws),
    Math.round(100 * pixels.rate),
    count(pixels.above.length),
    countOf(defined, l10n.t('pixel'), l10n.t('pixels')),
    count(pixels.below.length),
  );
}

/** "701 pixels", and that those which never change are among them once: they show one r, the biases'. */
function pixelsAsked(defined: number, hypotheses: number): string {
  const pixels = countOf(hypotheses, l10n.t('pixel'), l10n.t('pixels'));
  return hypotheses === defined
    ? pixels
    : l10n.t('{0} (the {1} that never change count as one)', pixels, count(defined - hypotheses + 1));
}

/** Below this difference the edge counts as being like the rest. */
const EDGE_ALIKE = 0.02;

/** Whether the relation is weaker round the edge of the image. */
export function edgeSentence({ frame }: Pick<Metrics['pixelCorrelation'], 'frame'>): string {
  if (frame == null || frame.edge.mean === null || frame.centre.mean === null)
    return l10n.t(
      'Edge and centre cannot be compared: pixels whose r is defined and that change are not found in both.',
    );
  const { width, edge, centre } = frame;
  const [ofEdge, ofCentre] = [frame.edge.mean, frame.centre.mean];
  const how =
    Math.abs(ofEdge - ofCentre) < EDGE_ALIKE
      ? l10n.t('about alike')
      : ofEdge < ofCentre
        ? l10n.t('lower at the edge')
        : l10n.t('higher at the edge');
  return l10n.t(
    'Mean r is {0} over the outer {1} of the frame ({2} that change) and {3} over the rest ({4}): {5}.',
    decimal(ofEdge),
    countOf(width, l10n.t('pixel'), l10n.t('pixels')),
    count(edge.inputs),
    decimal(ofCentre),
    count(centre.inputs),
    how,
  );
}
