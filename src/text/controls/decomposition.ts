import * as l10n from '@vscode/l10n';
import type { Controls } from '../../model/metrics';
import { decimal } from '../format';
import { type ControlText, digits } from './control';

/** Where r comes from. */
export function decompositionSentence(r: number | null, finding: Controls['decomposition']): string {
  if (r === null || finding == null) return l10n.t('What r is made of is not known.');
  const { neuron, pixel, residual, shared } = finding;
  const overlap =
    Math.abs(shared) < 0.0005
      ? ''
      : ` ${l10n.t('{0} cannot be told apart, since some weights are undefined.', decimal(shared))}`;
  return l10n.t(
    'Of r = {0}, {1} lies between pixels, {2} between neurons, and {3} between single weights beyond either.{4}',
    decimal(r),
    decimal(pixel.contribution),
    decimal(neuron.contribution),
    decimal(residual.contribution),
    overlap,
  );
}

export const decomposition: ControlText<'decomposition'> = {
  terminal: ['parts of r', parts],
  page: {
    name: 'parts',
    label: () => l10n.t('parts of r'),
    meaning: () =>
      l10n.t(
        'What lies between pixels may be the images’ doing; only what lies beyond either is about single weights.',
      ),
    words: ({ metrics: { controls } }, { weights }) => ({
      value: decimal(controls.decomposition?.residual.contribution ?? null),
      note: l10n.t('beyond neuron and pixel'),
      sentence: decompositionSentence(weights.r, controls.decomposition),
    }),
  },
};

function parts(finding: Controls['decomposition']): string | undefined {
  if (finding == null) return finding === null ? 'undefined' : undefined;
  const { pixel, neuron, residual, shared } = finding;
  const overlap = Math.abs(shared) < 0.0005 ? '' : `, not told apart ${digits(shared)}`;
  return `pixels ${digits(pixel.contribution)}, neurons ${digits(neuron.contribution)}, single weights ${digits(residual.contribution)}${overlap}`;
}
