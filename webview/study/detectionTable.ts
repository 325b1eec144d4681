import * as l10n from '@vscode/l10n';
import type { StudyView } from '../../src/model/studyProtocol';
import type { DetectionLimit } from '../../src/model/sweep';
import {
  detectedLabel,
  detectedWords,
  detectionQuestion,
  detectionSentences,
  limitTitle,
  limitWords,
  oneRunWords,
  sharesTitle,
  shareWords,
} from '../../src/text/detectionLimit';
import { h } from '../ui/dom';

/** From which share on, of routed neurons or of replaced labels, each figure would have shown it. Absent without the presets. */
export class DetectionTable {
  readonly element: HTMLElement;
  private readonly words = h('p');
  private readonly question = h('p', { class: 'answer-note' });
  private readonly head = h('tr');
  private readonly rows = h('tbody');
  private shown: StudyView['detectionLimit'] = null;

  constructor() {
    this.element = h(
      'div',
      { class: 'section answer detection' },
      h('h2', { id: 'detection-heading' }, l10n.t('Detection limit')),
      this.words,
      this.question,
      h(
        'div',
        // It scrolls sideways where it is narrow, so the keys must reach it.
        { class: 'answer-scroll', tabindex: '0', role: 'region', 'aria-labelledby': 'detection-heading' },
        h('table', { class: 'tensors' }, h('thead', {}, this.head), this.rows),
      ),
    );
    this.element.hidden = true;
  }

  update({ detectionLimit }: StudyView): void {
    if (detectionLimit === this.shown) return;
    this.shown = detectionLimit;
    this.element.hidden = detectionLimit === null;
    if (detectionLimit === null) return;
    this.words.textContent = detectionSentences(detectionLimit).join(' ');
    this.question.textContent = detectionQuestion(detectionLimit);
    const titles = [sharesTitle(detectionLimit), ...detectionLimit.figures.map(({ figure }) => detectedLabel(figure))];
    this.head.replaceChildren(...titles.map((title) => h('th', { scope: 'col' }, title)));
    this.rows.replaceChildren(
      ...detectionLimit.shares.map((_, index) => rowOf(detectionLimit, index)),
      ...limitRows(detectionLimit),
    );
  }
}

/** One share: what does not tell it from none is set back. */
function rowOf({ shares, figures }: DetectionLimit, index: number): HTMLElement {
  const cells = figures.flatMap(({ at, without }) => {
    const shown = at[index];
    if (shown === undefined) return [];
    const cell = h('td', {}, detectedWords(shown.value, without));
    cell.classList.toggle('unmatched', shown.told === false);
    cell.classList.toggle('told', shown.told === true);
    return [cell];
  });
  return h('tr', {}, h('th', { scope: 'row' }, shareWords(shares[index] as number)), ...cells);
}

function limitRows(found: DetectionLimit): HTMLElement[] {
  const { figures } = found;
  const row = (title: string, className: string, words: readonly string[]) =>
    h('tr', { class: className }, h('th', { scope: 'row' }, title), ...words.map((text) => h('td', {}, text)));
  return [
    row(
      limitTitle(found),
      'shown-from',
      figures.map(({ limit }) => limitWords(limit)),
    ),
    row(l10n.t('in one run'), '', figures.map(oneRunWords)),
  ];
}
