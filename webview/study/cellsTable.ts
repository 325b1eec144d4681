import * as l10n from '@vscode/l10n';
import type { AxisView, CellView, StudyView } from '../../src/model/studyProtocol';
import { knownMetricsOf, metricLabel, metricNumber, metricReader } from '../../src/text/studyMetrics';
import { type Column, DataTable } from '../ui/dataTable';
import { h } from '../ui/dom';
import type { StudyContext } from './context';
import { valueNumbers } from './grid';

/** Every cell of a sweep in one table: its values, how it ended, what must be read first; Enter opens its run. */
export class CellsTable {
  readonly element: HTMLElement;
  private readonly table: DataTable;

  constructor(private readonly context: StudyContext) {
    const { store, host, announcer } = context;
    this.table = new DataTable({
      say: (words) => announcer.say(words),
      point: (row) => store.point(row < 0 ? null : row + 1, false),
      open: (row) => {
        const cell = row + 1;
        if (store.study?.there.some((one) => one.cell === cell)) host.post({ type: 'openCell', cell });
        else announcer.say(l10n.t('This cell has not been run yet.'));
      },
    });
    this.element = h(
      'section',
      { class: 'section all-cells', 'aria-labelledby': 'all-cells-heading' },
      h(
        'div',
        { class: 'section-head' },
        h('h2', { id: 'all-cells-heading' }, l10n.t('All cells')),
        h(
          'span',
          { class: 'aside' },
          l10n.t('A double click or Enter opens a cell’s run; cells.csv has every figure.'),
        ),
      ),
      h('div', { class: 'study-table' }, this.table.element),
    );
  }

  update(study: StudyView): void {
    this.table.show({
      label: l10n.t('All cells'),
      noun: [l10n.t('cell'), l10n.t('cells')],
      columns: columnsOf(study, this.context.store.view.figure),
      rows: study.cells,
    });
  }

  dispose(): void {
    this.table.dispose();
  }
}

function columnsOf(study: StudyView, metric: string): Column[] {
  const { axes, there } = study;
  const found = new Map(there.map((cell) => [cell.cell - 1, cell]));
  const known = knownMetricsOf(study);
  const names = [...new Set([metric, ...known.map(({ name }) => name)])];
  return [
    {
      key: 'cell',
      title: l10n.t('cell'),
      align: 'end',
      width: 5,
      value: (row) => row + 1,
      format: (row) => String(row + 1),
      filter: 'number',
    },
    ...axes.map((axis, index) => axisColumn(axes, axis, index)),
    statusColumn(found),
    ...names.map((name, index): Column => {
      const read = metricReader(study, name);
      const value = (row: number) => {
        const cell = found.get(row);
        return cell === undefined ? Number.NaN : read(cell);
      };
      const label = metricLabel(name);
      return {
        key: keyOf(name, index),
        title: label,
        hint: known.find((one) => one.name === name)?.meaning ?? name,
        align: 'end',
        width: Math.max(9, Math.min(24, label.length)),
        value,
        format: (row) => (Number.isFinite(value(row)) ? metricNumber(value(row)) : '–'),
        filter: 'number',
      };
    }),
  ];
}

/** What a filter calls a metric: the names that tables of parameters use are short, too. */
function keyOf(name: string, index: number): string {
  return name.toLowerCase().replace(/[^a-z0-9.]+/g, '') || `figure${index}`;
}

function axisColumn(axes: readonly AxisView[], { key, labels }: AxisView, index: number): Column {
  const at = (row: number) => valueNumbers(axes, row + 1)[index] as number;
  const numbers = labels.map(Number);
  const numeric = numbers.every((value) => Number.isFinite(value));
  return {
    key: key.toLowerCase(),
    title: key,
    align: numeric ? 'end' : 'start',
    width: Math.max(key.length, ...labels.map(({ length }) => Math.min(length, 24))),
    // What is no number is sorted as it is listed.
    value: (row) => (numeric ? (numbers[at(row)] as number) : at(row)),
    format: (row) => labels[at(row)] ?? '',
    filter: 'words',
  };
}

function statusColumn(found: ReadonlyMap<number, CellView>): Column {
  const rank = { done: 1, diverged: 2 } as const;
  const words = { done: l10n.t('done'), diverged: l10n.t('diverged') } as const;
  return {
    key: 'status',
    title: l10n.t('status'),
    align: 'start',
    width: 9,
    value: (row) => rank[found.get(row)?.status ?? 'done'] * (found.has(row) ? 1 : 0),
    format: (row) => {
      const status = found.get(row)?.status;
      return status === undefined ? l10n.t('waiting') : words[status];
    },
    filter: 'words',
  };
}
