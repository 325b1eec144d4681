import * as l10n from '@vscode/l10n';
import type { StudyView } from '../../src/model/studyProtocol';
import { isMatched, type MatchedActivation, type MeanWithInterval } from '../../src/model/sweep';
import { decimal, plain } from '../../src/text/format';
import { BIASES, HEADLINE, SHUFFLED } from '../../src/text/studyMetrics';
import { matchedSentence } from '../../src/text/studySentences';
import { h } from '../ui/dom';

const COLUMNS = [
  l10n.t('activation'),
  l10n.t('learning rate'),
  l10n.t('test loss'),
  l10n.t('off the reference'),
  l10n.t('R² of weights'),
  l10n.t('neurons shuffled'),
  l10n.t('R² of biases'),
  l10n.t('seeds'),
];

/** Activations at matched test loss: which rate each was given, and its metrics there. Absent without the preset. */
export class MatchedTable {
  readonly element: HTMLElement;
  private readonly words = h('p');
  private readonly rows = h('tbody');
  private shown: StudyView['matchedLoss'] = null;

  constructor() {
    const head = h('tr', {}, ...COLUMNS.map((title) => h('th', { scope: 'col' }, title)));
    this.element = h(
      'div',
      { class: 'section answer matched' },
      h('h2', { id: 'matched-heading' }, l10n.t('Activations at matched test loss')),
      this.words,
      h(
        'div',
        // It scrolls sideways where it is narrow, so the keys must reach it.
        {
          class: 'answer-scroll',
          tabindex: '0',
          role: 'region',
          'aria-labelledby': 'matched-heading',
        },
        h('table', { class: 'tensors' }, h('thead', {}, head), this.rows),
      ),
    );
    this.element.hidden = true;
  }

  update({ matchedLoss }: StudyView): void {
    if (matchedLoss === this.shown) return;
    this.shown = matchedLoss;
    this.element.hidden = matchedLoss === null;
    if (matchedLoss === null) return;
    this.words.textContent = matchedSentence(matchedLoss);
    const { heldOutLoss } = matchedLoss.reference;
    this.rows.replaceChildren(...matchedLoss.activations.map((one) => rowOf(one, heldOutLoss)));
  }
}

function rowOf(activation: MatchedActivation, reference: number | null): HTMLElement {
  const { learningRate, heldOutLoss, difference, figures: metrics } = activation;
  const seeds = metrics[HEADLINE]?.n ?? 0;
  const texts = [
    learningRate === null ? l10n.t('none: diverged') : plain(learningRate),
    heldOutLoss === null ? '–' : decimal(heldOutLoss, 4),
    offWords(difference, reference),
    meanWords(metrics[HEADLINE]),
    meanWords(metrics[SHUFFLED]),
    meanWords(metrics[BIASES]),
    String(seeds),
  ];
  const row = h('tr', {}, h('th', { scope: 'row' }, activation.activation), ...texts.map((text) => h('td', {}, text)));
  row.classList.toggle('unmatched', !isMatched(heldOutLoss, reference));
  return row;
}

/** "+3 %" */
function offWords(difference: number | null, reference: number | null): string {
  if (difference === null || reference === null || reference === 0) return '–';
  if (difference === 0) return '0 %';
  const share = (100 * difference) / reference;
  return `${share < 0 ? '\u2212' : '+'}${Math.abs(share).toFixed(Math.abs(share) < 10 ? 1 : 0)} %`;
}

/** The mean, and its interval over the seeds. */
function meanWords(metric: MeanWithInterval | undefined): string {
  if (metric === undefined || metric.mean === null) return '–';
  const { mean, interval } = metric;
  if (interval === null) return decimal(mean);
  return l10n.t('{0} ({1} to {2})', decimal(mean), decimal(interval.low), decimal(interval.high));
}
