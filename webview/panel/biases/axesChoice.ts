import * as l10n from '@vscode/l10n';
import { BIAS_AXES, type PanelViewState } from '../../../src/model/panelProtocol';
import { h, uniqueId } from '../../ui/dom';

type Axes = PanelViewState['biasAxes'];

const WORDS = { whole: '0–1', fit: l10n.t('fit') } as const satisfies Record<Axes, string>;

const TIPS = {
  whole: l10n.t('Axes over all there could be'),
  fit: l10n.t('Axes over what there is, so that biases that lie close together come apart'),
} as const satisfies Record<Axes, string>;

/** What the axes of the biases reach over. */
export function axesChoice(onChoose: (axes: Axes) => void): { readonly element: HTMLElement; set(axes: Axes): void } {
  const name = uniqueId();
  const inputs = BIAS_AXES.map((axes) => {
    const input = h('input', { type: 'radio', name, value: axes });
    input.addEventListener('change', () => onChoose(axes));
    return { axes, input };
  });
  return {
    element: h(
      'fieldset',
      { class: 'segments' },
      h('legend', { class: 'unseen' }, l10n.t('Axes of the biases')),
      ...inputs.map(({ axes, input }) => h('label', { class: 'segment', title: TIPS[axes] }, input, WORDS[axes])),
    ),
    set: (chosen) => {
      for (const { axes, input } of inputs) input.checked = axes === chosen;
    },
  };
}
