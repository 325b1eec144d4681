import * as l10n from '@vscode/l10n';
import type { CausalIntervention, CausalRanking, Spread } from '../../../src/model/causal';
import { rankingTitle } from '../../../src/text/causal';
import { decimal } from '../../../src/text/format';
import { h, setText } from '../../ui/dom';
import { hint } from '../../ui/hint';

export interface CausalTableActions {
  /** @param ranking null: none */
  readonly point: (ranking: string | null) => void;
  readonly press: (ranking: string) => void;
}

/** Selectivity of every ranking, the highest first, each against the range of the random ones. */
export class CausalTable {
  readonly element: HTMLElement;
  private readonly body = h('tbody');
  private readonly caption = h('caption');
  private readonly buttons = new Map<string, HTMLElement>();
  private shown: CausalIntervention | null = null;

  constructor(private readonly actions: CausalTableActions) {
    const columns = [
      [l10n.t('ranking'), l10n.t('By what the weights are put in order. Press one to have its curves stand out.')],
      ['S', l10n.t('Selectivity for A, the mean over draws and seeds.')],
      [l10n.t('range'), l10n.t('The least to the most of its draws and seeds.')],
      [l10n.t('random'), l10n.t('Where S lies to the range of the random rankings.')],
    ] as const;
    const heads = columns.map(([title, explanation]) => {
      const words = h('span', {}, title);
      hint(words, explanation);
      return h('th', { scope: 'col' }, words);
    });
    this.element = h(
      'table',
      { class: 'tensors measures-table causal-table' },
      this.caption,
      h('thead', {}, h('tr', {}, ...heads)),
      this.body,
    );
  }

  /** @param definition of S, which stands over the table */
  show(shown: CausalIntervention | null, definition: string): void {
    setText(this.caption, definition);
    if (shown === this.shown) return;
    this.shown = shown;
    this.buttons.clear();
    const random = shown?.rankings.find(({ ranking }) => ranking === 'random')?.selectivity;
    const rankings = [...(shown?.rankings ?? [])].sort((one, other) => other.selectivity.mean - one.selectivity.mean);
    this.body.replaceChildren(...rankings.map((ranking) => this.row(ranking, random)));
  }

  mark(pointed: string | null, pressed: string | null): void {
    for (const [ranking, button] of this.buttons) {
      button.setAttribute('aria-pressed', String(ranking === pressed));
      button.closest('tr')?.classList.toggle('pointed', ranking === pointed);
    }
  }

  private row({ ranking, selectivity }: CausalRanking, random: Spread | undefined): HTMLElement {
    const { mean, low, high } = selectivity;
    const button = h('button', { type: 'button', class: 'measure-button' }, rankingTitle(ranking));
    this.buttons.set(ranking, button);
    const range = low === high ? '' : l10n.t('{0} to {1}', decimal(low, 2), decimal(high, 2));
    const row = h(
      'tr',
      { class: `measure-row ranking-${ranking}` },
      h('th', { scope: 'row' }, button),
      h('td', {}, decimal(mean)),
      h('td', {}, range),
      h('td', {}, ranking === 'random' || random === undefined ? '' : standing(mean, random)),
    );
    const { point, press } = this.actions;
    row.addEventListener('click', () => press(ranking));
    row.addEventListener('pointerenter', () => point(ranking));
    row.addEventListener('pointerleave', () => point(null));
    button.addEventListener('focus', () => point(ranking));
    button.addEventListener('blur', () => point(null));
    return row;
  }
}

function standing(mean: number, { low, high }: Spread): string {
  if (mean > high) return l10n.t('above');
  return mean < low ? l10n.t('below') : l10n.t('within');
}
