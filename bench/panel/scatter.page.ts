// The points of the panel's scatter by themselves: axes, layer, index, box, hover; no other view beside them.

import type { PointBits } from '../../src/model/pointBits';
import type { Box, Region } from '../../src/model/region';
import { unitAxes } from '../../webview/charts/axes';
import { Chart } from '../../webview/charts/chart';
import { toPixel, type UnitSquare, unitSquare } from '../../webview/charts/geometry';
import { listenToGestures } from '../../webview/charts/gestures/gestureEvents';
import type { PlotGesture } from '../../webview/charts/gestures/gestures';
import { markRing } from '../../webview/charts/marks';
import { PickIndex } from '../../webview/charts/points/pointGrid';
import { defaultMode, paintPoints } from '../../webview/charts/points/pointLayer';
import type { PointSet } from '../../webview/charts/points/pointSet';
import { pixelOf, viewportOf } from '../../webview/charts/viewport';
import { parseColour } from '../../webview/rgb';
import { readTheme, watchTheme } from '../../webview/theme';
import { type BenchPage, MARK } from './page';

const NO_POINTS: PointSet = {
  x: new Float64Array(0),
  y: new Float64Array(0),
  clusterOf: new Int32Array(0),
  multiplicity: new Uint32Array(0),
};

let points = NO_POINTS;
let grid = new PickIndex(points.x, points.y);
let selected: PointBits | null = null;
let drawn: Region | null = null;
let hovered = -1;

const viewportIn = ({ left, top, side }: UnitSquare) => viewportOf({ left, top, width: side, height: side });

const chart = new Chart('weights-chart', readTheme(), {
  option: ({ width, height }, theme) => ({ ...unitAxes(unitSquare(width, height), theme), series: [] }),
  points: (size, pixelRatio, theme) =>
    paintPoints(
      points,
      viewportIn(unitSquare(size.width, size.height)),
      { ...size, pixelRatio },
      {
        ...MARK,
        mode: defaultMode(points.x.length),
        shape: 'square',
        point: parseColour(theme.point),
        selected: parseColour(theme.accent),
        dimmed: 0.3,
      },
      selected,
    ),
  overlay: (context, { width, height }, theme) => {
    const square = unitSquare(width, height);
    if (drawn?.kind === 'box') outline(context, drawn, square, theme.accent);
    if (hovered >= 0)
      markRing(
        context,
        (x, y) => toPixel(square, x, y),
        points.x[hovered] as number,
        points.y[hovered] as number,
        theme,
      );
  },
});

function outline(context: CanvasRenderingContext2D, { limits }: Box, square: UnitSquare, colour: string): void {
  const [left, top] = pixelOf(viewportIn(square), limits.x0, limits.y1);
  const [right, bottom] = pixelOf(viewportIn(square), limits.x1, limits.y0);
  context.strokeStyle = colour;
  context.strokeRect(left, top, right - left, bottom - top);
}

function viewport() {
  const { clientWidth, clientHeight } = chart.element;
  return viewportIn(unitSquare(clientWidth, clientHeight));
}

function take(gesture: PlotGesture): void {
  if (gesture.kind !== 'preview' && gesture.kind !== 'select') return;
  drawn = gesture.kind === 'preview' ? gesture.region : null;
  selected = { bits: new Uint8Array(Math.ceil(points.x.length / 8)), offset: 0 };
  grid.mark(gesture.region, selected);
  chart.redrawPoints();
  chart.redrawOverlay();
}

document.body.append(chart.element);
listenToGestures(chart.element, { tool: () => 'box', viewport, gesture: take });
chart.element.addEventListener('pointermove', ({ clientX, clientY, buttons }) => {
  if (buttons !== 0) return;
  const { left, top } = chart.element.getBoundingClientRect();
  hovered = grid.nearest(viewport(), clientX - left, clientY - top, 6);
  chart.redrawOverlay();
});
watchTheme((theme) => chart.setTheme(theme));

const bench: BenchPage = {
  show: (given) => {
    points = given;
    grid = new PickIndex(points.x, points.y);
    chart.redraw();
  },
  selected: () => {
    let count = 0;
    for (const byte of selected?.bits ?? []) for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
    return count;
  },
};
Object.assign(window, { bench });
