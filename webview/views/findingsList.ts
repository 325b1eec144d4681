import { count, decimal } from '../../src/shared/format';
import { pixelsCaption } from '../../src/shared/sentences';
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
    name: 'pixel-map',
    label: 'r of each pixel',
    shown: ({ figures: { pixelCorrelation } }) => ({
      value: decimal(pixelCorrelation.mean),
      note: `mean of ${count(pixelCorrelation.defined)} pixels`,
      sentence: pixelsCaption({ pixelCorrelation }),
    }),
    meaning: 'Above 0: among the weights that leave one pixel, those that moved more for A matter more to A.',
  },
];
