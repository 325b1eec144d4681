import * as l10n from '@vscode/l10n';
import type { HistoryPoint, NetworkTraining, RunTitle, TrainingView } from '../../../src/model/runView';
import { runCaption } from '../../../src/text/caption';
import { count, decimal, rounded } from '../../../src/text/format';
import { type GroupWords, groupWords } from '../../../src/text/groupWords';
import { tickLabel } from '../../charts/axes';
import { Chart, type Size } from '../../charts/chart';
import type { ChartOption } from '../../charts/chartOption';
import type { Exportable, PictureLabel } from '../../charts/export/exportable';
import { spread } from '../../charts/spread';
import { diverging } from '../../colours';
import type { Theme } from '../../theme';
import { networkWords } from '../words';
import { logLimits, powersOfTen } from './logLimits';

export type TrainingCurve = 'loss' | 'accuracy';

/** Room for ticks and for the words above; at the right for the names of the forks. */
const MARGIN = { left: 36, top: 20, bottom: 24 } as const;

/** Narrower charts than this have only the class in a fork's place, and no number of examples. */
const NARROW = 240;

/** Losses that span so much are told apart by their logarithms. */
const SPAN = 10;

const WORDS = { loss: l10n.t('Loss'), accuracy: l10n.t('Accuracy') } as const;

/** One measure over the examples trained on: phase 1, and from its end on one line for each fork. */
export class TrainingChart {
  readonly words: string;
  private readonly chart: Chart;
  private training: TrainingView = { networks: [], tallyFrom: 0 };
  private groups: GroupWords = groupWords({ data: '' });
  private caption = '';

  constructor(
    private readonly measure: TrainingCurve,
    theme: Theme,
  ) {
    this.words = WORDS[measure];
    this.chart = new Chart(`training-chart ${measure}`, theme, {
      option: (size, now) => this.option(size, now),
      overlay: (canvas, size, now) => this.label(canvas, size, now),
    });
    this.chart.element.setAttribute('role', 'img');
  }

  get element(): HTMLElement {
    return this.chart.element;
  }

  update(title: RunTitle, training: TrainingView): void {
    this.training = training;
    this.groups = groupWords(title);
    this.caption = runCaption(title);
    this.chart.element.setAttribute('aria-label', this.summary());
    this.chart.redraw();
  }

  setTheme(theme: Theme): void {
    this.chart.setTheme(theme);
  }

  exportable(): Exportable {
    const axes = { x: l10n.t('examples'), y: this.words };
    const words = { plot: 'training', title: this.words, axes, caption: this.caption } as const;
    return this.chart.exportable(words, (size, theme) => this.ends(size, theme));
  }

  dispose(): void {
    this.chart.dispose();
  }

  private summary(): string {
    const ends = this.training.networks.flatMap(({ name, points }) => {
      const [first, last] = [points[0], points.at(-1)];
      if (first === undefined || last === undefined) return [];
      return [
        l10n.t('{0} from {1} to {2}', networkWords(name), decimal(first[this.measure]), decimal(last[this.measure])),
      ];
    });
    return ends.length === 0 ? l10n.t('{0}: nothing trained yet.', this.words) : `${this.words}: ${ends.join('; ')}.`;
  }

  private option({ width, height }: Size, theme: Theme): ChartOption {
    const { networks, tallyFrom } = this.training;
    const [phase1] = networks;
    const phase1Ends = phase1?.examples ?? 0;
    const total = this.total();
    const { low, high, logarithmic } = this.limits();
    const labels = tickLabel(theme);
    const { left, top, bottom } = MARGIN;
    const right = rightMargin(width);
    const powers = new Set(powersOfTen(low, high).map((value) => rounded(value, 6)));
    const hairline = { lineStyle: { color: theme.line } };
    return {
      grid: {
        left,
        top,
        width: Math.max(1, width - left - right),
        height: height - top - bottom,
        outerBoundsMode: 'none',
      },
      xAxis: {
        type: 'value',
        min: 0,
        max: total || 1,
        splitNumber: Math.max(2, Math.floor((width - left - right) / 110)),
        splitLine: { show: false },
        axisLine: { show: true, onZero: false, ...hairline },
        axisTick: { show: true, length: 3, ...hairline },
        axisLabel: {
          ...labels,
          show: total > 0 && width >= NARROW,
          showMaxLabel: false,
          formatter: (value: number) => (value === 0 ? l10n.t('0 examples') : count(value)),
          alignMinLabel: 'left',
        },
      },
      yAxis: {
        ...(logarithmic ? { type: 'log' } : { type: 'value', interval: (high - low) / 2 }),
        min: low,
        max: high,
        splitLine: { show: true, lineStyle: { color: theme.line, opacity: theme.highContrast ? 0.35 : 0.3 } },
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          ...labels,
          // The ends of an axis of logarithms are seldom powers of ten.
          formatter: (value: number) => (!logarithmic || powers.has(rounded(value, 6)) ? rounded(value, 6) : ''),
        },
      },
      series: networks.map((network, index) => ({
        id: network.name,
        type: 'line',
        data: this.lineOf(network, index === 0 ? 0 : phase1Ends, phase1),
        showSymbol: false,
        silent: true,
        clip: false,
        lineStyle: { width: 1.25, ...this.strokeOf(network.name, theme) },
        ...(index === 0 ? { markArea: tallyWindow(tallyFrom, phase1Ends, theme) } : {}),
      })),
    };
  }

  private total(): number {
    const [phase1, ...forks] = this.training.networks;
    return (phase1?.examples ?? 0) + Math.max(0, ...forks.map(({ examples }) => examples));
  }

  private label(canvas: CanvasRenderingContext2D, size: Size, theme: Theme): void {
    canvas.textBaseline = 'middle';
    for (const { text, x, y, colour, fontSize } of this.ends(size, theme)) {
      canvas.font = `${fontSize}px ${theme.fontFamily}`;
      // Legible over lines too.
      canvas.lineWidth = 3;
      canvas.lineJoin = 'round';
      canvas.strokeStyle = theme.background;
      canvas.strokeText(text, x, y);
      canvas.fillStyle = colour;
      canvas.fillText(text, x, y);
    }
  }

  /** The name of each curve beside where it ends: of the forks at the right, moved apart; of phase 1 above its end. */
  private ends({ width, height }: Size, theme: Theme): PictureLabel[] {
    const [phase1, ...forks] = this.training.networks;
    const last = phase1?.points.at(-1);
    if (phase1 === undefined || last === undefined) return [];
    const [plotWidth, plotHeight] = [width - MARGIN.left - rightMargin(width), height - MARGIN.top - MARGIN.bottom];
    const place = ({ step, [this.measure]: value }: HistoryPoint, offset: number) =>
      [
        MARGIN.left + (plotWidth * (offset + step)) / (this.total() || 1),
        MARGIN.top + plotHeight * (1 - this.height(value)),
      ] as const;
    const fontSize = theme.fontSize - 2;
    const words = (name: string) => (width < NARROW ? name.replace('without-', '') : networkWords(name));
    const shown = forks.filter(({ points }) => Number.isFinite(points.at(-1)?.[this.measure]));
    const ends = shown.map(({ points }) => place(points.at(-1) as HistoryPoint, phase1.examples));
    const gap = Math.min(theme.fontSize, plotHeight / Math.max(1, shown.length));
    const heights = spread(
      ends.map(([, y]) => y),
      gap,
      MARGIN.top,
      MARGIN.top + plotHeight,
    );
    const right = Math.max(...ends.map(([x]) => x)) + 6;
    const labels = shown.map(({ name }, index) => ({
      text: words(name),
      x: right,
      y: heights[index] as number,
      colour: this.strokeOf(name, theme).color,
      fontSize,
    }));
    const [endX, endY] = place(last, 0);
    // Above the last of the curve, whose end the forks go on from; there is no room for it beside theirs.
    const text = networkWords(phase1.name);
    const long = fontSize * 0.6 * text.length;
    const below = phase1.points
      .map((point) => place(point, 0))
      .filter(([x, y]) => x >= endX - long && !Number.isNaN(y));
    const highest = Math.min(...below.map(([, y]) => y));
    if (width < NARROW || !Number.isFinite(endY) || endX - long < MARGIN.left) return labels;
    const y = Math.max(MARGIN.top + fontSize, highest - fontSize);
    return [{ text, x: endX - long - 4, y, colour: theme.foreground, fontSize }, ...labels];
  }

  /** Where a value lies between the lower and the upper end of its axis, 0 … 1. */
  private height(value: number): number {
    const { low, high, logarithmic } = this.limits();
    return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  }

  /** A fork's line begins where phase 1 ended. */
  private lineOf({ points }: NetworkTraining, offset: number, phase1: NetworkTraining | undefined): [number, number][] {
    const line = points.map((point): [number, number] => [offset + point.step, point[this.measure]]);
    const last = phase1?.points.at(-1);
    if (offset > 0 && line.length > 0 && last !== undefined) line.unshift([offset, last[this.measure]]);
    return line;
  }

  /** Limits that hold all points and are round, so that they seldom move while points come in. */
  private limits(): { readonly low: number; readonly high: number; readonly logarithmic: boolean } {
    const values = this.training.networks
      .flatMap(({ points }) => points.map((point) => point[this.measure]))
      .filter((value) => Number.isFinite(value));
    const [least, most] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ] as readonly [number, number]);
    if (this.measure === 'accuracy')
      return { low: Math.min(0.5, Math.floor(Math.min(1, least) * 10) / 10), high: 1, logarithmic: false };
    if (least > 0 && most >= SPAN * least) return { ...logLimits(least, most), logarithmic: true };
    const largest = Math.max(0.1, most);
    const step = 10 ** Math.floor(Math.log10(largest));
    return { low: 0, high: Math.ceil(largest / step - 1e-9) * step, logarithmic: false };
  }

  /** A's forks in one hue, B's in the other; of one group, each its own dashes. */
  private strokeOf(name: string, theme: Theme): { color: string; type: 'solid' | [number, number] } {
    const left = name.replace('without-', '');
    const [inA, inB] = [this.groups.classesOfA.indexOf(left), this.groups.classesOfB.indexOf(left)];
    if (inA < 0 && inB < 0) return { color: theme.foreground, type: 'solid' };
    const dashes = [
      [0, 0],
      [5, 3],
      [2, 2],
      [8, 3],
    ] as const;
    const place = Math.max(inA, inB);
    const [dash, gap] = dashes[place % dashes.length] as readonly [number, number];
    return { color: diverging(inA >= 0 ? 0.85 : -0.85, theme.palette), type: dash === 0 ? 'solid' : [dash, gap] };
  }
}

function tallyWindow(from: number, until: number, theme: Theme) {
  return {
    silent: true,
    itemStyle: { color: theme.subtle, opacity: theme.highContrast ? 0.3 : 0.14 },
    label: { show: true, position: 'insideTopLeft', offset: [-5, -20], ...tickLabel(theme) },
    data:
      until > from
        ? [
            [{ xAxis: 0, itemStyle: { opacity: 0 }, name: l10n.t('tally shaded') }, { xAxis: until }],
            [{ xAxis: from, name: '' }, { xAxis: until }],
          ]
        : [],
  } as NonNullable<import('echarts/charts').LineSeriesOption['markArea']>;
}

/** Room for the names of the forks, or for their classes alone. */
function rightMargin(width: number): number {
  return width < NARROW ? 22 : 74;
}
