import * as l10n from '@vscode/l10n';
import type { TensorMetrics } from '../../../src/model/metrics';
import type { LayerView, RunView } from '../../../src/model/runView';
import type { Finding } from '../../../src/text/controls/control';
import { count, decimal } from '../../../src/text/format';
import { h, setText } from '../../ui/dom';
import { FINDINGS } from './findingsList';
import { standingOf } from './standing';

interface Row {
  readonly finding: Finding;
  readonly element: HTMLElement;
  readonly value: HTMLElement;
  readonly note: HTMLElement;
  readonly sentence: HTMLElement;
}

const COLUMNS = [l10n.t('tensor'), 'n', 'r', 'R²', l10n.t('slope'), l10n.t('left out')] as const;

/** Everything that a run found, in words: each control with its metrics, what they say, and what such a metric means. */
export class FindingsView {
  readonly element: HTMLElement;
  private readonly rows: readonly Row[] = FINDINGS.map(rowOf);
  private readonly tensors = h('tbody');
  private readonly inputs = h(
    'p',
    { class: 'finding-note' },
    l10n.t('Layer 1 reads no picture: a pixel, below, is any one input of its neurons.'),
  );

  constructor() {
    const head = h('tr', {}, ...COLUMNS.map((title) => h('th', { scope: 'col' }, title)));
    this.element = h(
      'div',
      // It scrolls, so the keys must reach it.
      { class: 'findings', tabindex: '0', role: 'region', 'aria-label': l10n.t('Findings') },
      this.inputs,
      h('dl', { class: 'finding-list' }, ...this.rows.map(({ element }) => element)),
      h(
        'table',
        { class: 'tensors' },
        h('caption', {}, l10n.t('y against x within every tensor')),
        h('thead', {}, head),
        this.tensors,
      ),
    );
  }

  update(run: RunView | null): void {
    for (const { finding, element, value, note, sentence } of this.rows) {
      const { words, value: shown, isAbsent } = standingOf(finding, run);
      element.hidden = isAbsent;
      setText(value, shown);
      setText(note, words?.note ?? '');
      setText(sentence, words?.sentence ?? (run === null ? '' : l10n.t('Is being computed.')));
      element.classList.toggle('alarming', words?.alarming === true);
    }
    this.inputs.hidden = run === null || run.image !== null;
    this.tensors.replaceChildren(...(run?.layers ?? []).flatMap(tensorRows));
  }
}

function rowOf(finding: Finding): Row {
  const value = h('span', { class: 'finding-value' });
  const note = h('span', { class: 'finding-note' });
  const sentence = h('span', { class: 'finding-sentence' });
  const element = h(
    'div',
    { class: 'finding' },
    h('dt', {}, finding.label()),
    h('dd', { class: 'finding-figures' }, value, ' ', note),
    h('dd', { class: 'finding-words' }, sentence, ' ', h('span', { class: 'finding-meaning' }, finding.meaning())),
  );
  return { finding, element, value, note, sentence };
}

function tensorRows({ name, weights, biases }: LayerView): HTMLElement[] {
  const ofWeights = tensorRow(`${name}.weight`, weights);
  return biases === null ? [ofWeights] : [ofWeights, tensorRow(`${name}.bias`, biases)];
}

function tensorRow(name: string, { n, r, r2, slope, leftOut }: TensorMetrics): HTMLElement {
  const texts = [count(n), decimal(r), decimal(r2), decimal(slope), count(leftOut.parameters)];
  return h('tr', {}, h('th', { scope: 'row' }, name), ...texts.map((text) => h('td', {}, text)));
}
