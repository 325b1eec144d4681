import * as l10n from '@vscode/l10n';
import type { Performance, Performances } from '../../../src/model/performance';
import { COMPARISON_NAMES, type ComparisonName } from '../../../src/model/surgeryProtocol';
import { decimal, percent } from '../../../src/text/format';
import { comparisonMeaning, comparisonWords, signed } from '../../../src/text/surgeryWords';
import { h, setText } from '../../ui/dom';
import { hint } from '../../ui/hint';
import type { Operated } from './operating';

type Measure = keyof Performance;

/** The measures, each with its rows: how a value is written, a change of it, and the unit of one. */
const MEASURES: readonly {
  readonly measure: Measure;
  readonly title: string;
  readonly value: (value: number) => string;
  readonly change: (change: number) => string;
  readonly withUnit: (change: string) => string;
}[] = [
  { measure: 'margin', title: l10n.t('mean margin'), value: decimal, change: signed, withUnit: (change) => change },
  {
    measure: 'accuracy',
    title: l10n.t('accuracy'),
    value: percent,
    change: (change) => signed(100 * change, 1),
    withUnit: (change) => l10n.t('{0} pts', change),
  },
  { measure: 'auc', title: l10n.t('AUC'), value: decimal, change: signed, withUnit: (change) => change },
];

type Words = Pick<(typeof MEASURES)[number], 'change' | 'withUnit'>;

/** A row: a class, or a group of them. */
export interface SurgerySubject {
  readonly title: string;
  readonly of: (metrics: Performances) => Performance | undefined;
  readonly group: boolean;
}

interface Cells {
  readonly before: HTMLElement;
  readonly after: HTMLElement;
  readonly change: HTMLElement;
  readonly comparisons: Readonly<Record<ComparisonName, SpreadCell>>;
}

/** What an operation does to every class: before, after, change, and the change that sets that know less make. */
export class SurgeryTable {
  readonly element: HTMLElement;
  private readonly before = h('th', { scope: 'col' });
  private readonly bodies: HTMLElement;
  private rows: readonly { readonly measure: Measure; readonly subject: SurgerySubject; readonly cells: Cells }[] = [];
  private subjects: readonly SurgerySubject[] = [];

  constructor() {
    const heads = COMPARISON_NAMES.map((name) => {
      const words = h('span', { class: 'surgery-head' }, comparisonWords(name));
      hint(words, comparisonMeaning(name));
      return h('th', { scope: 'col' }, words);
    });
    const columns = [l10n.t('after'), l10n.t('change')].map((title) => h('th', { scope: 'col' }, title));
    this.bodies = h(
      'table',
      { class: 'tensors surgery-table' },
      h(
        'caption',
        {},
        l10n.t('Held-out images. Bold: a change that none of the random sets reaches, one way or the other.'),
      ),
      h('thead', {}, h('tr', {}, h('td'), this.before, ...columns, ...heads)),
    );
    this.element = h('div', { class: 'surgery-table-place' }, this.bodies);
  }

  /** Makes the rows, once for a run. */
  setSubjects(subjects: readonly SurgerySubject[]): void {
    if (same(subjects, this.subjects)) return;
    this.subjects = subjects;
    for (const body of this.bodies.querySelectorAll('tbody')) body.remove();
    const rows: (typeof this.rows)[number][] = [];
    for (const { measure, title } of MEASURES) {
      const head = h('tr', {}, h('th', { scope: 'rowgroup', colspan: '7' }, title));
      const body = h('tbody', {}, head);
      for (const subject of subjects) {
        const cells = emptyCells();
        const { before, after, change, comparisons } = cells;
        const others = COMPARISON_NAMES.map((name) => comparisons[name].element);
        const name = h('th', { scope: 'row' }, subject.title);
        body.append(h('tr', subject.group ? { class: 'group' } : {}, name, before, after, change, ...others));
        rows.push({ measure, subject, cells });
      }
      this.bodies.append(body);
    }
    this.rows = rows;
  }

  show({ operation, metrics, comparisons, failure, stale }: Operated): void {
    setText(this.before, operation === 'graft' ? l10n.t('initial') : l10n.t('intact'));
    this.bodies.classList.toggle('stale', stale);
    this.bodies.setAttribute(
      'aria-busy',
      String(stale || (metrics !== null && comparisons === null && failure === null)),
    );
    for (const { measure, subject, cells } of this.rows) {
      const words = MEASURES.find((one) => one.measure === measure) as (typeof MEASURES)[number];
      const { value, change, withUnit } = words;
      const of = (all: Performances) => subject.of(all)?.[measure] ?? Number.NaN;
      const [was, is] = metrics === null ? [null, null] : [of(metrics.before), of(metrics.after)];
      setText(cells.before, was === null ? '–' : value(was));
      setText(cells.after, is === null ? '–' : value(is));
      const own = was === null || is === null ? null : is - was;
      setText(cells.change, own === null ? '–' : withUnit(change(own)));
      const changes = (name: ComparisonName) =>
        was === null ? [] : (comparisons?.[name] ?? []).map((after) => of(after) - was);
      const random = changes('random');
      const beyond = own !== null && random.length > 0 && random.every((one) => Math.abs(one) < Math.abs(own));
      cells.change.classList.toggle('beyond', beyond);
      const pending = metrics === null ? '–' : failure === null ? '…' : '–';
      for (const name of COMPARISON_NAMES)
        cells.comparisons[name].show(
          comparisons === null ? { mean: pending, range: '' } : spread(changes(name), words),
        );
    }
  }
}

/** Mean, and lowest and highest where there are several; "same" where there is no such set but the selection itself. */
function spread(changes: readonly number[], { change, withUnit }: Words): Spread {
  if (changes.length === 0) return { mean: l10n.t('same'), range: '' };
  const mean = withUnit(change(changes.reduce((sum, one) => sum + one, 0) / changes.length));
  if (changes.length === 1) return { mean, range: '' };
  const range = l10n.t('({0} to {1})', change(Math.min(...changes)), change(Math.max(...changes)));
  return { mean, range };
}

interface Spread {
  readonly mean: string;
  readonly range: string;
}

/** A cell with a mean and, where there are several, their range. */
class SpreadCell {
  readonly mean = h('span', {}, '–');
  readonly range = h('span', { class: 'range' });
  readonly element = h('td', {}, this.mean, ' ', this.range);

  show({ mean, range }: Spread): void {
    setText(this.mean, mean);
    setText(this.range, range);
  }
}

function emptyCells(): Cells {
  const cell = () => h('td', {}, '–');
  const comparisons = {
    'neurons-shuffled': new SpreadCell(),
    'pixel-means': new SpreadCell(),
    random: new SpreadCell(),
  };
  return { before: cell(), after: cell(), change: cell(), comparisons };
}

function same(some: readonly SurgerySubject[], others: readonly SurgerySubject[]): boolean {
  return some.length === others.length && some.every(({ title }, at) => title === others[at]?.title);
}
