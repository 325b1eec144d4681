import * as l10n from '@vscode/l10n';
import type { LayerView, PanelViewState } from '../../src/shared/panelProtocol';
import { diverging } from '../plot/colours';
import type { Theme } from '../theme';

/** How numbers become colours, and what the ends of the scale are called. */
export interface Scale {
  readonly limits: readonly [number, number];
  colour(value: number, theme: Theme): string;
}

/** Signed numbers: 0 in the middle, both ends equally far. */
export function signedScale(limit: number): Scale {
  return { limits: [-limit, limit], colour: (value, { palette }) => diverging(value / limit, palette) };
}

/** Numbers from 0 up: the one arm of the scale. */
export function upwardScale(limit: number): Scale {
  return { limits: [0, limit], colour: (value, { palette }) => diverging(limit === 0 ? 0 : value / limit, palette) };
}

/** Shares: ½ in the middle, towards A above and towards B below. */
export const SHARE_SCALE: Scale = {
  limits: [0, 1],
  colour: (value, { palette }) => diverging(2 * value - 1, palette),
};

type PictureName = PanelViewState['picture'];

interface NeuronNumbers {
  readonly label: string;
  /** The neuron's numbers, one for each input. */
  values(layer: LayerView, neuron: number): Float64Array;
  scale(values: Float64Array): Scale;
}

const of =
  (numbers: (layer: LayerView) => Float64Array) =>
  (layer: LayerView, neuron: number): Float64Array =>
    numbers(layer).subarray(neuron * layer.inputs, (neuron + 1) * layer.inputs);

const signed = (values: Float64Array) => signedScale(largest(values));
const upward = (values: Float64Array) => upwardScale(largest(values));

/** What a neuron's picture can show, by its name in the view's state. */
export const NEURON_NUMBERS: Readonly<Record<PictureName, NeuronNumbers>> = {
  phase1: { label: l10n.t('weights after phase 1'), values: of(({ sets }) => sets.phase1.weight), scale: signed },
  change: {
    label: l10n.t('what phase 1 changed'),
    values: (layer, neuron) => {
      const before = of(({ sets }) => sets.initial.weight)(layer, neuron);
      return of(({ sets }) => sets.phase1.weight)(layer, neuron).map(
        (after, input) => after - (before[input] as number),
      );
    },
    scale: signed,
  },
  initial: { label: l10n.t('initial weights'), values: of(({ sets }) => sets.initial.weight), scale: signed },
  a: { label: l10n.t('tally a'), values: of(({ sets }) => sets.a.weight), scale: upward },
  b: { label: l10n.t('tally b'), values: of(({ sets }) => sets.b.weight), scale: upward },
  c: { label: l10n.t('difference c'), values: of(({ sets }) => sets.c.weight), scale: upward },
  d: { label: l10n.t('difference d'), values: of(({ sets }) => sets.d.weight), scale: upward },
  x: { label: 'x', values: of(({ weightX }) => weightX), scale: () => SHARE_SCALE },
  y: { label: 'y', values: of(({ weightY }) => weightY), scale: () => SHARE_SCALE },
};

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) if (!Number.isNaN(value)) most = Math.max(most, Math.abs(value));
  return most === 0 ? 1 : most;
}
