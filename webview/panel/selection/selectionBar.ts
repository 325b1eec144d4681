import * as l10n from '@vscode/l10n';
import { ParameterSet } from '../../../src/model/parameterSet';
import { count, countOf, decimal } from '../../../src/text/format';
import { button, select } from '../../ui/controls';
import { h, setText } from '../../ui/dom';
import { hint } from '../../ui/hint';
import type { Context } from '../context';
import { showTab } from '../tabs';
import { describeWeights, summariseSelection } from './summary';

/** Neurons that are named one by one. */
const NAMED_NEURONS = 6;

/** Why no interval and no p stand beside a selection's metrics. */
const DESCRIPTION_ONLY = l10n.t(
  'These figures describe the selected weights. There is no interval and no p: the weights were chosen by their x and y, or on sight of them.',
);

/** What is selected, in words and metrics, and what can be done with it. There only when there is something to say. */
export class SelectionBar {
  readonly element = h('section', { class: 'selection-bar', 'aria-label': l10n.t('Selection') });
  private readonly words = h('strong');
  private readonly origin = h('span', { class: 'selection-origin' });
  private readonly neurons = h('span', { class: 'selection-neurons' });
  private readonly figures = h('span');
  private readonly name = h('input', {
    class: 'text-input',
    'aria-label': l10n.t('Name of the selection'),
    placeholder: l10n.t('Name'),
    maxlength: '100',
  });
  private readonly kept = select<string>(l10n.t('Kept selections'), (name) => this.take(name));
  private readonly forget: HTMLElement;
  private readonly operate: HTMLElement;
  private readonly whenSelected: readonly HTMLElement[];
  private readonly undo: HTMLElement;
  private readonly redo: HTMLElement;
  private pending = 0;
  private said = '';

  constructor(private readonly context: Context) {
    const { host, store } = context;
    const { selection } = store;
    const metrics = h('span', { class: 'selection-figures' }, this.figures);
    hint(metrics, DESCRIPTION_ONLY);
    const keep = h(
      'form',
      { class: 'keep-form' },
      this.name,
      button({
        label: l10n.t('Keep'),
        description: l10n.t('Keeps the selection with the run, by this name'),
        onPress: () => this.keep(),
      }),
    );
    keep.addEventListener('submit', (event) => {
      event.preventDefault();
      this.keep();
    });
    const act = (label: string, description: string, onPress: () => void, main = false) =>
      button({ label, description, onPress, main });
    this.undo = act(l10n.t('Undo'), l10n.t('The selection before this one'), () => selection.undo());
    this.redo = act(l10n.t('Redo'), l10n.t('The selection after this one'), () => selection.redo());
    this.operate = act(
      l10n.t('What breaks without them?'),
      l10n.t('Accuracy, margin and AUC of every class, and sets of their size'),
      () => showTab(store, 'surgery'),
    );
    this.whenSelected = [
      act(
        l10n.t('Open Weights'),
        l10n.t('All that is selected, as one document'),
        () => host.post({ type: 'openSelection' }),
        true,
      ),
      this.operate,
      act(l10n.t('Save As…'), l10n.t('CSV, NPY or safetensors of exactly what is selected'), () =>
        host.post({ type: 'saveSelection' }),
      ),
      act(l10n.t('Copy Link'), l10n.t('A link that opens this run with this selection'), () =>
        host.post({ type: 'copyLink' }),
      ),
      keep,
      act(l10n.t('Invert'), l10n.t('All weights of the shown layer that are not selected'), () => this.invert()),
      act(l10n.t('Clear'), l10n.t('Selects nothing (Escape)'), () => selection.clear()),
    ];
    this.forget = act(l10n.t('Forget'), l10n.t('Forgets the kept selection that is shown'), () => {
      const name = this.keptName();
      if (name !== null) host.post({ type: 'forgetSelection', name });
    });
    this.element.append(
      h('div', { class: 'selection-words' }, this.words, this.origin, this.neurons, metrics),
      h('div', { class: 'actions' }, this.kept.element, ...this.whenSelected, this.forget, this.undo, this.redo),
    );
    this.element.hidden = true;
    selection.onChange(() => this.refresh());
    store.onView(() => this.refresh());
    store.onState(() => this.refresh());
  }

  /** At most once a frame, however often the pointer moves. */
  private refresh(): void {
    cancelAnimationFrame(this.pending);
    this.pending = requestAnimationFrame(() => this.update());
  }

  private update(): void {
    const { store, announcer } = this.context;
    const { run, view, selection, choices } = store;
    const { shown } = selection;
    this.element.hidden =
      run === null || (shown.isEmpty && !selection.canUndo && !selection.canRedo && selection.named.length === 0);
    for (const element of this.whenSelected) element.hidden = shown.isEmpty;
    // It takes a run's config and its images.
    if (run?.title.source !== undefined) this.operate.hidden = true;
    this.kept.element.hidden = selection.named.length === 0;
    const name = this.keptName();
    this.kept.set(
      [
        ...(name === null ? [{ value: '', label: l10n.t('Kept selections') }] : []),
        ...selection.named.map((one) => ({ value: one.name, label: one.name })),
      ],
      name ?? '',
    );
    this.forget.hidden = name === null;
    this.undo.toggleAttribute('disabled', !selection.canUndo);
    this.redo.toggleAttribute('disabled', !selection.canRedo);
    if (run === null || view === null || this.element.hidden) return;
    const { weights, biases, neurons } = summariseSelection(shown, choices.order);
    const words = shown.isEmpty ? l10n.t('Nothing selected') : l10n.t('{0} selected', sizeWords(weights, biases));
    setText(this.words, words);
    setText(
      this.origin,
      selection.current.origin === '' || shown.isEmpty ? '' : l10n.t('by {0}', selection.current.origin),
    );
    this.list(neurons);
    // Ranks take their time: they follow when the pointer has let go.
    const settled = shown === selection.current.set;
    const { n, r, r2, spearman, distinctPoints } = describeWeights(shown, choices.order, run, view.layer, settled);
    const weightsWords = countOf(n, l10n.t('weight'), l10n.t('weights'));
    const pointsWords = countOf(distinctPoints, l10n.t('point'), l10n.t('points'));
    const relation = l10n.t(
      'R² {0} · r {1} · ρ {2} · {3} on {4}',
      decimal(r2),
      decimal(r),
      settled ? decimal(spearman) : '…',
      weightsWords,
      pointsWords,
    );
    // Of one point, or of points on a line along an axis, there is no relation to tell.
    const metrics = n === 0 ? '' : r2 === null ? l10n.t('{0} on {1}', weightsWords, pointsWords) : relation;
    setText(this.figures, metrics);
    const { set } = selection.current;
    const announcement = set.isEmpty
      ? this.said === ''
        ? ''
        : l10n.t('Nothing selected.')
      : `${words}. ${neuronWords(neurons)}`;
    if (set === shown && announcement !== this.said) {
      announcer.say(announcement);
      this.said = announcement;
    }
  }

  private list(neurons: readonly { layer: number; neuron: number; selected: number }[]): void {
    const { host, store } = this.context;
    const layers = store.run?.layers.length ?? 0;
    const named = neurons.slice(0, NAMED_NEURONS).map(({ layer, neuron }) => {
      const link = h(
        'button',
        { class: 'link', type: 'button' },
        layers > 2 ? `${layer}/${neuron}` : layer === layers ? l10n.t('output {0}', neuron) : String(neuron),
      );
      link.title = l10n.t('Opens its weights');
      link.addEventListener('click', () => host.post({ type: 'openBias', layer, neuron }));
      return link;
    });
    const more = neurons.length - named.length;
    const parts: (Node | string)[] = named.flatMap((link, index) => (index === 0 ? [link] : [', ', link]));
    if (neurons.length > 0) parts.unshift(neurons.length === 1 ? `${l10n.t('neuron')} ` : `${l10n.t('neurons')} `);
    if (more > 0) parts.push(` ${l10n.t('and {0} more', count(more))}`);
    this.neurons.replaceChildren(...parts);
  }

  /** The name by which what is selected is kept; null when it is not. */
  private keptName(): string | null {
    const { selection, choices } = this.context.store;
    const { set } = selection.current;
    const same = selection.named.find(({ bits }) => ParameterSet.fromBits(choices.order.count, bits).equals(set));
    return same?.name ?? null;
  }

  private take(name: string): void {
    const { selection, choices } = this.context.store;
    const kept = selection.named.find((one) => one.name === name);
    if (kept === undefined) return;
    selection.apply(
      ParameterSet.fromBits(choices.order.count, kept.bits),
      'replace',
      l10n.t('the name {0}', name),
      null,
    );
  }

  private invert(): void {
    const { selection, choices, view } = this.context.store;
    if (view !== null) selection.invert(choices.layerWeights(view.layer));
  }

  private keep(): void {
    const name = this.name.value.trim();
    if (name === '') {
      this.name.focus();
      return;
    }
    this.context.host.post({ type: 'keepSelection', name });
    this.context.announcer.say(l10n.t('Kept as {0}.', name));
    this.name.value = '';
  }
}

function sizeWords(weights: number, biases: number): string {
  const parts = [
    weights > 0 || biases === 0 ? countOf(weights, l10n.t('weight'), l10n.t('weights')) : '',
    biases > 0 ? countOf(biases, l10n.t('bias'), l10n.t('biases')) : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function neuronWords(neurons: readonly { neuron: number }[]): string {
  if (neurons.length === 0) return '';
  const named = neurons.slice(0, NAMED_NEURONS).map(({ neuron }) => neuron);
  const more = neurons.length - named.length;
  return l10n.t(
    '{0}: {1}{2}.',
    countOf(neurons.length, l10n.t('neuron'), l10n.t('neurons')),
    named.join(', '),
    more > 0 ? ` ${l10n.t('and {0} more', more)}` : '',
  );
}
