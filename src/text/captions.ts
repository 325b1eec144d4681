import * as l10n from '@vscode/l10n';
import type { MeasureName } from '../model/measures';
import type { MeasureFinding, Metrics, TensorMetrics } from '../model/metrics';
import { count, countOf, decimal } from './format';
import { measureTitle } from './measures';

/** What to look for in each plot, in a line or two beside it. */

/** What to look for in the weights plot. */
export function weightsCaption(layer: number, layers: number, constantInputs: number, groupOutputs = true): string {
  if (layer === 1 && constantInputs > 0)
    return l10n.t('Clusters are weights from pixels that never change, each on its neuron’s bias.');
  if (layer === 1)
    return l10n.t('A cloud along the line means: what moved more for A differs more when A’s classes are left out.');
  if (!groupOutputs) return l10n.t('One point a weight of layer {0}. The controls above are for layer 1.', layer);
  const from = l10n.t('hidden layer {0}', layer - 1);
  return layer === layers
    ? l10n.t('One point a weight from {0} into one of the two outputs. The controls above are for layer 1.', from)
    : l10n.t('One point a weight from {0} into the next. The controls above are for layer 1.', from);
}

/** What a measure in x's place gives, with what a person needs to judge it by. */
export function measureCaption(
  name: MeasureName,
  layer: number,
  { r, r2, spearman }: Pick<TensorMetrics, 'r' | 'r2' | 'spearman'>,
  finding: MeasureFinding | undefined,
  updateSize: number | null,
): string {
  const start = l10n.t(
    '{0} in x’s place: R² {1}, r {2}, ρ {3}.',
    measureTitle(name),
    decimal(r2),
    decimal(r),
    decimal(spearman),
  );
  const beside = l10n.t('Update sizes give R² {0}.', decimal(updateSize));
  if (layer !== 1 || finding === undefined)
    return `${start} ${beside} ${l10n.t('What shuffled neurons leave is known for layer 1 alone.')}`;
  const { meanR2, draws } = finding.neuronPermutation;
  const left = l10n.t(
    'With neurons shuffled R² {0} is left (mean of {1}).',
    decimal(meanR2),
    countOf(draws, l10n.t('draw'), l10n.t('draws')),
  );
  return `${start} ${left} ${beside}`;
}

/** @param clusters whether inputs that never change put weights onto their neuron's bias */
export function biasesCaption(outputLayer: boolean, clusters: boolean): string {
  if (outputLayer) return l10n.t('The two output biases are listed, not plotted: two points are no finding.');
  const points = l10n.t('One point a hidden neuron, by number.');
  return clusters ? l10n.t('{0} The clusters of the weights plot sit on these points.', points) : points;
}

export function pixelsCaption({
  pixelCorrelation,
}: {
  readonly pixelCorrelation: Pick<Metrics['pixelCorrelation'], 'mean' | 'negative' | 'defined'>;
}): string {
  const { mean, negative, defined } = pixelCorrelation;
  if (mean === null) return l10n.t('r over the weights that leave each pixel is not defined for any of them.');
  return l10n.t(
    'r over the weights that leave each pixel: {0} on average, below 0 for {1} of {2}.',
    decimal(mean),
    count(negative),
    count(defined),
  );
}

export function trainingCaption(forks: number): string {
  const copies = forks === 0 ? l10n.t('the copies') : countOf(forks, l10n.t('copy'), l10n.t('copies'));
  return l10n.t(
    'Each value is a mean over a window, every example judged before its own update. Phase 1 ends where {0} set out.',
    copies,
  );
}
