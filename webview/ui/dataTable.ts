import * as l10n from '@vscode/l10n';
import { filterWords } from '../../src/text/filterWords';
import { count, countOf } from '../../src/text/format';
import { type CombineMode, modeOf } from './combineMode';
import { button, setEnabled, textEntry } from './controls';
import { h, setText, uniqueId } from './dom';
import type { Column } from './table/column';
import { extension } from './table/extension';
import { sortedRows } from './table/sortRows';
import { parseTableFilter } from './table/tableFilter';
import { type Sorting, TableHead } from './table/tableHead';
import { type Mark, TableRows } from './table/tableRows';
import { type Scrolled, scrollHeight, scrollTo, tableWindow } from './table/tableWindow';

export type { Column } from './table/column';
export type { Mark } from './table/tableRows';

/** What the rows of a table stand for. */
export interface TableTarget {
  /** A row comes under the pointer or the keys; −1: none is. */
  point?(row: number): void;
  open?(row: number): void;
  /** Selects what rows stand for. A table without it has no selection. */
  choose?(rows: readonly number[], mode: CombineMode): void;
  /** One row is pressed, or Enter or Space on it. Of a table of which one row is shown elsewhere, instead of `choose`. */
  pick?(row: number): void;
  mark?(row: number): Mark;
  /** Forgets what is selected. */
  clear?(): void;
  /** Reads out. */
  say(words: string): void;
}

export interface TableContent {
  /** What is in it: "Neurons of layer 1". */
  readonly label: string;
  /** One row, in words of one and of many: "neuron", "neurons". */
  readonly noun: readonly [one: string, many: string];
  readonly columns: readonly Column[];
  readonly rows: number;
}

/** How far Page Up and Page Down go beyond what is seen: one row stays. */
const OVERLAP = 1;

/** Room beside what is written in a column, in digits. */
const PADDING = 3.5;

/**
 * A table of any number of rows: sorted by its headers, filtered by a line of text, walked by keys, only the rows in view
 * in the page. Tab stops: the filter, "Select These", and the grid, of which arrow keys move the active row and, from the
 * first row upwards, reach the headers.
 */
export class DataTable {
  readonly element = h('div', { class: 'data-table' });
  private readonly id = uniqueId();
  private readonly head = new TableHead((column) => this.sortBy(column));
  private readonly rows = new TableRows(this.id);
  private readonly body = h('div', { class: 'table-body', role: 'rowgroup' }, this.rows.element);
  private readonly grid = h(
    'div',
    { class: 'table-grid', role: 'grid', tabindex: '0' },
    h('div', { role: 'rowgroup', class: 'table-heads' }, this.head.element),
    this.body,
  );
  private readonly filter = textEntry({
    label: l10n.t('Filter'),
    placeholder: l10n.t('Filter'),
    onInput: () => this.refilter(),
  });
  private readonly tally = h('span', { class: 'table-tally' });
  private readonly chooseThese = button({
    label: l10n.t('Select These'),
    description: l10n.t('Selects what all shown rows stand for'),
    onPress: () => this.chooseAll(),
  });
  private readonly observer = new ResizeObserver(() => this.measure());
  private content: TableContent = { label: '', noun: [l10n.t('row'), l10n.t('rows')], columns: [], rows: 0 };
  /** Rows in the order they are shown in. */
  private order: Uint32Array = new Uint32Array(0);
  private sorting: Sorting | null = null;
  /** Places in the order; −1 is none. */
  private active = -1;
  private anchor = -1;
  private pointed = -1;
  private rowHeight = 22;
  private due = false;

  constructor(private readonly target: TableTarget) {
    const bar = h('div', { class: 'table-bar' }, this.filter.element, this.tally);
    if (target.choose !== undefined) {
      this.grid.setAttribute('aria-multiselectable', 'true');
      bar.append(this.chooseThese);
    }
    bar.append(this.filter.mistake);
    this.element.append(bar, this.grid);
    this.grid.addEventListener('scroll', () => this.render(), { passive: true });
    this.grid.addEventListener('keydown', (event) => this.key(event));
    this.grid.addEventListener('focusout', () => this.pointAt(-1));
    this.body.addEventListener('pointermove', ({ target: at }) => this.pointAt(this.rows.placeOf(at)));
    this.body.addEventListener('pointerleave', () => this.pointAt(-1));
    this.body.addEventListener('click', (event) => this.click(event));
    this.body.addEventListener('dblclick', ({ target: at }) => this.open(this.rows.placeOf(at)));
    this.observer.observe(this.grid);
  }

  /** Shows other rows; keeps the filter, and the order if the column still exists. Under the same label it is the same table, grown. */
  show(content: TableContent): void {
    const before = this.content;
    this.content = content;
    const { columns, label } = content;
    if (!columns.some(({ key }) => key === this.sorting?.key)) this.sorting = null;
    if (!areSame(columns, before.columns)) this.head.set(columns, this.sorting);
    this.grid.setAttribute('aria-label', label);
    this.grid.setAttribute('aria-colcount', String(columns.length));
    const widths = columns.map(({ width }) => width + PADDING);
    this.grid.style.setProperty('--columns', widths.map((width) => `minmax(0, ${width}fr)`).join(' '));
    this.grid.style.setProperty('--table-width', `${widths.reduce((sum, width) => sum + width, 0)}ch`);
    const names = columns.map(({ key, title }) => (key === title ? key : l10n.t('{0} or {1}', key, title)));
    this.filter.element.title = `${filterWords(`${columns[0]?.key ?? ''}=1`)}\n${l10n.t('Columns: {0}', names.join(', '))}`;
    if (label !== before.label) {
      [this.active, this.anchor] = [-1, -1];
      this.grid.scrollTop = 0;
    }
    this.arrange();
  }

  /** Writes the rows in view anew, once before the next frame: what they say or what is selected has changed. */
  refresh(): void {
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() => {
      this.due = false;
      this.render();
    });
  }

  /** Makes a row the active one and brings it into view, if it is shown. */
  reveal(row: number): void {
    const place = this.order.indexOf(row);
    if (place < 0 || place === this.active) return;
    this.activate(place);
    this.anchor = place;
  }

  dispose(): void {
    this.observer.disconnect();
  }

  private measure(): void {
    this.rowHeight = Math.ceil(Number.parseFloat(getComputedStyle(this.grid).fontSize) * 1.7);
    this.grid.style.setProperty('--row-height', `${this.rowHeight}px`);
    this.render();
  }

  private refilter(): void {
    this.grid.scrollTop = 0;
    this.arrange();
    this.target.say(this.filter.mistake.textContent || `${this.tallyWords()}.`);
  }

  /** Filters and sorts; the active row stays active where it is still shown. */
  private arrange(): void {
    const { columns, rows } = this.content;
    const activeRow = this.order[this.active];
    const { test, mistakes } = parseTableFilter(this.filter.value, columns);
    let order: Uint32Array = Uint32Array.from({ length: rows }, (_, row) => row);
    if (test !== null) order = order.filter(test);
    const column = columns.find(({ key }) => key === this.sorting?.key);
    if (column !== undefined) {
      const keys = new Float64Array(rows);
      for (const row of order) keys[row] = column.value(row);
      order = sortedRows(order, keys, this.sorting?.descending === true);
    }
    this.order = order;
    this.active = activeRow === undefined ? -1 : order.indexOf(activeRow);
    this.anchor = this.active;
    this.pointed = -1;
    this.filter.setMistake(mistakes.join(' '));
    setEnabled(this.chooseThese, order.length > 0);
    setText(this.tally, this.tallyWords());
    this.grid.setAttribute('aria-rowcount', String(order.length + 1));
    this.body.style.height = `${scrollHeight({ rows: order.length, rowHeight: this.rowHeight })}px`;
    this.render();
  }

  private tallyWords(): string {
    const { rows, noun } = this.content;
    const all = countOf(rows, ...noun);
    return this.order.length === rows ? all : l10n.t('{0} of {1}', count(this.order.length), all);
  }

  private sortBy({ key, title }: Column): void {
    const again = this.sorting?.key === key;
    // Ascending, descending, as the rows come.
    this.sorting = again && this.sorting?.descending ? null : { key, descending: again };
    this.head.mark(this.sorting);
    this.grid.scrollTop = 0;
    this.arrange();
    if (this.sorting === null) this.target.say(l10n.t('Not sorted.'));
    else if (this.sorting.descending) this.target.say(l10n.t('Sorted by {0}, descending.', title));
    else this.target.say(l10n.t('Sorted by {0}, ascending.', title));
  }

  private render(): void {
    const { columns } = this.content;
    this.body.style.height = `${scrollHeight({ rows: this.order.length, rowHeight: this.rowHeight })}px`;
    const shown = tableWindow(this.scrolled());
    const mark = this.target.mark?.bind(this.target) ?? null;
    this.rows.show({ ...shown, rows: this.order, columns, active: this.active, pointed: this.pointed, mark });
    if (this.active >= shown.first && this.active < shown.end)
      this.grid.setAttribute('aria-activedescendant', this.rows.idOf(this.active));
    else this.grid.removeAttribute('aria-activedescendant');
  }

  private scrolled(): Scrolled {
    const viewport = Math.max(0, this.grid.clientHeight - this.head.element.offsetHeight);
    return { scrollTop: this.grid.scrollTop, viewport, rowHeight: this.rowHeight, rows: this.order.length };
  }

  private pointAt(place: number): void {
    if (place === this.pointed) return;
    this.pointed = place;
    this.render();
    this.target.point?.(this.order[place] ?? -1);
  }

  private activate(place: number): void {
    this.active = place;
    this.grid.scrollTop = scrollTo(place, this.scrolled());
    this.render();
  }

  private click(event: MouseEvent): void {
    const place = this.rows.placeOf(event.target);
    if (place < 0) return;
    this.anchor = place;
    this.activate(place);
    // The second click of a double click opens; it is not to select once more.
    if (event.detail >= 2) return;
    this.choose(place, place, modeOf(event));
    this.pick(place);
  }

  private pick(place: number): void {
    const row = this.order[place];
    if (row !== undefined) this.target.pick?.(row);
  }

  private open(place: number): void {
    const row = this.order[place];
    if (row !== undefined) this.target.open?.(row);
  }

  private choose(from: number, until: number, mode: CombineMode): void {
    const rows = this.order.subarray(Math.min(from, until), Math.max(from, until) + 1);
    if (rows.length > 0) this.target.choose?.([...rows], mode);
  }

  private chooseAll(): void {
    this.choose(0, this.order.length - 1, 'replace');
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey) return;
    const handled = this.head.focused >= 0 ? this.headKey(event) : this.rowKey(event);
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private headKey({ key }: KeyboardEvent): boolean {
    const { focused, columnAt } = this.head;
    if (key === 'ArrowLeft' || key === 'ArrowRight') this.head.focus(focused + (key === 'ArrowRight' ? 1 : -1));
    else if (key === 'Home' || key === 'End') this.head.focus(key === 'Home' ? 0 : this.content.columns.length - 1);
    else if (key === 'ArrowDown' || key === 'Escape') this.toRow(0);
    else if ((key === 'Enter' || key === ' ') && columnAt !== undefined) this.sortBy(columnAt);
    else return false;
    return true;
  }

  private rowKey({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const command = ctrlKey || metaKey;
    if (key === 'a' && command) this.chooseAll();
    else if (key === 'ArrowUp' && !shiftKey && this.active <= 0) this.head.focus(0);
    else if ((key === 'Enter' || key === ' ') && this.target.pick !== undefined) this.pick(this.active);
    else if (key === 'Enter') this.open(this.active);
    else if (key === ' ') this.toggle();
    else if (key === 'Escape') this.target.clear?.();
    else {
      const to = this.destination(key);
      if (to === null) return false;
      if (shiftKey) this.extend(to);
      else this.toRow(to);
    }
    return true;
  }

  /** The place a key leads to. */
  private destination(key: string): number | null {
    const last = this.order.length - 1;
    const { viewport, rowHeight } = this.scrolled();
    const page = Math.max(1, Math.floor(viewport / rowHeight) - OVERLAP);
    const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page, Home: -Infinity, End: Infinity }[key];
    if (by === undefined || last < 0) return null;
    return this.active < 0 && by === 1 ? 0 : Math.max(0, Math.min(last, this.active + by));
  }

  private toRow(place: number): void {
    this.grid.focus({ preventScroll: true });
    if (this.order.length === 0) return;
    this.anchor = place;
    this.activate(place);
    this.pointAt(place);
  }

  /** Takes rows in up to a place, counted from where the extending began; on the way back lets go of them again. */
  private extend(to: number): void {
    const from = Math.max(0, this.active);
    if (this.anchor < 0) this.anchor = from;
    const { add, subtract } = extension(this.anchor, from, to);
    this.activate(to);
    this.pointAt(to);
    if (subtract !== null) this.choose(...subtract, 'subtract');
    if (add !== null) this.choose(...add, 'add');
  }

  private toggle(): void {
    const row = this.order[this.active];
    if (row === undefined) return;
    this.anchor = this.active;
    this.choose(this.active, this.active, this.target.mark?.(row) === 'all' ? 'subtract' : 'add');
  }
}

function areSame(some: readonly Column[], others: readonly Column[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ title, hint }, at) => title === others[at]?.title && hint === others[at]?.hint)
  );
}
