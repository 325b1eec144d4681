import * as l10n from '@vscode/l10n';
import type { Tool } from '../plot/gestures';
import { h, uniqueId } from '../ui/dom';

const WORDS = { box: l10n.t('Box'), lasso: l10n.t('Lasso') } as const satisfies Record<Tool, string>;

/** What dragging draws. */
export class ToolChoice {
  readonly element = h(
    'fieldset',
    { class: 'tool-choice' },
    h('legend', { class: 'unseen' }, l10n.t('Dragging draws')),
  );
  private tool: Tool = 'box';

  constructor() {
    const name = uniqueId();
    for (const [tool, words] of Object.entries(WORDS) as [Tool, string][]) {
      const input = h('input', { type: 'radio', name, value: tool });
      input.checked = tool === this.tool;
      input.addEventListener('change', () => {
        this.tool = tool;
      });
      this.element.append(h('label', {}, input, words));
    }
  }

  get chosen(): Tool {
    return this.tool;
  }
}
