import * as l10n from '@vscode/l10n';
import type { StudyView } from '../../src/model/studyProtocol';
import { DIFFERENCE, HEADLINE, knownMetrics, metricLabel, SHUFFLED } from '../../src/text/studyMetrics';
import { type Choice, type Select, select } from '../ui/controls';
import { h } from '../ui/dom';
import type { Layout } from './grid';
import type { StudyStore } from './studyStore';

/** What a metric is to be read beside; null where the cells have nothing of the kind. */
export function besideOf({ metrics }: Pick<StudyView, 'metrics'>, metric: string): string | null {
  const measured = /^(measures\.[^.]+)\.r2$/.exec(metric)?.[1];
  const beside =
    measured === undefined
      ? knownMetrics().find(({ name }) => name === metric)?.beside
      : `${measured}.neuronPermutation.meanR2`;
  return beside !== undefined && metrics.includes(beside) ? beside : null;
}

/** Whether 0 belongs on the metric's axis. */
export function isFromZero(metric: string): boolean {
  return knownMetrics().find(({ name }) => name === metric)?.fromZero ?? /(^|\.)(r2|meanR2|r)$/.test(metric);
}

/** Which metric is shown, and where the axes go. */
export class SweepControls {
  readonly element = h('div', { class: 'sweep-controls' });
  private readonly metric: Select<string>;
  private readonly across: Select<string | null>;
  private readonly down: Select<string | null>;
  private readonly further = h('span', { class: 'sweep-further' });
  private readonly furtherSelects = new Map<string, { element: HTMLElement; choice: Select<number | null> }>();

  constructor(private readonly store: StudyStore) {
    this.metric = select(l10n.t('Figure'), (metric) => store.setView({ figure: metric }));
    this.across = select(l10n.t('Across'), (across) => this.lay({ across }));
    this.down = select(l10n.t('One plot for each'), (down) => this.lay({ down }));
    this.element.append(
      labelled(l10n.t('Figure'), this.metric.element),
      labelled(l10n.t('Across'), this.across.element),
      labelled(l10n.t('One plot for each'), this.down.element),
      this.further,
    );
    this.metric.element.classList.add('figure-select');
  }

  update(study: StudyView, layout: Layout): void {
    this.metric.set(metricChoices(study), this.store.view.figure);
    const axes = study.axes.map(({ key }) => ({ value: key, label: key }));
    const none = { value: null, label: l10n.t('nothing') };
    this.across.set(axes, layout.across?.key ?? null);
    this.down.set([none, ...axes], layout.down?.key ?? null);
    const elements = layout.further.map(({ axis: { key, labels }, fixed }) => {
      const made = this.furtherSelect(key);
      const all = { value: null, label: key === 'seed' ? l10n.t('all, with their mean') : l10n.t('the mean of all') };
      made.choice.set([all, ...labels.map((label, value): Choice<number | null> => ({ value, label }))], fixed);
      return made.element;
    });
    const same =
      elements.length === this.further.children.length &&
      elements.every((element, index) => element === this.further.children[index]);
    if (!same) this.further.replaceChildren(...elements);
  }

  private furtherSelect(key: string): { element: HTMLElement; choice: Select<number | null> } {
    const known = this.furtherSelects.get(key);
    if (known !== undefined) return known;
    const choice = select<number | null>(key, (value) => {
      const { [key]: _before, ...fixed } = this.store.view.fixed;
      this.store.setView({ fixed: value === null ? fixed : { ...fixed, [key]: value } });
    });
    const made = { element: labelled(key, choice.element), choice };
    this.furtherSelects.set(key, made);
    return made;
  }

  /** An axis that comes to where another one is changes places with it. */
  private lay(change: { across?: string | null; down?: string | null }): void {
    const { across, down } = this.store.view;
    const next = { across, down, ...change };
    if (next.across === next.down) {
      if (change.across === undefined) next.across = down;
      else next.down = across;
    }
    this.store.setView(next);
  }
}

/** The metrics that are read first, then all others by name. */
function metricChoices({ metrics }: StudyView): Choice<string>[] {
  const known = knownMetrics()
    .map(({ name }) => name)
    .filter(
      (name) =>
        metrics.includes(name) || (name === DIFFERENCE && metrics.includes(HEADLINE) && metrics.includes(SHUFFLED)),
    );
  // Before any cell is complete.
  const first = known.length > 0 ? known : [HEADLINE];
  return [...first, ...metrics.filter((name) => !first.includes(name))].map((value) => ({
    value,
    label: metricLabel(value),
  }));
}

function labelled(words: string, element: HTMLElement): HTMLElement {
  return h('span', { class: 'labelled' }, h('span', { class: 'label', 'aria-hidden': 'true' }, words), element);
}
