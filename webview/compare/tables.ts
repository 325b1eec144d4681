import * as l10n from '@vscode/l10n';
import type { ComparisonView } from '../../src/model/compareProtocol';
import { DIFFERENCE, HEADLINE, knownMetrics, metricLabel, metricNumber, SHUFFLED } from '../../src/text/studyMetrics';
import { h } from '../ui/dom';

/** In what the configs differ. */
export function settingsTable({ runs, settings }: ComparisonView): HTMLElement {
  if (settings.length === 0)
    return h('p', { class: 'caption' }, l10n.t('The configs are the same: so must be all figures, to the last digit.'));
  const rows = settings.map(({ key, values }) =>
    row(
      h('code', {}, key),
      values.map((value) => value || '–'),
    ),
  );
  return tableOf(l10n.t('Keys of the config that differ'), [l10n.t('key'), ...numbered(runs)], rows);
}

/** The metrics of each run, beside them what they are to be held against, and each run's difference to the first. */
export function metricsTable(comparison: ComparisonView, names: readonly string[]): HTMLElement {
  const { runs } = comparison;
  const rows = names.flatMap((name) => {
    const values = valuesOf(comparison, name);
    if (values.every(Number.isNaN)) return [];
    const differences = values.slice(1).map((value) => value - (values[0] as number));
    const words = [...values, ...differences].map((value) => (Number.isNaN(value) ? '–' : metricNumber(value)));
    const meaning = knownMetrics().find((one) => one.name === name)?.meaning;
    return [row(h('span', meaning === undefined ? {} : { title: meaning }, metricLabel(name)), words)];
  });
  const heads = runs.slice(1).map((_, index) => l10n.t('{0} − 1', index + 2));
  return tableOf(l10n.t('Figures'), [l10n.t('figure'), ...numbered(runs), ...heads], rows);
}

/** Those that are known first, each with its null below it. */
export function shownFirst(): string[] {
  return knownMetrics().map(({ name }) => name);
}

export function allOthers({ metrics }: ComparisonView): string[] {
  const first = new Set(shownFirst());
  return metrics.map(({ name }) => name).filter((name) => !first.has(name));
}

function valuesOf({ metrics, runs }: ComparisonView, name: string): number[] {
  const of = (wanted: string) => metrics.find((one) => one.name === wanted)?.values;
  if (name === DIFFERENCE) {
    const [whole, left] = [of(HEADLINE), of(SHUFFLED)];
    return runs.map((_, index) => (whole?.[index] ?? Number.NaN) - (left?.[index] ?? Number.NaN));
  }
  return runs.map((_, index) => of(name)?.[index] ?? Number.NaN);
}

function numbered(runs: ComparisonView['runs']): string[] {
  return runs.map((_, index) => l10n.t('run {0}', index + 1));
}

function row(head: Node, cells: readonly string[]): HTMLElement {
  return h('tr', {}, h('th', { scope: 'row' }, head), ...cells.map((cell) => h('td', {}, cell)));
}

function tableOf(label: string, heads: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const head = h('thead', {}, h('tr', {}, ...heads.map((text) => h('th', { scope: 'col' }, text))));
  const table = h('table', { 'aria-label': label }, head, h('tbody', {}, ...rows));
  // Wider than a narrow column, it scrolls, by keys as well.
  return h('div', { class: 'compared-table', tabindex: '0', role: 'region', 'aria-label': label }, table);
}
