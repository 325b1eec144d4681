import * as l10n from '@vscode/l10n';
import type { ComparedRun } from '../../src/model/compareProtocol';
import { count, decimal } from '../../src/text/format';
import { unitAxes } from '../charts/axes';
import { Chart, STILL } from '../charts/chart';
import { toPixel, unitSquare } from '../charts/geometry';
import { defaultMode, paintPoints } from '../charts/points/pointLayer';
import type { PointSet } from '../charts/points/pointSet';
import { section } from '../charts/section';
import { viewportOf } from '../charts/viewport';
import { colourOf } from '../rgb';
import type { Theme } from '../theme';
import { select } from '../ui/controls';
import { h, setText } from '../ui/dom';
import { haveOneShape, pairMetrics } from './pairMetrics';

const POINT_SIZE = 2;
const OPACITY = 0.35;

/** x of each weight of layer 1 in one run against x of the same weight in another. */
export class PairPlot {
  readonly element: HTMLElement;
  private readonly chart: Chart;
  private readonly xTitle = h('p', { class: 'axis-title' });
  private readonly yTitle = h('p', { class: 'axis-title' });
  private readonly words = h('p', { class: 'caption' });
  private readonly choice = select<number>(l10n.t('Run on the vertical axis'), (index) => this.choose(index));
  private readonly colours = h('canvas').getContext('2d') as CanvasRenderingContext2D;
  private points: PointSet | null = null;
  private runs: readonly ComparedRun[] = [];
  private chosen = 1;

  constructor(theme: Theme) {
    this.chart = new Chart('pair-chart', theme, {
      option: (size, now) => ({ ...STILL, ...unitAxes(unitSquare(size.width, size.height), now) }),
      points: (size, pixelRatio, now) => this.paint(size, pixelRatio, now),
      overlay: (canvas, size, now) => {
        const square = unitSquare(size.width, size.height);
        canvas.beginPath();
        canvas.moveTo(...toPixel(square, 0, 0));
        canvas.lineTo(...toPixel(square, 1, 1));
        canvas.strokeStyle = now.subtle;
        canvas.setLineDash([3, 4]);
        canvas.stroke();
        canvas.setLineDash([]);
      },
    });
    const { element, tools, plot, notes } = section('pair', l10n.t('The same weights in two runs'), 'below');
    this.chart.element.setAttribute('role', 'img');
    tools.append(this.choice.element);
    plot.append(this.yTitle, this.chart.element, this.xTitle);
    notes.append(this.words);
    this.element = element;
  }

  update(runs: readonly ComparedRun[]): void {
    this.runs = runs;
    this.choice.set(
      runs.slice(1).map(({ name }, index) => ({ value: index + 1, label: `${index + 2} · ${name}` })),
      this.chosen,
    );
    this.choice.element.classList.toggle('held', runs.length < 3);
    this.choose(this.chosen);
  }

  setTheme(theme: Theme): void {
    this.chart.setTheme(theme);
  }

  dispose(): void {
    this.chart.dispose();
  }

  private choose(index: number): void {
    this.chosen = index;
    const [one, other] = [this.runs[0], this.runs[index]];
    if (one === undefined || other === undefined) return;
    const canPair = haveOneShape(one, other);
    this.chart.element.classList.toggle('held', !canPair);
    this.points = canPair
      ? { x: one.weightX, y: other.weightX, clusterOf: new Int32Array(0), multiplicity: new Uint32Array(0) }
      : null;
    const words = canPair
      ? pairWords(one, other)
      : l10n.t(
          'The first layers have different shapes: {0} and {1}. Their weights cannot be paired.',
          shapeOf(one),
          shapeOf(other),
        );
    setText(this.words, words);
    setText(this.xTitle, canPair ? l10n.t('x in run 1 →') : '');
    setText(this.yTitle, canPair ? l10n.t('↑ x in run {0}', index + 1) : '');
    this.chart.element.setAttribute('aria-label', words);
    this.chart.redraw();
  }

  private paint({ width, height }: { width: number; height: number }, pixelRatio: number, theme: Theme) {
    if (this.points === null) return null;
    const { left, top, side } = unitSquare(width, height);
    const viewport = viewportOf({ left, top, width: side, height: side });
    const point = colourOf(theme.point, this.colours);
    const style = {
      mode: defaultMode(this.points.x.length),
      shape: 'round',
      size: POINT_SIZE,
      opacity: OPACITY,
    } as const;
    // Nothing is selected here.
    const colours = { point, selected: point, dimmed: 1 };
    return paintPoints(this.points, viewport, { width, height, pixelRatio }, { ...style, ...colours }, null);
  }
}

function shapeOf({ outputs, inputs }: ComparedRun): string {
  return `${count(outputs)} × ${count(inputs)}`;
}

function pairWords(one: ComparedRun, other: ComparedRun): string {
  const { n, r, otherNeurons, shifts } = pairMetrics(one, other);
  const start = l10n.t('Over {0} weights of layer 1 with an x in both, r is {1}.', count(n), decimal(r));
  if (otherNeurons === null) return start;
  const against = l10n.t(
    'With each neuron paired with another one it is {0} on average (of {1} pairings): that much is about pixels alone.',
    decimal(otherNeurons),
    shifts,
  );
  return `${start} ${against}`;
}
