import * as l10n from '@vscode/l10n';
import type { PanelViewState } from '../../src/model/panelProtocol';
import type { RunTitle } from '../../src/model/runView';
import { groupWords } from '../../src/text/groupWords';
import { pointWords } from '../../src/text/pointWords';
import { h, setText } from '../ui/dom';
import { ARRANGEMENTS, plotSizes } from './plotSizes';
import type { Store } from './store';

type PlotName = PanelViewState['plot'];

const NAMES: Readonly<Record<PlotName, string>> = {
  weights: l10n.t('Weights'),
  pixels: l10n.t('Pixels'),
  neuron: l10n.t('Neuron'),
  biases: l10n.t('Biases'),
};

/** The four plots, as large as the room that is left allows. Where there is room for one alone, a row below it has the others. */
export class PlotsView {
  readonly element: HTMLElement;
  private readonly words = h('p', { class: 'point-words' });
  private readonly choices: readonly (readonly [PlotName, HTMLButtonElement])[];
  /** Of the last click into the weights plot, and the width of the panel at that moment. */
  private clicked: { readonly side: number; readonly width: number } | null = null;
  private kept: number | null = null;
  private side = 0;
  private width = 0;

  constructor(
    private readonly store: Store,
    private readonly sections: Readonly<Record<PlotName, HTMLElement>>,
  ) {
    const names = Object.keys(NAMES) as PlotName[];
    this.choices = names.map((name) => [name, this.choice(name)]);
    const { weights, pixels, neuron, biases } = sections;
    this.element = h(
      'div',
      { class: 'plots' },
      weights,
      pixels,
      neuron,
      biases,
      this.words,
      h(
        'div',
        { class: 'plot-choice', role: 'group', 'aria-label': l10n.t('Plot') },
        ...this.choices.map(([, handle]) => handle),
      ),
    );
    weights.addEventListener('click', () => {
      this.clicked = { side: this.side, width: this.width };
    });
    new ResizeObserver(() => this.resize()).observe(this.element);
    store.onView(() => this.show());
    store.onState(() => this.show());
    this.show();
  }

  update(title: RunTitle): void {
    setText(this.words, pointWords(groupWords(title)));
  }

  private choice(name: PlotName): HTMLButtonElement {
    const handle = h('button', { class: 'plot-name', type: 'button' }, NAMES[name]);
    handle.addEventListener('click', () => {
      // Whoever chooses wants to see all of it.
      this.kept = null;
      this.store.setView({ plot: name });
      this.size();
    });
    return handle;
  }

  /** The one that is shown where there is room for one alone. */
  private show(): void {
    const chosen = this.store.run === null ? 'weights' : (this.store.view?.plot ?? 'weights');
    for (const [name, handle] of this.choices) handle.setAttribute('aria-pressed', String(name === chosen));
    for (const [name, section] of Object.entries(this.sections))
      section.toggleAttribute('data-chosen', name === chosen);
  }

  private resize(): void {
    const { width } = this.element.getBoundingClientRect();
    if (width < this.width && this.clicked?.width === this.width) this.kept = this.clicked.side;
    else if (width !== this.width) this.kept = null;
    this.width = width;
    this.size();
  }

  private size(): void {
    const { paddingLeft, paddingRight } = getComputedStyle(this.element);
    const width = this.element.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
    const height = this.element.clientHeight;
    if (width <= 0 || height <= 0) return;
    const { arrangement, weights, cells, biases } = plotSizes({ width, height }, this.kept);
    for (const one of ARRANGEMENTS) this.element.classList.toggle(one, one === arrangement);
    const { style } = this.element;
    for (const [name, side] of Object.entries({ weights, cells, biases })) style.setProperty(`--${name}`, `${side}px`);
    this.side = weights;
  }
}
