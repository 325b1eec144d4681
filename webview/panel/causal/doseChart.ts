import * as l10n from '@vscode/l10n';
import type { LineSeriesOption } from 'echarts/charts';
import type { CausalIntervention, CausalOutcome, CausalRanking } from '../../../src/model/causal';
import { rankingLabel, rankingTitle } from '../../../src/text/causal';
import { decimal } from '../../../src/text/format';
import { tickLabel } from '../../charts/axes';
import { Chart, type Size } from '../../charts/chart';
import type { ChartOption } from '../../charts/chartOption';
import type { Exportable } from '../../charts/export/exportable';
import { spread } from '../../charts/spread';
import type { Theme } from '../../theme';
import { type DoseScale, doseAt, doseScale } from './doseScale';

/** Room for ticks; at the right there is as much as the names of the lines take. */
const MARGIN = { left: 42, top: 8, bottom: 20 } as const;

/** From the end of a line to its name, which a hairline crosses. */
const LEADER = 12;

/** Mean width of a letter, in heights of the font. */
const LETTER = 0.54;

/** Most of the width that names may take. */
const MOST_FOR_NAMES = 0.45;

/** How near the pointer must be to a line, in CSS pixels. */
const REACH = 14;

/** What a dose chart shows. */
export interface DoseView {
  readonly intervention: CausalIntervention;
  /** Shares of the ranked weights, in per cent. */
  readonly doses: readonly number[];
  /** The ranking that stands out besides x; null where none does. */
  readonly emphasised: string | null;
}

/** One outcome for one group by dose: a line a ranking, x and the emphasised one standing out, a band for what varies. */
export class DoseChart {
  private readonly chart: Chart;
  private view: DoseView | null = null;

  /** @param onPoint called with the ranking whose line the pointer is at; null: none */
  constructor(
    private readonly outcome: CausalOutcome,
    private readonly group: 'a' | 'b',
    private theme: Theme,
    onPoint: (ranking: string | null) => void,
  ) {
    this.chart = new Chart(`dose-chart dose-${outcome}-${group}`, theme, {
      option: (size, now) => this.option(size, now),
      overlay: (canvas, size, now) => this.label(canvas, size, now),
    });
    this.chart.element.setAttribute('role', 'img');
    this.chart.element.addEventListener('pointermove', ({ clientX, clientY }) => {
      const { left, top } = this.chart.element.getBoundingClientRect();
      onPoint(this.find(clientX - left, clientY - top));
    });
    this.chart.element.addEventListener('pointerleave', () => onPoint(null));
  }

  get element(): HTMLElement {
    return this.chart.element;
  }

  /** @param title what it shows, in words */
  update(view: DoseView | null, title: string): void {
    this.view = view;
    this.chart.element.setAttribute('aria-label', view === null ? title : this.summary(view, title));
    this.chart.redraw();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.chart.setTheme(theme);
  }

  exportable(title: string, axes: { readonly x: string; readonly y: string }, caption: string): Exportable {
    const words = { plot: 'causal', title, axes, caption } as const;
    return this.chart.exportable(words, (size, theme) => this.ends(size, theme));
  }

  dispose(): void {
    this.chart.dispose();
  }

  private curveOf({ curves }: CausalRanking) {
    return curves[this.group][this.outcome];
  }

  private summary({ intervention, doses }: DoseView, title: string): string {
    const last = doses.at(-1) ?? 0;
    const ends = intervention.rankings.map(
      (ranking) => `${rankingTitle(ranking.ranking)} ${decimal(this.curveOf(ranking).at(-1)?.mean ?? null)}`,
    );
    const unchanged = decimal(intervention.unchanged[this.group][this.outcome]);
    return l10n.t(
      '{0}: {1} unchanged; with {2} % of the weights changed: {3}.',
      title,
      unchanged,
      last,
      ends.join(', '),
    );
  }

  private scale({ width, height }: Size, { intervention, doses }: DoseView, theme: Theme): DoseScale {
    // The same for A and B, so that they can be compared.
    const values = (['a', 'b'] as const).flatMap((group) => [
      intervention.unchanged[group][this.outcome],
      ...intervention.rankings.flatMap(({ curves }) =>
        curves[group][this.outcome].flatMap(({ low, high }) => [low, high]),
      ),
    ]);
    const { left, top, bottom } = MARGIN;
    const letters = Math.max(...intervention.rankings.map(({ ranking }) => rankingLabel(ranking).length));
    const right = Math.min(LEADER + letters * LETTER * fontSizeOf(theme), MOST_FOR_NAMES * width);
    return doseScale({ left, top, width: width - left - right, height: height - top - bottom }, doses.length, values);
  }

  private option(size: Size, theme: Theme): ChartOption {
    const { view } = this;
    if (view === null) return { series: [] };
    const { rectangle, low, high } = this.scale(size, view, theme);
    const labels = tickLabel(theme);
    const hairline = { lineStyle: { color: theme.line } };
    const unchanged = view.intervention.unchanged[this.group][this.outcome];
    return {
      grid: { ...rectangle, outerBoundsMode: 'none' },
      xAxis: {
        type: 'category',
        data: view.doses.map((dose) => `${dose} %`),
        boundaryGap: false,
        axisLine: { show: true, onZero: false, ...hairline },
        axisTick: { show: true, length: 3, ...hairline },
        axisLabel: { ...labels, margin: 5, hideOverlap: true, alignMinLabel: 'left' },
      },
      yAxis: {
        type: 'value',
        min: low,
        max: high,
        splitNumber: 3,
        splitLine: { show: true, lineStyle: { color: theme.line, opacity: theme.highContrast ? 0.35 : 0.3 } },
        axisLine: { show: false },
        axisTick: { show: false },
        // The ends are seldom round.
        axisLabel: {
          ...labels,
          showMinLabel: false,
          showMaxLabel: false,
          formatter: (value: number) => String(Number(value.toFixed(3))).replace('-', '\u2212'),
        },
      },
      series: [
        line(
          'unchanged',
          view.doses.map(() => unchanged),
          { color: theme.subtle, width: 1, type: 'dotted' },
        ),
        ...view.intervention.rankings.flatMap((ranking) => this.seriesOf(ranking, view, theme)),
      ],
    };
  }

  private seriesOf(ranking: CausalRanking, { emphasised }: DoseView, theme: Theme) {
    const curve = this.curveOf(ranking);
    const name = ranking.ranking;
    const stands = name === 'x' || name === emphasised;
    const color = strokeOf(name, emphasised, theme);
    const width = name === 'x' ? 2 : stands ? 2 : 1;
    const mean = line(
      name,
      curve.map(({ mean }) => mean),
      { color, width, type: 'solid', opacity: stands || name === 'random' ? 1 : 0.45 },
      stands ? 6 : 4,
    );
    const varies = curve.some(({ low, high }) => high > low);
    if (!varies || !(stands || name === 'random')) return [mean];
    return [...band(name, curve, color), mean];
  }

  /** The line nearest to a place within reach, or the one whose name is there; null where there is none. */
  private find(x: number, y: number): string | null {
    const { view, theme } = this;
    if (view === null) return null;
    const { clientWidth: width, clientHeight: height } = this.chart.element;
    const scale = this.scale({ width, height }, view, theme);
    if (x > scale.rectangle.left + scale.rectangle.width + LEADER / 2) {
      const names = this.ends({ width, height }, theme);
      return names.find((name) => Math.abs(name.y - y) <= gapOf(theme) / 2)?.ranking ?? null;
    }
    let nearest: string | null = null;
    let least: number = REACH;
    for (const ranking of view.intervention.rankings) {
      const at = doseAt(
        scale,
        this.curveOf(ranking).map(({ mean }) => mean),
        x,
      );
      const distance = at === null ? Number.POSITIVE_INFINITY : Math.abs(at - y);
      if (distance >= least) continue;
      nearest = ranking.ranking;
      least = distance;
    }
    return nearest;
  }

  private label(canvas: CanvasRenderingContext2D, size: Size, theme: Theme): void {
    canvas.textBaseline = 'middle';
    canvas.lineWidth = 0.75;
    for (const { text, x, y, colour, fontSize, from } of this.ends(size, theme)) {
      canvas.strokeStyle = colour;
      canvas.beginPath();
      canvas.moveTo(from.x, from.y);
      canvas.lineTo(x - 2, y);
      canvas.stroke();
      canvas.font = `${fontSize}px ${theme.fontFamily}`;
      canvas.fillStyle = colour;
      canvas.fillText(text, x, y);
    }
  }

  /** The name of every line beside its end, moved apart so that all can be read; those that stand out lie on top. */
  private ends(size: Size, theme: Theme) {
    const { view } = this;
    if (view === null) return [];
    const { emphasised, intervention } = view;
    const { rectangle, low, high } = this.scale(size, view, theme);
    const { left, top, width, height } = rectangle;
    const fontSize = fontSizeOf(theme);
    const endOf = (ranking: CausalRanking) =>
      top + height * (1 - ((this.curveOf(ranking).at(-1)?.mean ?? low) - low) / (high - low));
    const ends = intervention.rankings.map(endOf);
    const gap = gapOf(theme);
    const places = spread(ends, gap, top, top + Math.max(height, (ends.length - 1) * gap));
    const labels = intervention.rankings.map(({ ranking }, index) => ({
      ranking,
      text: rankingLabel(ranking),
      x: left + width + LEADER,
      y: places[index] as number,
      colour: strokeOf(ranking, emphasised, theme),
      fontSize,
      from: { x: left + width, y: ends[index] as number },
    }));
    return labels.toSorted((one, other) => standing(one.ranking, emphasised) - standing(other.ranking, emphasised));
  }
}

/** Small enough that a dozen names have their places. */
function fontSizeOf(theme: Theme): number {
  return theme.fontSize - 3;
}

/** Least distance of two names. */
function gapOf(theme: Theme): number {
  return fontSizeOf(theme) + 1;
}

/** How much a ranking stands out. */
function standing(ranking: string, emphasised: string | null): number {
  if (ranking === emphasised) return 2;
  return ranking === 'x' ? 1 : 0;
}

function strokeOf(ranking: string, emphasised: string | null, theme: Theme): string {
  if (ranking === emphasised) return theme.accent;
  return ranking === 'x' ? theme.foreground : theme.subtle;
}

function line(
  id: string,
  data: readonly number[],
  lineStyle: NonNullable<LineSeriesOption['lineStyle']>,
  z = 3,
): LineSeriesOption {
  return { id, type: 'line', data: [...data], showSymbol: false, silent: true, clip: true, z, lineStyle };
}

/** From the least to the most: what lies under it is stacked unseen. */
function band(
  name: string,
  curve: readonly { readonly low: number; readonly high: number }[],
  color: string,
): LineSeriesOption[] {
  const stacked = {
    type: 'line',
    stack: `band-${name}`,
    stackStrategy: 'all',
    showSymbol: false,
    silent: true,
    z: 2,
    lineStyle: { opacity: 0 },
  } as const;
  const heights = curve.map(({ low, high }) => high - low);
  return [
    { ...stacked, id: `low-${name}`, data: curve.map(({ low }) => low) },
    { ...stacked, id: `high-${name}`, data: heights, areaStyle: { color, opacity: 0.22 } },
  ];
}
