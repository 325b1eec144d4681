import * as l10n from '@vscode/l10n';
import { isShare, type MeasureName, UPDATE_SIZE } from '../../../src/model/measures';
import type { MeasureFinding, PermutationFinding } from '../../../src/model/metrics';
import type { RunView } from '../../../src/model/runView';
import { count, decimal } from '../../../src/text/format';
import { measureFormula, measureTitle } from '../../../src/text/measures';
import { measuresSentence } from '../../../src/text/sentences';
import { h, setText } from '../../ui/dom';
import { hint } from '../../ui/hint';
import type { Context } from '../context';

const COLUMNS = [
  [l10n.t('measure'), l10n.t('What stands in x’s place. Press one to see its plot.')],
  ['R²', l10n.t('Of y of layer 1’s weights and the measure.')],
  ['ρ', l10n.t('Spearman’s: the correlation of ranks.')],
  [l10n.t('R² with neurons shuffled'), l10n.t('What is left on average when each neuron is paired with another’s y.')],
  ['p', l10n.t('Permutation p of the shuffles: how often they reach the R² found.')],
  ['n', l10n.t('Weights for which the measure and y are defined.')],
] as const;

type Row = readonly [
  name: MeasureName,
  finding: Pick<MeasureFinding, 'n' | 'r2' | 'spearman'> & {
    readonly neuronPermutation: PermutationFinding | undefined;
  },
];

/** Every measure of the run in x's place, the best first. A row that is pressed puts its measure on the axis. */
export class MeasuresView {
  readonly element: HTMLElement;
  private readonly sentence = h('p', { class: 'measures-sentence' });
  private readonly body = h('tbody');
  private readonly buttons = new Map<MeasureName, HTMLElement>();

  constructor(private readonly context: Context) {
    const heads = COLUMNS.map(([title, explanation]) => {
      const words = h('span', {}, title);
      hint(words, explanation);
      return h('th', { scope: 'col' }, words);
    });
    this.element = h(
      'div',
      // It scrolls, so the keys must reach it.
      { class: 'measures', tabindex: '0', role: 'region', 'aria-label': l10n.t('Measures in x’s place') },
      this.sentence,
      h(
        'table',
        { class: 'tensors measures-table' },
        h('caption', {}, l10n.t('y of layer 1’s weights against each measure of this run')),
        h('thead', {}, h('tr', {}, ...heads)),
        this.body,
      ),
    );
    context.store.onView(() => this.mark());
  }

  update(run: RunView | null): void {
    this.buttons.clear();
    if (run === null) {
      this.body.replaceChildren();
      setText(this.sentence, '');
      return;
    }
    const own = ownFinding(run);
    const others = othersOf(run);
    const titled = others.map(([name, { r2 }]) => ({ title: measureTitle(name), r2 }));
    setText(this.sentence, measuresSentence(own[1].r2, titled));
    this.body.replaceChildren(...[own, ...others].sort(byR2).map((row) => this.row(row)));
    this.mark();
  }

  private row([name, { n, r2, spearman, neuronPermutation }]: Row): HTMLElement {
    const { store } = this.context;
    const button = h('button', { type: 'button', class: 'measure-button' }, measureTitle(name));
    const formula = measureFormula(name);
    hint(button, isShare(name) ? l10n.t('The share of A, m of A / (m of A + m of B), m = {0}', formula) : formula);
    this.buttons.set(name, button);
    const mark = name === UPDATE_SIZE ? [h('span', { class: 'measure-own' }, ` ${l10n.t('x of the post')}`)] : [];
    const cells = [
      decimal(r2),
      decimal(spearman),
      decimal(neuronPermutation?.meanR2 ?? null),
      decimal(neuronPermutation?.p ?? null),
      count(n),
    ];
    const row = h(
      'tr',
      { class: 'measure-row' },
      h('th', { scope: 'row' }, button, ...mark),
      ...cells.map((text) => h('td', {}, text)),
    );
    // The whole row takes the pointer; the button is for the keys.
    row.addEventListener('click', () => store.setView({ measure: name }));
    return row;
  }

  private mark(): void {
    const chosen = this.context.store.view?.measure ?? UPDATE_SIZE;
    for (const [name, button] of this.buttons) {
      button.setAttribute('aria-pressed', String(name === chosen));
      button.closest('tr')?.classList.toggle('chosen', name === chosen);
    }
  }
}

function ownFinding({ layers, metrics: { controls } }: RunView): Row {
  const { n = 0, r2 = null, spearman = null } = layers[0]?.weights ?? {};
  return [UPDATE_SIZE, { n, r2, spearman, neuronPermutation: controls.neuronPermutation }];
}

function othersOf({ measures, metrics }: RunView): Row[] {
  const rows = measures.map((name): Row => [name, metrics.measures?.[name] as MeasureFinding]);
  return rows.filter(([name]) => name !== UPDATE_SIZE).sort(byR2);
}

function byR2([, one]: Row, [, other]: Row): number {
  return (other.r2 ?? -1) - (one.r2 ?? -1);
}
