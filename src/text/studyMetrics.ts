import * as l10n from '@vscode/l10n';
import { compact, count } from './format';
import { reliabilityName } from './reliability';

/** R² of the weights, what of it is left with neurons shuffled, and how far they lie apart: a metric that is made here. */
export const HEADLINE = 'layer1.weight.r2';
export const SHUFFLED = 'controls.neuronPermutation.meanR2';
export const DIFFERENCE = 'difference';
export const BIASES = 'layer1.bias.r2';
export const LOSS = 'phase1.heldOut.loss';

/** The metrics that are shown first, in this order, by what stands beside one another on one axis. */
export const GROUPS = ['relation', 'rest', 'reliability', 'training'] as const;

export interface KnownMetric {
  readonly name: string;
  readonly group: (typeof GROUPS)[number];
  readonly label: string;
  /** What it is, in a sentence. */
  readonly meaning: string;
  /** What it is to be read beside: the same metric where nothing is to be found. */
  readonly beside?: string;
  /** Whether its size counts from 0. */
  readonly fromZero: boolean;
}

export function knownMetrics(): readonly KnownMetric[] {
  return [
    {
      name: HEADLINE,
      group: 'relation',
      label: l10n.t('R² of layer 1’s weights'),
      meaning: l10n.t('R² of y against x over the weights of layer 1.'),
      beside: SHUFFLED,
      fromZero: true,
    },
    {
      name: SHUFFLED,
      group: 'relation',
      label: l10n.t('the same, neurons shuffled'),
      meaning: l10n.t('What is left of R² when each neuron’s x is paired with another neuron’s y: it is about pixels.'),
      fromZero: true,
    },
    {
      name: 'controls.inkAlone.r2',
      group: 'relation',
      label: l10n.t('ink alone'),
      meaning: l10n.t('R² of y against the mean images of the groups: no network at all.'),
      fromZero: true,
    },
    {
      name: BIASES,
      group: 'relation',
      label: l10n.t('R² of hidden biases'),
      meaning: l10n.t('R² of y against x over the hidden biases, one point a neuron.'),
      fromZero: true,
    },
    {
      name: DIFFERENCE,
      group: 'rest',
      label: l10n.t('R² less shuffled'),
      meaning: l10n.t(
        'R² of the weights less what is left of it with neurons shuffled: 0 where nothing is about neurons.',
      ),
      fromZero: true,
    },
    {
      name: 'controls.residual.r',
      group: 'rest',
      label: l10n.t('residual r'),
      meaning: l10n.t('r after removing the means of neurons and of pixels: 0 where nothing else is shared.'),
      fromZero: true,
    },
    {
      name: 'controls.effect.x.withinPixelR',
      group: 'rest',
      label: l10n.t('r of x with the effect'),
      meaning: l10n.t('r of x with what a weight does to A less B, within a pixel: 0 where x does not tell it.'),
      fromZero: true,
    },
    {
      name: 'pixelCorrelation.mean',
      group: 'rest',
      label: l10n.t('mean r of pixels'),
      meaning: l10n.t('r over the weights that leave each pixel, on average: 0 where there is none.'),
      fromZero: true,
    },
    {
      name: reliabilityName('x'),
      group: 'reliability',
      label: l10n.t('reliability of residual x'),
      meaning: l10n.t(
        'r of residual x in one shuffled order of the examples with residual x in another: 1 where the order does not matter.',
      ),
      fromZero: true,
    },
    {
      name: reliabilityName('y'),
      group: 'reliability',
      label: l10n.t('reliability of residual y'),
      meaning: l10n.t('The same of residual y.'),
      fromZero: true,
    },
    {
      name: reliabilityName('acrossR'),
      group: 'reliability',
      label: l10n.t('residual r between orders'),
      meaning: l10n.t('r of residual x in one shuffled order with residual y in another, both ways.'),
      fromZero: true,
    },
    {
      name: reliabilityName('disattenuatedR'),
      group: 'reliability',
      label: l10n.t('the same, disattenuated'),
      meaning: l10n.t(
        'Residual r between orders over the root of both reliabilities: what it would be if the order of the examples added nothing.',
      ),
      fromZero: true,
    },
    {
      name: LOSS,
      group: 'training',
      label: l10n.t('test loss, phase 1'),
      meaning: l10n.t('Mean loss on held-out images after phase 1.'),
      fromZero: true,
    },
    {
      name: 'phase1.heldOut.accuracy',
      group: 'training',
      label: l10n.t('test accuracy, phase 1'),
      meaning: l10n.t(
        'Share of held-out images that phase 1 tells rightly, by the larger pre-activation of its two outputs; ½ is chance.',
      ),
      fromZero: false,
    },
    {
      name: 'forks.meanAccuracy',
      group: 'training',
      label: l10n.t('test accuracy, forks'),
      meaning: l10n.t('The same for the forks, on average; each lacks one class.'),
      fromZero: false,
    },
  ];
}

/** Those of a study: without what is made of several orders where it has one. */
export function knownMetricsOf({ orders }: { readonly orders: number | null }): readonly KnownMetric[] {
  return knownMetrics().filter(({ group }) => group !== 'reliability' || orders !== null);
}

/** A metric's words; of those that are not known its name. */
export function metricLabel(name: string): string {
  return knownMetrics().find((one) => one.name === name)?.label ?? name;
}

/** A cell's metrics, by name. */
export interface MetricTable {
  readonly metrics: readonly string[];
}

/**
 * Reads one metric from cells.
 * @returns NaN where a cell does not have it
 */
export function metricReader(
  { metrics }: MetricTable,
  name: string,
): (cell: { readonly metrics: Float64Array }) => number {
  if (name === DIFFERENCE) {
    const [whole, left] = [metricReader({ metrics }, HEADLINE), metricReader({ metrics }, SHUFFLED)];
    return (cell) => whole(cell) - left(cell);
  }
  const index = metrics.indexOf(name);
  return (cell) => cell.metrics[index] ?? Number.NaN;
}

/** A figure of any kind as it is written: counts whole, others in three digits. */
export function metricNumber(value: number): string {
  return Math.abs(value) < 1e9 && (Number.isInteger(value) || Math.abs(value) >= 1000)
    ? wholeNumber(value)
    : compact(value);
}

function wholeNumber(value: number): string {
  return value < 0 ? `\u2212${count(-value)}` : count(value);
}
