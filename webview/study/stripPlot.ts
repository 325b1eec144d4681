import * as l10n from '@vscode/l10n';
import type { StudyView } from '../../src/model/studyProtocol';
import type { MeanWithInterval, PublishedComparison } from '../../src/model/sweep';
import { decimal } from '../../src/text/format';
import { metricLabel, metricNumber } from '../../src/text/studyMetrics';
import { svg } from '../ui/svg';
import type { StudyContext } from './context';
import { type Dot, DotPlot, type Drawing } from './dotPlot';
import { seedMeans, seedValues } from './overSeeds';
import { niceRange, place, type Range, tick } from './scale';

const SIDE = 14;
/** From a dot to the next one beside which it would lie. */
const APART = 7;
const LEVEL = 5;

/** One figure over the seeds: each a dot, the interval for the mean as a bar, the post's figure where it lies. */
export class StripPlot {
  readonly plot: DotPlot;
  private study: StudyView | null = null;
  private metric = '';
  private range: Range | null = null;

  constructor({ host, store }: StudyContext) {
    this.plot = new DotPlot('strip-plot', {
      draw: (width, height) => this.draw(width, height),
      point: (cell, byKey) => store.point(cell, byKey),
      open: (cell) => host.post({ type: 'openCell', cell }),
    });
    store.onPoint(() => this.plot.mark(store.pointed));
  }

  /** @param range that of the axis; null: as the metric has it */
  update(study: StudyView, metric: string, range: Range | null): void {
    this.study = study;
    this.metric = metric;
    this.range = range;
    this.plot.redraw();
  }

  private draw(width: number, height: number): Drawing {
    const { study, metric } = this;
    if (study === null) return { under: [], dots: [], label: '' };
    const values = seedValues(study, metric);
    const published = study.published.find((one) => one.figure === metric);
    const numbers = [...values.map(({ value }) => value), ...(published === undefined ? [] : [published.value])];
    const range = this.range ?? niceRange(numbers, false);
    const x = (value: number) => place(value, range, SIDE, width - SIDE);
    const base = height - 15;
    const middle = 12 + (base - 12) / 2;
    const means = seedMeans(study, metric);
    return {
      under: [
        ...axis(range, base, width),
        ...interval(means, range, x, middle),
        ...(published === undefined ? [] : post(published, x(published.value), base, width)),
      ],
      dots: dodged(
        values.map(({ cell, value }) => ({ cell: cell.cell, x: x(value) })),
        middle,
      ),
      label: summary(metric, means, published),
    };
  }
}

function summary(
  metric: string,
  { n, mean, interval }: MeanWithInterval,
  published: PublishedComparison | undefined,
): string {
  const start = l10n.t(
    '{0}: mean {1} over {2} seeds',
    metricLabel(metric),
    mean === null ? '–' : metricNumber(mean),
    n,
  );
  const bounds =
    interval === null
      ? ''
      : l10n.t(', 95 % interval {0} to {1}', metricNumber(interval.low), metricNumber(interval.high));
  const post = published === undefined ? '' : l10n.t('; the post’s figure is {0}', decimal(published.value, 2));
  return `${start}${bounds}${post}.`;
}

function axis(range: Range, base: number, width: number): SVGElement[] {
  const label = (text: string, x: number, anchor: string) =>
    svg('text', { class: 'tick', x, y: base + 12, 'text-anchor': anchor }, text);
  return [
    svg('line', { class: 'axis', x1: SIDE, x2: width - SIDE, y1: base, y2: base }),
    ...zero(range, base, width),
    label(tick(range.low, range), SIDE, 'middle'),
    label(tick(range.high, range), width - SIDE, 'middle'),
  ];
}

/** Where nothing is found, if it is between the ends. */
function zero(range: Range, base: number, width: number): SVGElement[] {
  if (range.low >= 0 || range.high <= 0) return [];
  const x = place(0, range, SIDE, width - SIDE);
  const label = svg('text', { class: 'tick', x, y: base + 12, 'text-anchor': 'middle' }, '0');
  return [svg('line', { class: 'zero', x1: x, x2: x, y1: 6, y2: base }), label];
}

/** The interval as far as it lies on the axis; an arrow says that it goes on. */
function interval(
  { mean, interval: bounds }: MeanWithInterval,
  { low, high }: Range,
  x: (value: number) => number,
  y: number,
): SVGElement[] {
  if (mean === null) return [];
  const line = svg('line', { class: 'mean', x1: x(mean), x2: x(mean), y1: y - 9, y2: y + 9 });
  if (bounds === null) return [line];
  const [from, to] = [x(bounds.low), x(bounds.high)];
  const beyond = [
    ...(bounds.low < low ? [svg('path', { class: 'beyond', d: `M${from - 3} ${y - 5}l-5 5l5 5` })] : []),
    ...(bounds.high > high ? [svg('path', { class: 'beyond', d: `M${to + 3} ${y - 5}l5 5l-5 5` })] : []),
  ];
  return [
    svg('rect', { class: 'interval', x: from, y: y - 6, width: Math.max(1, to - from), height: 12 }),
    ...beyond,
    line,
  ];
}

/** The post's figure: a line from the axis up to its words, which stay within the plot. */
function post({ value }: PublishedComparison, x: number, base: number, width: number): SVGElement[] {
  const [anchor, shift] = x > width - 70 ? ['end', -4] : ['start', 4];
  return [
    svg('line', { class: 'post', x1: x, x2: x, y1: 3, y2: base }),
    svg('path', { class: 'post-mark', d: `M${x} ${base - 5}l4 5l-4 5l-4 -5z` }),
    svg(
      'text',
      { class: 'post-words', x: x + shift, y: 10, 'text-anchor': anchor },
      l10n.t('post {0}', decimal(value, 2)),
    ),
  ];
}

/** Dots that would lie on one another, above and below the line in turn. */
function dodged(dots: readonly { readonly cell: number; readonly x: number }[], middle: number): Dot[] {
  const placed: { x: number; level: number }[] = [];
  return dots
    .toSorted((one, other) => one.x - other.x)
    .map(({ cell, x }) => {
      const taken = new Set(placed.filter((other) => x - other.x < APART).map(({ level }) => level));
      const level = [0, 1, -1, 2, -2].find((one) => !taken.has(one)) ?? 0;
      placed.push({ x, level });
      return { cell, x, y: middle + level * LEVEL, status: 'done' as const };
    })
    .toSorted((one, other) => one.cell - other.cell);
}
