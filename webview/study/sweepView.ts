import * as l10n from '@vscode/l10n';
import type { CellView, StudyView } from '../../src/model/studyProtocol';
import { failedCells } from '../../src/text/failedTraining';
import { metricLabel, metricReader } from '../../src/text/studyMetrics';
import { divergedSentence, extremesSentence, failedSentence } from '../../src/text/studySentences';
import { h, setText } from '../ui/dom';
import { CellReadout } from './cellReadout';
import { CellsTable } from './cellsTable';
import type { StudyBody, StudyContext } from './context';
import { DetectionTable } from './detectionTable';
import { cellWords, type Group, groupsOf, type Layout, layoutOf, valueWords } from './grid';
import { LinePlot, meanOf, type PlottedRow } from './linePlot';
import { MatchedTable } from './matchedTable';
import { niceRange } from './scale';
import { besideOf, isFromZero, SweepControls } from './sweepControls';

/** A sweep: one plot for each value down, in each the values across; behind them all cells in one table. */
export class SweepView implements StudyBody {
  readonly element = h('div', { class: 'sweep' });
  private readonly controls: SweepControls;
  private readonly plots = h('div', { class: 'line-plots' });
  /** The legend of marks that are not always shown. */
  private readonly legend: Readonly<Record<'null' | 'failed' | 'diverged' | 'undefined' | 'waiting', HTMLElement>>;
  private readonly readout: CellReadout;
  private readonly matched = new MatchedTable();
  private readonly detection = new DetectionTable();
  private readonly table: CellsTable;
  private shown: { readonly title: HTMLElement; readonly element: HTMLElement; readonly plot: LinePlot }[] = [];

  constructor(private readonly context: StudyContext) {
    this.controls = new SweepControls(context.store);
    this.readout = new CellReadout(
      context,
      l10n.t('Each dot is a cell. Point at one to read it; a click or Enter opens its run.'),
    );
    this.table = new CellsTable(context);
    this.legend = {
      null: item(l10n.t('its null: neurons shuffled, mean'), 'null'),
      failed: item(`× ${l10n.t('training failed: at chance')}`),
      diverged: item(`× ${l10n.t('diverged')}`),
      undefined: item(`○ ${l10n.t('not defined')}`),
      waiting: item(`· ${l10n.t('not run yet')}`),
    };
    const legend = h('p', { class: 'study-legend' }, item(l10n.t('mean'), 'mean'), ...Object.values(this.legend));
    this.element.append(
      this.controls.element,
      this.plots,
      legend,
      this.readout.element,
      this.matched.element,
      this.detection.element,
      this.table.element,
    );
  }

  sentences(study: StudyView): string[] {
    const layout = layoutOf(study.axes, this.context.store.view);
    const { figure: metric } = this.context.store.view;
    const said = [...extremes(study, layout, metric)];
    const diverged = study.there.filter(({ status }) => status === 'diverged').map(({ cell }) => cell);
    if (diverged.length > 0) {
      const words = diverged.toSorted((one, other) => one - other).map((cell) => cellWords(study.axes, cell));
      said.push(divergedSentence(words, study.there.length));
    }
    const failed = failedCells(study).toSorted((one, other) => one - other);
    if (failed.length > 0) {
      const words = failed.map((cell) => cellWords(study.axes, cell));
      said.push(failedSentence(words, study.there.length));
    }
    return said;
  }

  update(study: StudyView): void {
    const { view } = this.context.store;
    const { figure: metric } = view;
    const layout = layoutOf(study.axes, view);
    this.controls.update(study, layout);
    const groups = groupsOf(study, layout);
    const beside = besideOf(study, metric);
    const numbers = [metric, ...(beside === null ? [] : [beside])].flatMap((name) =>
      groups.flatMap(({ there }) => there.map(metricReader(study, name))),
    );
    const range = niceRange(numbers, isFromZero(metric));
    const labels = layout.down?.labels ?? [''];
    this.makePlots(labels.length);
    for (const [down, { title, plot }] of this.shown.entries()) {
      const words = layout.down === null ? '' : valueWords(layout.down, down);
      setText(title, words);
      title.hidden = words === '';
      const row: PlottedRow = {
        study,
        title: words,
        across: layout.across,
        groups: groups.filter((group) => group.down === down),
        figure: metric,
        beside,
        range,
      };
      plot.update(row);
    }
    const read = metricReader(study, metric);
    this.legend.null.hidden = beside === null;
    const failed = new Set(failedCells(study));
    this.legend.failed.hidden = failed.size === 0;
    this.legend.diverged.hidden = !study.there.some(({ status }) => status === 'diverged');
    const isBlank = (cell: CellView) =>
      cell.status === 'done' && !failed.has(cell.cell) && !Number.isFinite(read(cell));
    this.legend.undefined.hidden = !study.there.some(isBlank);
    this.legend.waiting.hidden = study.there.length === study.cells;
    this.readout.update(study);
    this.matched.update(study);
    this.detection.update(study);
    this.table.update(study);
  }

  dispose(): void {
    for (const { plot } of this.shown) plot.plot.dispose();
    this.table.dispose();
  }

  private makePlots(count: number): void {
    if (this.shown.length === count) return;
    for (const { plot } of this.shown) plot.plot.dispose();
    this.shown = Array.from({ length: count }, () => {
      const plot = new LinePlot(this.context);
      const title = h('h2', { class: 'line-title' });
      return { title, plot, element: h('div', { class: 'line-cell' }, title, plot.plot.element) };
    });
    this.plots.replaceChildren(...this.shown.map(({ element }) => element));
    this.plots.classList.toggle('single', count === 1);
  }
}

/** @param mark the mark to draw, where words alone do not show it */
function item(words: string, mark?: 'mean' | 'null'): HTMLElement {
  const marks = mark === undefined ? [] : [h('span', { class: `legend-mark ${mark}`, 'aria-hidden': 'true' })];
  return h('span', { class: 'legend-item' }, ...marks, words);
}

function* extremes(study: StudyView, layout: Layout, metric: string): Generator<string> {
  const beside = besideOf(study, metric);
  const read = metricReader(study, metric);
  const found = groupsOf(study, layout)
    .map((group) => ({ group, mean: meanOf(group.there, read) }))
    .filter(({ mean }) => Number.isFinite(mean))
    .toSorted((one, other) => other.mean - one.mean);
  const [largest, smallest] = [found[0], found.at(-1)];
  if (largest === undefined || smallest === undefined || largest === smallest) return;
  const words = ({ group, mean }: { group: Group; mean: number }) => {
    const left = beside === null ? Number.NaN : meanOf(group.there, metricReader(study, beside));
    return {
      where: whereOf(layout, group),
      mean,
      n: group.there.filter((cell) => Number.isFinite(read(cell))).length,
      beside: Number.isFinite(left) ? left : null,
    };
  };
  yield extremesSentence(metricLabel(metric), words(largest), words(smallest));
}

function whereOf({ across, down }: Layout, group: Group): string {
  const parts = [
    ...(down === null ? [] : [valueWords(down, group.down)]),
    ...(across === null ? [] : [valueWords(across, group.across)]),
  ];
  return parts.join(', ');
}
