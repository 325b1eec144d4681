import * as l10n from '@vscode/l10n';
import type {
  CompareState,
  ComparisonView,
  FromCompare,
  PersistedComparison,
  ToCompare,
} from '../../src/model/compareProtocol';
import { connectHost, type Host } from '../host';
import { readTheme, watchTheme } from '../theme';
import { button } from '../ui/controls';
import { h } from '../ui/dom';
import { MapRow } from './mapRow';
import { PairPlot } from './pairPlot';
import { allOthers, metricsTable, settingsTable, shownFirst } from './tables';

type CompareHost = Host<FromCompare, ToCompare, PersistedComparison>;

/** The page that holds runs against each other: shows what the host sends. */
export function showComparison(root: HTMLElement): void {
  const host: CompareHost = connectHost<FromCompare, ToCompare, PersistedComparison>();
  const [pair, maps] = [new PairPlot(readTheme()), new MapRow(readTheme())];
  watchTheme((theme) => {
    pair.setTheme(theme);
    maps.setTheme(theme);
  });
  window.addEventListener('pagehide', () => {
    pair.dispose();
    maps.dispose();
  });
  host.onMessage(({ state }) => {
    root.replaceChildren(pageOf(state, host, pair, maps));
    if (state.kind !== 'comparison') return;
    const { runs } = state.comparison;
    host.setState({ version: 1, runIds: runs.map(({ runId }) => runId) });
    pair.update(runs);
    maps.update(runs);
  });
  host.post({ type: 'ready' });
}

function pageOf(state: CompareState, host: CompareHost, pair: PairPlot, maps: MapRow): HTMLElement {
  if (state.kind === 'missing')
    return h(
      'div',
      { class: 'page' },
      h('h1', {}, l10n.t('These runs cannot be compared')),
      h('p', {}, state.reason),
      h('p', {}, l10n.t('Put their folders back, or select others in the Runs view.')),
    );
  const { comparison } = state;
  return h(
    'div',
    { class: 'frame compare' },
    head(comparison, host),
    part('settings', l10n.t('What was set differently'), settingsTable(comparison)),
    part('figures', l10n.t('What came out'), metricsTable(comparison, shownFirst()), details(comparison)),
    h('div', { class: 'compare-plots' }, pair.element, maps.element),
  );
}

function head({ runs }: ComparisonView, host: CompareHost): HTMLElement {
  const diff = button({
    label: l10n.t('Compare Configs'),
    description: l10n.t('The configs side by side in a diff editor'),
    onPress: () => host.post({ type: 'compareConfigs' }),
  });
  const list = runs.map(({ runId, name, words }, index) => {
    const open = button({
      label: l10n.t('Open Run {0}', index + 1),
      description: l10n.t('Opens its panel'),
      onPress: () => host.post({ type: 'openRun', runId }),
    });
    const more = words === name ? [] : [h('span', { class: 'details' }, ` ${words}`)];
    return h('li', {}, h('span', {}, h('strong', {}, `${index + 1} · ${name}`), ...more), open);
  });
  return h(
    'header',
    { class: 'head' },
    h(
      'div',
      { class: 'head-line' },
      h('h1', {}, l10n.t('Comparison of {0} runs', runs.length)),
      h('div', { class: 'actions' }, diff),
    ),
    h('ol', { class: 'compared-runs' }, ...list),
  );
}

function part(name: string, title: string, ...children: readonly HTMLElement[]): HTMLElement {
  const id = `${name}-heading`;
  return h('section', { class: 'section', 'aria-labelledby': id }, h('h2', { id }, title), ...children);
}

function details(comparison: ComparisonView): HTMLElement {
  const names = allOthers(comparison);
  return h(
    'details',
    {},
    h('summary', {}, l10n.t('All {0} other figures', names.length)),
    metricsTable(comparison, names),
  );
}
