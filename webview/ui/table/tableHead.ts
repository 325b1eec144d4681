import { h } from '../dom';
import { hint } from '../hint';
import type { Column } from './column';

/** By which column a table is sorted, and which way; null: as its rows come. */
export interface Sorting {
  readonly key: string;
  readonly descending: boolean;
}

/** The row of headers. Each can be focused by the table's own keys and is no tab stop. */
export class TableHead {
  readonly element = h('div', { class: 'table-head', role: 'row', 'aria-rowindex': '1' });
  private headers: HTMLElement[] = [];
  private columns: readonly Column[] = [];

  constructor(private readonly onSort: (column: Column) => void) {}

  set(columns: readonly Column[], sorting: Sorting | null): void {
    this.columns = columns;
    this.headers = columns.map((column, index) => {
      const title = h('span', { class: 'table-title' }, column.title);
      const header = h(
        'div',
        {
          class: `table-cell ${column.align}`,
          role: 'columnheader',
          tabindex: '-1',
          'aria-colindex': String(index + 1),
        },
        title,
        h('span', { class: 'table-arrow', 'aria-hidden': 'true' }),
      );
      if (column.hint !== undefined) hint(header, column.hint, title);
      header.addEventListener('click', () => this.onSort(column));
      return header;
    });
    this.element.replaceChildren(...this.headers);
    this.mark(sorting);
  }

  mark(sorting: Sorting | null): void {
    for (const [index, header] of this.headers.entries()) {
      const sorted = this.columns[index]?.key === sorting?.key;
      header.setAttribute('aria-sort', !sorted ? 'none' : sorting?.descending ? 'descending' : 'ascending');
    }
  }

  /** Moves focus to a header. @returns false where there is none */
  focus(index: number): boolean {
    const header = this.headers[index];
    header?.focus();
    return header !== undefined;
  }

  /** The header with the focus, or −1. */
  get focused(): number {
    return this.headers.indexOf(document.activeElement as HTMLElement);
  }

  get columnAt(): Column | undefined {
    return this.columns[this.focused];
  }
}
