import * as l10n from '@vscode/l10n';
import { type PanelViewState, PICTURES } from '../../../src/model/panelProtocol';
import type { LayerView, ParameterSetName } from '../../../src/model/runView';
import { type Scale, SHARE_SCALE, signedScale, upwardScale } from '../../charts/colourScale';

type PictureName = PanelViewState['picture'];

interface NeuronNumbers {
  readonly label: string;
  /** The neuron's numbers, one for each input; null where the run does not have them. */
  values(layer: LayerView, neuron: number): Float64Array | null;
  scale(values: Float64Array): Scale;
}

const of =
  (numbers: (layer: LayerView) => Float64Array | undefined) =>
  (layer: LayerView, neuron: number): Float64Array | null =>
    numbers(layer)?.subarray(neuron * layer.inputs, (neuron + 1) * layer.inputs) ?? null;
const inSet = (name: ParameterSetName) => of(({ sets }) => sets[name]?.weight);

const signed = (values: Float64Array) => signedScale(largest(values));
const upward = (values: Float64Array) => upwardScale(largest(values));

/** What a neuron's picture can show, by its name in the view's state. */
export const NEURON_NUMBERS: Readonly<Record<PictureName, NeuronNumbers>> = {
  phase1: { label: l10n.t('weights after phase 1'), values: inSet('phase1'), scale: signed },
  change: {
    label: l10n.t('what phase 1 changed'),
    values: (layer, neuron) => {
      const [before, after] = [inSet('initial')(layer, neuron), inSet('phase1')(layer, neuron)];
      return before === null || after === null
        ? null
        : after.map((weight, input) => weight - (before[input] as number));
    },
    scale: signed,
  },
  initial: { label: l10n.t('initial weights'), values: inSet('initial'), scale: signed },
  a: { label: l10n.t('tally a'), values: inSet('a'), scale: upward },
  b: { label: l10n.t('tally b'), values: inSet('b'), scale: upward },
  c: { label: l10n.t('difference c'), values: inSet('c'), scale: upward },
  d: { label: l10n.t('difference d'), values: inSet('d'), scale: upward },
  x: { label: 'x', values: of(({ weightX }) => weightX), scale: () => SHARE_SCALE },
  y: { label: 'y', values: of(({ weightY }) => weightY), scale: () => SHARE_SCALE },
};

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) if (!Number.isNaN(value)) most = Math.max(most, Math.abs(value));
  return most === 0 ? 1 : most;
}

/** Which of a neuron's numbers a layer has. */
export function picturesOf(layer: LayerView): PictureName[] {
  return PICTURES.filter((name) => NEURON_NUMBERS[name].values(layer, 0) !== null);
}
