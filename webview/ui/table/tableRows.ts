import { h, setText } from '../dom';
import type { Column } from './column';
import type { TableWindow } from './tableWindow';

/** How much of what a row stands for is selected. */
export type Mark = 'none' | 'part' | 'all';

export interface ShownRows extends TableWindow {
  /** Rows by their places in the table. */
  readonly rows: Uint32Array;
  readonly columns: readonly Column[];
  /** Places; −1 is none. */
  readonly active: number;
  readonly pointed: number;
  /** Null where rows cannot be selected. */
  readonly mark: ((row: number) => Mark) | null;
}

/** The rows of a table that are in view; elements are used again when others come into view. */
export class TableRows {
  readonly element = h('div', { class: 'table-rows' });
  private readonly pool: HTMLElement[] = [];
  private columns: readonly Column[] = [];
  private first = 0;

  constructor(private readonly id: string) {}

  show({ first, end, top, rows, columns, active, pointed, mark }: ShownRows): void {
    if (columns !== this.columns) {
      this.columns = columns;
      this.pool.length = 0;
    }
    this.first = first;
    const shown = end - first;
    while (this.pool.length < shown) this.pool.push(newRow(columns));
    for (let at = 0; at < shown; at++) {
      const place = first + at;
      const row = rows[place] as number;
      const element = this.pool[at] as HTMLElement;
      element.id = this.idOf(place);
      element.setAttribute('aria-rowindex', String(place + 2));
      element.classList.toggle('active', place === active);
      element.classList.toggle('pointed', place === pointed);
      for (const [index, column] of columns.entries()) setText(element.children[index] as Element, column.format(row));
      if (mark !== null) markRow(element, mark(row));
    }
    if (this.element.childElementCount !== shown || this.element.firstChild !== (this.pool[0] ?? null))
      this.element.replaceChildren(...this.pool.slice(0, shown));
    this.element.style.transform = `translateY(${top}px)`;
  }

  idOf(place: number): string {
    return `${this.id}-${place}`;
  }

  /** The place of the row that an element belongs to, or −1. */
  placeOf(target: EventTarget | null): number {
    const row = target instanceof Element ? target.closest<HTMLElement>('[role=row]') : null;
    const at = row === null ? -1 : this.pool.indexOf(row);
    return at < 0 ? -1 : this.first + at;
  }
}

function newRow(columns: readonly Column[]): HTMLElement {
  const cells = columns.map(({ align }, index) =>
    h('div', { class: `table-cell ${align}`, role: 'gridcell', 'aria-colindex': String(index + 1) }),
  );
  return h('div', { class: 'table-row', role: 'row' }, ...cells);
}

/** By a shape as well as by colour: a whole bar at its edge for all, half of one for a part. */
function markRow(element: HTMLElement, mark: Mark): void {
  element.setAttribute('aria-selected', String(mark === 'all'));
  element.classList.toggle('selected', mark === 'all');
  element.classList.toggle('partly', mark === 'part');
}
