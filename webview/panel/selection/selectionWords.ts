import * as l10n from '@vscode/l10n';
import type { RunView } from '../../../src/model/runView';
import { count, countOf, decimal } from '../../../src/text/format';
import { h, setText } from '../../ui/dom';
import { hint } from '../../ui/hint';
import type { Store } from '../store';
import { describeWeights, type SelectionSummary, summariseSelection } from './summary';

type SelectedNeuron = SelectionSummary['neurons'][number];

/** Neurons that are named one by one: on the line, and to who listens. */
const NAMED_NEURONS = 3;
const READ_NEURONS = 6;

/** Why no interval and no p stand beside a selection's metrics. */
const DESCRIPTION_ONLY = l10n.t(
  'These figures describe the selected weights. There is no interval and no p: the weights were chosen by their x and y, or on sight of them.',
);

/** What is selected, on one line: how much, of which neurons, what its figures are, and where it comes from. */
export class SelectionWords {
  readonly element: HTMLElement;
  private readonly size = h('strong');
  private readonly how = h(
    'span',
    { class: 'selection-how' },
    l10n.t('Click a point, drag over the plot, or choose a neuron'),
  );
  private readonly neurons = h('span', { class: 'selection-neurons' });
  private readonly figures = h('span');
  private readonly metrics = h('span', { class: 'selection-figures' }, this.figures);
  private readonly origin = h('span', { class: 'selection-origin' });
  private listed = '';

  /** @param openNeuron shows the weights of one */
  constructor(
    private readonly store: Store,
    private readonly openNeuron: (layer: number, neuron: number) => void,
  ) {
    hint(this.metrics, DESCRIPTION_ONLY, this.figures);
    // Spaces part them where they are read without their looks.
    const parts = [this.size, this.how, this.neurons, this.metrics, this.origin].flatMap((part) => [part, ' ']);
    this.element = h('div', { class: 'selection-words' }, ...parts);
    // What the keys have brought into sight beyond the line's end goes back when they leave.
    this.element.addEventListener('focusout', () => {
      this.element.scrollLeft = 0;
    });
  }

  /**
   * @param name by which what is selected is kept
   * @param opening whether weights open by themselves when the run is complete
   * @returns what is to be read out
   */
  update(run: RunView, shownLayer: number, name: string | null, opening: boolean): string {
    const { selection, choices } = this.store;
    const { shown, current } = selection;
    const { weights, biases, neurons } = summariseSelection(shown, choices.order);
    const size = shown.isEmpty ? l10n.t('Nothing selected') : sizeWords(weights, biases);
    setText(this.size, size);
    this.how.hidden = !shown.isEmpty;
    this.list(neurons, run.layers.length);
    // Ranks take their time: they follow when the pointer has let go.
    const settled = shown === current.set;
    setText(this.figures, figureWords(describeWeights(shown, choices.order, run, shownLayer, settled), settled));
    this.metrics.hidden = this.figures.textContent === '';
    const by = current.origin === '' ? '' : l10n.t('by {0}', current.origin);
    const from = settled && name !== null ? l10n.t('kept as “{0}”', name) : by;
    const origin = shown.isEmpty ? '' : opening ? l10n.t('opens when the run is complete') : from;
    setText(this.origin, origin);
    // The line may be too short for all of it.
    this.element.title = shown.isEmpty
      ? ''
      : [size, this.neurons, this.figures, origin]
          .map((part) => (typeof part === 'string' ? part : (part.textContent ?? '')))
          .filter((part) => part !== '')
          .join(' · ');
    return shown.isEmpty ? l10n.t('Nothing selected.') : `${l10n.t('{0} selected.', size)} ${neuronWords(neurons)}`;
  }

  private list(neurons: readonly SelectedNeuron[], layers: number): void {
    const named = neurons.slice(0, NAMED_NEURONS);
    const more = neurons.length - named.length;
    // The links stay what they are, and keep the focus, as long as they say the same.
    const listed = JSON.stringify([layers, more, named.map(({ layer, neuron }) => [layer, neuron])]);
    if (listed === this.listed) return;
    this.listed = listed;
    const links = named.map(({ layer, neuron }) => {
      const words =
        layers > 2 ? `${layer}/${neuron}` : layer === layers ? l10n.t('output {0}', neuron) : String(neuron);
      const link = h('button', { class: 'link', type: 'button' }, words);
      link.title = l10n.t('Opens its weights');
      link.addEventListener('click', () => this.openNeuron(layer, neuron));
      return link;
    });
    const parts: (Node | string)[] = links.flatMap((link, index) => (index === 0 ? [link] : [', ', link]));
    if (neurons.length > 0) parts.unshift(neurons.length === 1 ? `${l10n.t('neuron')} ` : `${l10n.t('neurons')} `);
    if (more > 0) parts.push(` ${l10n.t('and {0} more', count(more))}`);
    this.neurons.replaceChildren(...parts);
  }
}

/** "412 weights, 3 biases" */
export function sizeWords(weights: number, biases: number): string {
  const parts = [
    weights > 0 || biases === 0 ? countOf(weights, l10n.t('weight'), l10n.t('weights')) : '',
    biases > 0 ? countOf(biases, l10n.t('bias'), l10n.t('biases')) : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function figureWords(
  { n, r, r2, spearman, distinctPoints }: ReturnType<typeof describeWeights>,
  settled: boolean,
): string {
  if (n === 0) return '';
  const weights = countOf(n, l10n.t('weight'), l10n.t('weights'));
  const points = countOf(distinctPoints, l10n.t('point'), l10n.t('points'));
  // Of one point, or of points on a line along an axis, there is no relation to tell.
  if (r2 === null) return l10n.t('{0} on {1}', weights, points);
  const rho = settled ? decimal(spearman) : '…';
  return l10n.t('R² {0} · r {1} · ρ {2} · {3} on {4}', decimal(r2), decimal(r), rho, weights, points);
}

function neuronWords(neurons: readonly SelectedNeuron[]): string {
  if (neurons.length === 0) return '';
  const named = neurons.slice(0, READ_NEURONS).map(({ neuron }) => neuron);
  const more = neurons.length - named.length;
  return l10n.t(
    '{0}: {1}{2}.',
    countOf(neurons.length, l10n.t('neuron'), l10n.t('neurons')),
    named.join(', '),
    more > 0 ? ` ${l10n.t('and {0} more', more)}` : '',
  );
}
