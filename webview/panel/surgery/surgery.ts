import * as l10n from '@vscode/l10n';
import { INTERVENTION_NAMES, type InterventionName } from '../../../src/model/interventions';
import type { RunTitle } from '../../../src/model/runView';
import { count } from '../../../src/text/format';
import { groupWords } from '../../../src/text/groupWords';
import { operationWords, surgeryVerdict } from '../../../src/text/surgeryWords';
import { select } from '../../ui/controls';
import { h, setText } from '../../ui/dom';
import type { Context } from '../context';
import { Operating } from './operating';
import { SurgeryStart } from './surgeryStart';
import { type SurgerySubject, SurgeryTable } from './surgeryTable';
import { TurnedPictures } from './turnedPictures';

/** What breaks without the selection: words, a table of every class, and the images that change sides. */
export class SurgeryView {
  readonly element: HTMLElement;
  private readonly operating: Operating;
  private readonly table = new SurgeryTable();
  private readonly start: SurgeryStart;
  private readonly effect = h('p', { class: 'surgery-effect' });
  private readonly comparison = h('p', { class: 'surgery-comparison' });
  private readonly selected = h('span');
  private readonly lost = new TurnedPictures(l10n.t('Right before, wrong now'), l10n.t('none'));
  private readonly gained = new TurnedPictures(l10n.t('Wrong before, right now'), l10n.t('none'));
  private readonly choice = select<InterventionName>(l10n.t('What is done to the selection'), (operation) =>
    this.operating.choose(operation),
  );
  private said = '';

  constructor(private readonly context: Context) {
    const { host, store } = context;
    this.operating = new Operating(host, store);
    this.start = new SurgeryStart(context);
    this.choice.set(
      INTERVENTION_NAMES.map((value) => ({ value, label: operationWords(value) })),
      'reset',
    );
    this.element = h(
      'div',
      { class: 'surgery', tabindex: '0', role: 'region', 'aria-label': l10n.t('Surgery') },
      this.start.element,
      h('div', { class: 'surgery-choice' }, this.selected, this.choice.element),
      h('div', { class: 'surgery-words' }, this.effect, this.comparison),
      h(
        'div',
        { class: 'surgery-parts' },
        this.table.element,
        h('div', { class: 'turned-both' }, this.lost.element, this.gained.element),
      ),
    );
    this.operating.onChange(() => this.update());
    const look = () => this.operating.look(store.complete !== null && store.view?.tab === 'surgery');
    store.onView(() => {
      look();
      this.start.update();
    });
    store.onState(() => {
      if (store.run !== null) this.table.setSubjects(subjectsOf(store.run.title));
      look();
      this.update();
    });
    store.selection.onChange(() => this.update());
    this.update();
  }

  private update(): void {
    const { run, selection } = this.context.store;
    const { operated } = this.operating;
    const { operation, metrics, comparisons, failure } = operated;
    this.element.classList.toggle('empty', selection.shown.isEmpty);
    this.start.update();
    setText(this.selected, l10n.t('{0} selected parameters are', count(selection.shown.size)));
    this.table.show(operated);
    const image = run?.image ?? { rows: 1, columns: 1 };
    this.lost.show(metrics?.sides.lost ?? null, image);
    this.gained.show(metrics?.sides.gained ?? null, image);
    this.element.classList.toggle('alarming', failure !== null);
    const verdict = metrics === null ? null : surgeryVerdict(operation, metrics, comparisons);
    setText(this.effect, verdict?.effect ?? (failure === null ? l10n.t('Operating …') : ''));
    const pending = verdict === null ? '' : l10n.t('Held against sets of its size …');
    setText(this.comparison, failure ?? (comparisons === null ? pending : (verdict?.comparison ?? '')));
    this.announce(
      failure ?? (comparisons === null || verdict === null ? '' : `${verdict.effect} ${verdict.comparison}`),
    );
  }

  /** Once a result is whole, and not while a selection is still being drawn. */
  private announce(words: string): void {
    const { store, announcer } = this.context;
    const { selection } = store;
    if (words === '' || words === this.said || store.view?.tab !== 'surgery') return;
    if (!selection.shown.equals(selection.current.set)) return;
    announcer.say(words);
    this.said = words;
  }
}

function subjectsOf(title: RunTitle): SurgerySubject[] {
  const { classesOfA, classesOfB } = groupWords(title);
  const ofClass = (label: string): SurgerySubject => ({
    title: label,
    of: ({ byClass }) => byClass[label],
    group: false,
  });
  return [
    ...classesOfA.map(ofClass),
    { title: l10n.t('all of A'), of: ({ a }) => a, group: true },
    ...classesOfB.map(ofClass),
    { title: l10n.t('all of B'), of: ({ b }) => b, group: true },
  ];
}
