import * as l10n from '@vscode/l10n';
import type { StudyView } from '../../src/model/studyProtocol';
import type { MeanWithInterval } from '../../src/model/sweep';
import { count } from '../../src/text/format';
import { HEADLINE, knownMetrics, metricLabel, metricNumber } from '../../src/text/studyMetrics';
import { type Column, DataTable } from '../ui/dataTable';
import { h, setText } from '../ui/dom';
import type { StudyContext } from './context';
import { seedMeans } from './overSeeds';
import { StripPlot } from './stripPlot';

/** Every metric of a replication, and the seeds of the one that is pointed at. */
export class MetricTableView {
  readonly element: HTMLElement;
  private readonly table: DataTable;
  private readonly strip: StripPlot;
  private readonly name = h('p', { class: 'figure-chosen' });
  private study: StudyView | null = null;
  private chosen = HEADLINE;
  /** What its rows are. */
  private names: readonly string[] = [];

  constructor(context: StudyContext) {
    this.strip = new StripPlot(context);
    this.table = new DataTable({
      say: (words) => context.announcer.say(words),
      point: (row) => this.choose(row),
    });
    this.element = h(
      'section',
      { class: 'section all-figures', 'aria-labelledby': 'all-figures-heading' },
      h('h2', { id: 'all-figures-heading' }, l10n.t('All figures')),
      h('div', { class: 'figure-strip' }, this.name, this.strip.plot.element),
      h('div', { class: 'study-table' }, this.table.element),
    );
  }

  update(study: StudyView): void {
    this.study = study;
    const first = knownMetrics().flatMap(({ name }) => (study.metrics.includes(name) ? [name] : []));
    this.names = [...first, ...study.metrics.filter((name) => !first.includes(name))];
    const means = this.names.map((name) => seedMeans(study, name));
    this.table.show({
      label: l10n.t('All figures over the seeds'),
      noun: [l10n.t('figure'), l10n.t('figures')],
      columns: columnsOf(this.names, means),
      rows: means.length,
    });
    this.showChosen();
  }

  dispose(): void {
    this.table.dispose();
    this.strip.plot.dispose();
  }

  private choose(row: number): void {
    const metric = this.names[row];
    if (metric === undefined || metric === this.chosen) return;
    this.chosen = metric;
    this.showChosen();
  }

  private showChosen(): void {
    if (this.study === null) return;
    setText(this.name, this.chosen);
    this.strip.update(this.study, this.chosen, null);
  }
}

function columnsOf(metrics: readonly string[], means: readonly MeanWithInterval[]): Column[] {
  const at = (row: number) => means[row] as MeanWithInterval;
  const number = (
    key: string,
    title: string,
    value: (of: MeanWithInterval) => number | null,
    hint?: string,
  ): Column => ({
    key,
    title,
    ...(hint === undefined ? {} : { hint }),
    align: 'end',
    width: Math.max(9, title.length),
    value: (row) => value(at(row)) ?? Number.NaN,
    format: (row) => {
      const shown = value(at(row));
      return shown === null ? '–' : metricNumber(shown);
    },
    filter: 'number',
  });
  return [
    {
      key: 'figure',
      title: l10n.t('figure'),
      align: 'start',
      width: 44,
      value: (row) => row,
      format: (row) => {
        const name = metrics[row] as string;
        const label = metricLabel(name);
        return label === name ? name : `${label} (${name})`;
      },
      filter: 'words',
    },
    { ...number('n', l10n.t('seeds'), ({ n }) => n), width: 6, format: (row) => count(at(row).n) },
    number('mean', l10n.t('mean'), ({ mean }) => mean),
    number('sd', l10n.t('s.d.'), ({ standardDeviation }) => standardDeviation, l10n.t('Over the seeds, with n − 1.')),
    number(
      'low',
      l10n.t('from'),
      ({ interval }) => interval?.low ?? null,
      l10n.t('Lower end of Student’s 95 % interval for the mean.'),
    ),
    number('high', l10n.t('to'), ({ interval }) => interval?.high ?? null, l10n.t('Its upper end.')),
  ];
}
