import * as l10n from '@vscode/l10n';
import type { StudyView } from '../../src/model/studyProtocol';
import { failedCells } from '../../src/text/failedTraining';
import { count } from '../../src/text/format';
import { reliabilitySentences } from '../../src/text/reliability';
import {
  DIFFERENCE,
  GROUPS,
  HEADLINE,
  type KnownMetric,
  knownMetricsOf,
  metricNumber,
  metricReader,
  SHUFFLED,
} from '../../src/text/studyMetrics';
import { divergedSentence, failedSentence, nullSentence, publishedSentence } from '../../src/text/studySentences';
import { h, setText } from '../ui/dom';
import { hint } from '../ui/hint';
import { CellReadout } from './cellReadout';
import type { StudyBody, StudyContext } from './context';
import { cellWords } from './grid';
import { MetricTableView } from './metricTable';
import { seedMeans, seedValues } from './overSeeds';
import { niceRange } from './scale';
import { StripPlot } from './stripPlot';

interface Row {
  readonly figure: KnownMetric;
  readonly element: HTMLElement;
  readonly strip: StripPlot;
  readonly numbers: readonly HTMLElement[];
}

const COLUMNS = [l10n.t('mean'), l10n.t('s.d.'), l10n.t('95 % interval of the mean'), l10n.t('seeds')];

/** One experiment under several seeds: what must be read first as strips of dots, everything else in a table. */
export class ReplicationView implements StudyBody {
  readonly element = h('div', { class: 'replication' });
  private readonly rows: readonly Row[];
  private readonly readout: CellReadout;
  private readonly table: MetricTableView;

  constructor(context: StudyContext, study: StudyView) {
    this.rows = knownMetricsOf(study).map((metric) => rowOf(metric, context));
    this.readout = new CellReadout(
      context,
      l10n.t('Each dot is a seed. Point at one to see it in every row; a click or Enter opens its run.'),
    );
    this.table = new MetricTableView(context);
    const head = h(
      'div',
      { class: 'seed-row seed-head', role: 'row' },
      h('span', { role: 'columnheader' }, l10n.t('figure')),
      h('span', { role: 'columnheader', class: 'seed-strip' }, l10n.t('seeds, interval, the post’s figure')),
      ...COLUMNS.map((title) => h('span', { role: 'columnheader', class: 'seed-number' }, title)),
    );
    const groups = GROUPS.flatMap((group) => {
      const rows = this.rows.filter(({ figure }) => figure.group === group).map(({ element }) => element);
      return rows.length === 0 ? [] : h('div', { class: 'seed-group', role: 'rowgroup' }, ...rows);
    });
    this.element.append(
      h(
        'div',
        { class: 'seed-rows', role: 'table', 'aria-label': l10n.t('Figures over the seeds') },
        h('div', { role: 'rowgroup' }, head),
        ...groups,
      ),
      this.readout.element,
      this.table.element,
    );
  }

  sentences(study: StudyView): string[] {
    const differences = seedValues(study, DIFFERENCE).map(({ value }) => value);
    const said = study.published.map((one) => publishedSentence(one, study.title));
    const headline = seedMeans(study, HEADLINE);
    if (headline.n > 0) {
      const above = differences.filter((value) => value > 0).length;
      said.push(nullSentence(headline, seedMeans(study, SHUFFLED), seedMeans(study, DIFFERENCE), above));
    }
    if (study.orders !== null) said.push(...ofOrders(study, study.orders));
    const diverged = study.there.filter(({ status }) => status === 'diverged').map(({ cell }) => cell);
    if (diverged.length > 0)
      said.push(
        divergedSentence(
          diverged.map((cell) => cellWords(study.axes, cell)),
          study.there.length,
        ),
      );
    const failed = failedCells(study).map((cell) => cellWords(study.axes, cell));
    if (failed.length > 0) said.push(failedSentence(failed, study.there.length));
    return said;
  }

  update(study: StudyView): void {
    const numbers = this.rows
      .filter(({ figure: metric }) => metric.group === 'relation')
      .flatMap(({ figure }) => seedValues(study, figure.name).map(({ value }) => value));
    // One axis for R² and what it is to be read beside.
    const shared = niceRange([...numbers, ...study.published.map(({ value }) => value)], true);
    for (const { figure, strip, numbers: cells } of this.rows) {
      const means = seedMeans(study, figure.name);
      const { n, mean, standardDeviation, interval } = means;
      strip.update(study, figure.name, rangeOf(study, figure, shared));
      const texts = [
        mean === null ? '–' : metricNumber(mean),
        standardDeviation === null ? '–' : metricNumber(standardDeviation),
        interval === null ? '–' : l10n.t('{0} to {1}', metricNumber(interval.low), metricNumber(interval.high)),
        n === study.cells ? count(n) : l10n.t('{0} of {1}', count(n), count(study.cells)),
      ];
      for (const [index, text] of texts.entries()) setText(cells[index] as HTMLElement, text);
    }
    this.readout.update(study);
    this.table.update(study);
  }

  dispose(): void {
    for (const { strip } of this.rows) strip.plot.dispose();
    this.table.dispose();
  }
}

/** What comes again in other orders of the examples, and the seeds of which that cannot be said. */
function ofOrders(study: StudyView, orders: number): string[] {
  const trained = study.there
    .filter(({ status }) => status === 'done')
    .map((cell) => ({
      seed: cellWords(study.axes, cell.cell),
      figureOf: (name: string) => {
        const value = metricReader(study, name)(cell);
        return Number.isNaN(value) ? null : value;
      },
    }));
  return reliabilitySentences(orders, (name) => seedMeans(study, name), trained);
}

function rangeOf(study: StudyView, { name, group }: KnownMetric, shared: { low: number; high: number }) {
  if (group === 'relation') return shared;
  if (group === 'training') return null;
  // What is 0 where there is nothing: 0 belongs on the axis.
  return niceRange(
    seedValues(study, name).map(({ value }) => value),
    true,
  );
}

function rowOf(metric: KnownMetric, context: StudyContext): Row {
  const strip = new StripPlot(context);
  const numbers = COLUMNS.map(() => h('span', { role: 'cell', class: 'seed-number' }, '–'));
  const label = h('span', { class: 'seed-label', role: 'rowheader' });
  const words = h('span', { class: 'seed-words' }, metric.label);
  label.append(words);
  hint(words, metric.meaning);
  const element = h(
    'div',
    { class: `seed-row seed-${metric.group}`, role: 'row' },
    label,
    h('div', { class: 'seed-strip', role: 'cell' }, strip.plot.element),
    ...numbers,
  );
  return { figure: metric, element, strip, numbers };
}
