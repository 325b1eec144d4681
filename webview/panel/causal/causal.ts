import * as l10n from '@vscode/l10n';
import { type CausalIntervention, type CausalOutcome, OUTCOMES } from '../../../src/model/causal';
import { INTERVENTION_NAMES, type InterventionName } from '../../../src/model/interventions';
import { runCaption } from '../../../src/text/caption';
import { interventionWords, selectivityDefinition, verdictSentence } from '../../../src/text/causal';
import { count, countOf } from '../../../src/text/format';
import { groupWords } from '../../../src/text/groupWords';
import type { Exportable } from '../../charts/export/exportable';
import type { Theme } from '../../theme';
import { button, progressBar, select } from '../../ui/controls';
import { h, setText } from '../../ui/dom';
import type { Context, View } from '../context';
import { CausalTable } from './causalTable';
import { DoseChart } from './doseChart';

/** How many seeds may be asked for. */
const SEEDS = [1, 3, 5, 10] as const;

interface Cell {
  readonly outcome: CausalOutcome;
  readonly group: 'a' | 'b';
  readonly chart: DoseChart;
  readonly caption: HTMLElement;
}

/** What changing the weights that x puts first does to A and to B, beside all other rankings: first in words. */
export class CausalTestView implements View {
  readonly element: HTMLElement;
  private readonly verdict = h('p', { class: 'causal-verdict' });
  private readonly fault = h('p', { class: 'causal-fault', role: 'note' });
  private readonly note = h('p', { class: 'caption' });
  private readonly stage = h('span', { class: 'causal-stage' });
  private readonly bar = progressBar(l10n.t('Causal test'));
  private readonly running: HTMLElement;
  private readonly start: HTMLElement;
  private readonly results: HTMLElement;
  private readonly cells: readonly Cell[];
  private readonly table: CausalTable;
  private readonly interventions = select<InterventionName>(l10n.t('What is done to the weights'), (name) => {
    this.intervention = name;
    this.show();
  });
  private readonly seeds = select<number>(l10n.t('Seeds'), (seeds) => {
    this.asked = seeds;
  });
  private intervention: InterventionName = 'reset';
  private asked: number = SEEDS[0];
  /** Ranking under the pointer or the focus, and the one that was pressed. */
  private pointed: string | null = null;
  private pressed: string | null = null;

  constructor(private readonly context: Context) {
    const { host, store, theme } = context;
    this.table = new CausalTable({
      point: (ranking) => this.point(ranking),
      press: (ranking) => {
        this.pressed = this.pressed === ranking ? null : ranking;
        this.show();
      },
    });
    this.cells = (['a', 'b'] as const).flatMap((group) =>
      OUTCOMES.map((outcome): Cell => {
        const chart = new DoseChart(outcome, group, theme, (ranking) => this.point(ranking));
        return { outcome, group, chart, caption: h('figcaption') };
      }),
    );
    this.start = button({
      label: l10n.t('Run Causal Test'),
      onPress: () => host.post({ type: 'runCausalTest', seeds: this.asked }),
    });
    this.seeds.set(
      SEEDS.map((value) => ({
        value,
        label: value === 1 ? l10n.t('this seed') : l10n.t('over {0} seeds', value),
      })),
      this.asked,
    );
    const cancel = button({ label: l10n.t('Cancel'), onPress: () => host.post({ type: 'cancelCausalTest' }) });
    this.running = h('div', { class: 'causal-running' }, this.stage, this.bar.element, cancel);
    this.results = h(
      'div',
      { class: 'causal-results' },
      this.table.element,
      h(
        'div',
        { class: 'dose-charts' },
        ...this.cells.map(({ chart, caption }) => h('figure', {}, caption, chart.element)),
      ),
    );
    this.element = h(
      'div',
      // It scrolls, so the keys must reach it.
      { class: 'causal', tabindex: '0', role: 'region', 'aria-label': l10n.t('Causal test') },
      h('div', { class: 'causal-head' }, this.verdict, this.fault),
      h('div', { class: 'causal-tools' }, this.interventions.element, this.seeds.element, this.start, this.running),
      this.results,
      this.note,
    );
    store.onState(() => this.show());
    store.onCausal(() => this.show());
    this.show();
  }

  setTheme(theme: Theme): void {
    for (const { chart } of this.cells) chart.setTheme(theme);
  }

  exportables(): readonly Exportable[] {
    const { run, causal } = this.context.store;
    if (run === null || causal.result === null) return [];
    return this.cells.map((cell) => {
      const words = this.titleOf(cell, false);
      const axes = { x: l10n.t('share of the weights changed'), y: words };
      return cell.chart.exportable(l10n.t('Causal test: {0}', words), axes, runCaption(run.title));
    });
  }

  dispose(): void {
    for (const { chart } of this.cells) chart.dispose();
  }

  private point(ranking: string | null): void {
    if (ranking === this.pointed) return;
    this.pointed = ranking;
    this.draw();
  }

  private get shown(): CausalIntervention | null {
    const { result } = this.context.store.causal;
    return result?.interventions.find(({ name }) => name === this.intervention) ?? null;
  }

  private show(): void {
    const { result, fault, progress } = this.context.store.causal;
    const { shown } = this;
    this.interventions.set(
      INTERVENTION_NAMES.map((value) => ({ value, label: interventionWords(value) })),
      this.intervention,
    );
    this.interventions.element.classList.toggle('absent', result === null);
    setText(this.verdict, shown === null ? this.introduction() : verdictSentence(shown.judgements));
    this.verdict.classList.toggle('introduction', shown === null);
    setText(this.fault, fault ?? '');
    this.start.classList.toggle('absent', progress !== null);
    this.seeds.element.classList.toggle('absent', progress !== null);
    this.running.classList.toggle('absent', progress === null);
    this.start.textContent = result === null ? l10n.t('Run Causal Test') : l10n.t('Run Again');
    if (progress !== null) {
      setText(this.stage, [progress.stage, progress.detail].filter((part) => part !== '').join(', '));
      this.bar.set(progress.share);
    }
    this.results.classList.toggle('absent', result === null);
    setText(this.note, result === null ? '' : this.explanation());
    const { run } = this.context.store;
    this.table.show(shown, run === null ? '' : selectivityDefinition(this.intervention, groupWords(run.title)));
    this.draw();
  }

  /** What depends on which ranking stands out. */
  private draw(): void {
    const { result } = this.context.store.causal;
    const { shown } = this;
    const emphasised = this.pointed ?? this.pressed;
    this.table.mark(this.pointed, this.pressed);
    for (const cell of this.cells) {
      setText(cell.caption, this.titleOf(cell, false));
      const view = shown === null || result === null ? null : { intervention: shown, doses: result.doses, emphasised };
      cell.chart.update(view, this.titleOf(cell, true));
    }
  }

  private titleOf({ outcome, group }: Cell, whole: boolean): string {
    const { run } = this.context.store;
    const of = run === null ? (group === 'a' ? 'A' : 'B') : groupWords(run.title)[group];
    const words = {
      margin: l10n.t('margin of {0}', of),
      auc: l10n.t('AUC of {0}', of),
      accuracy: l10n.t('accuracy on {0}', of),
    }[outcome];
    return whole ? l10n.t('Causal test: {0} by share of the weights changed', words) : words;
  }

  private introduction(): string {
    const { run } = this.context.store;
    if (run === null) return '';
    const { a, b } = groupWords(run.title);
    return l10n.t(
      'Do the weights that x puts first carry {0} more than {1}? The test changes them, more and more, and asks what is lost on held-out images of either; the same for every other ranking, for random ones, and for two that know nothing of neurons. The result is kept with the run.',
      a,
      b,
    );
  }

  private explanation(): string {
    const { result } = this.context.store.causal;
    if (result === null) return '';
    const { candidates, tensor, draws, seeds } = result;
    const over =
      seeds.length === 1
        ? l10n.t('bands and ranges: the least to the most of {0}', countOf(draws, l10n.t('draw'), l10n.t('draws')))
        : l10n.t('bands and ranges: the least to the most of {0} seeds and {1} draws each', seeds.length, draws);
    return l10n.t(
      '{0} weights of {1} are ranked. Margin: output pre-activation of the true group less the other’s; {2}. Dotted: nothing changed.',
      count(candidates),
      tensor,
      over,
    );
  }
}
