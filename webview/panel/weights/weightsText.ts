import * as l10n from '@vscode/l10n';
import { isShare, UPDATE_SIZE } from '../../../src/model/measures';
import type { RunView } from '../../../src/model/runView';
import { measureCaption, weightsCaption } from '../../../src/text/captions';
import { count, countOf, decimal } from '../../../src/text/format';
import type { WeightPoints } from './weightPoints';

/** What stands beside the title of the plot of the weights: R², and how many weights have no place on its axes. */
export function weightsMetric(points: WeightPoints): string {
  const r2 = l10n.t('R² {0}', decimal(points.line.r2));
  if (points.axes === 'shares') return r2;
  const { leftOut, x } = points;
  const shown = l10n.t('{0} · {1} weights', r2, count(x.length - leftOut));
  return leftOut === 0 ? shown : l10n.t('{0}, {1}', shown, countOf(leftOut, l10n.t('one'), l10n.t('without a place')));
}

/** The words under the plot. */
export function weightsWords(run: RunView, layer: number, { measure, layer: shown }: WeightPoints): string {
  if (measure === UPDATE_SIZE) {
    const constant = run.metrics.identity?.constantInputs ?? 0;
    return weightsCaption(layer, run.layers.length, constant, run.groupOutputs);
  }
  const finding = run.metrics.measures?.[measure];
  return measureCaption(measure, layer, shown.weights, finding, run.layers[layer - 1]?.weights.r2 ?? null);
}

/** What a screen reader says of the plot. */
export function weightsLabel(number: number, { axes, measure, layer, line: fitted }: WeightPoints): string {
  const { n } = layer.weights;
  const { r2, slope } = fitted;
  const line = slope === null ? '' : ` ${l10n.t('The least-squares line has slope {0}.', decimal(slope, 2))}`;
  const shares = axes === 'shares';
  return l10n.t(
    'Scatter plot of {0} weights of layer {1}, y against x{2}. R² {3}.{4} Arrow keys go to the nearest point on that side; Enter opens it, Space selects it.',
    count(n),
    number,
    shares ? (isShare(measure) ? l10n.t(', both from 0 to 1') : '') : ` ${l10n.t('as log-ratios')}`,
    decimal(r2),
    line,
  );
}
