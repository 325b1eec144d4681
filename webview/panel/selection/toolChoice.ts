import * as l10n from '@vscode/l10n';
import type { Tool } from '../../charts/gestures/gestures';
import { iconOf } from '../../ui/controls';
import { h, uniqueId } from '../../ui/dom';
import type { Store } from '../store';

const WORDS = { box: l10n.t('Box'), lasso: l10n.t('Lasso') } as const satisfies Record<Tool, string>;

const TIPS = {
  box: l10n.t('Dragging selects what lies in a box; with Shift it is added, with Alt taken away'),
  lasso: l10n.t('Dragging selects what lies in a lasso; with Shift it is added, with Alt taken away'),
} as const satisfies Record<Tool, string>;

/** What dragging draws, on every plot that can be drawn on: each of them has this choice, and all show the same. */
export function toolChoice(store: Store): HTMLElement {
  const name = uniqueId();
  const inputs = (Object.keys(WORDS) as Tool[]).map((tool) => {
    const input = h('input', { type: 'radio', name, value: tool, 'aria-label': WORDS[tool] });
    input.addEventListener('change', () => store.setTool(tool));
    return input;
  });
  const show = () => {
    for (const input of inputs) input.checked = input.value === store.tool;
  };
  store.onTool(show);
  show();
  return h(
    'fieldset',
    { class: 'tool-choice' },
    h('legend', { class: 'unseen' }, l10n.t('Dragging draws')),
    ...inputs.map((input) => {
      const tool = input.value as Tool;
      return h('label', { class: 'icon-button', title: TIPS[tool] }, input, iconOf(tool));
    }),
  );
}
