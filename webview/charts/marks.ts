import type { Region } from '../../src/model/region';
import type { Theme } from '../theme';

/** Where data lies in the frame, in CSS pixels. */
export type FramePosition = (x: number, y: number) => readonly [number, number];

/** Marks laid over a plot. Shape as well as colour: squares for a set, a ring for the primary one. */

export function markPoints(
  context: CanvasRenderingContext2D,
  place: FramePosition,
  { x: xs, y: ys }: { readonly x: Float64Array; readonly y: Float64Array },
  points: readonly number[],
  size: number,
  theme: Theme,
): void {
  const places = points.map((point) => place(xs[point] as number, ys[point] as number));
  // A rim in the ground's colour sets the marks off from the crowd.
  for (const [breadth, colour] of [
    [size + 2, theme.background],
    [size, theme.accent],
  ] as const) {
    context.fillStyle = colour;
    for (const [x, y] of places) {
      if (!Number.isNaN(x) && !Number.isNaN(y)) context.fillRect(x - breadth / 2, y - breadth / 2, breadth, breadth);
    }
  }
}

export function markRing(
  context: CanvasRenderingContext2D,
  place: FramePosition,
  x: number,
  y: number,
  theme: Theme,
  radius = 7,
): void {
  const [centreX, centreY] = place(x, y);
  if (Number.isNaN(centreX) || Number.isNaN(centreY)) return;
  for (const [width, colour] of [
    [5, theme.background],
    [2, theme.accent],
  ] as const) {
    context.beginPath();
    context.arc(centreX, centreY, radius, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

/** A label beside a mark, legible over anything. */
export function markLabel(context: CanvasRenderingContext2D, text: string, x: number, y: number, theme: Theme): void {
  context.font = markFont(theme);
  context.textBaseline = 'middle';
  context.lineWidth = 4;
  context.lineJoin = 'round';
  context.strokeStyle = theme.background;
  context.strokeText(text, x, y);
  context.fillStyle = theme.foreground;
  context.fillText(text, x, y);
}

export function markFont({ fontSize, fontFamily }: Theme): string {
  return `600 ${fontSize - 1}px ${fontFamily}`;
}

/** What is being drawn with the pointer: a box or a lasso, closed. */
export function markRegion(
  context: CanvasRenderingContext2D,
  place: FramePosition,
  region: Region,
  theme: Theme,
): void {
  context.beginPath();
  for (const [x, y] of cornersOf(region)) context.lineTo(...place(x, y));
  context.closePath();
  context.fillStyle = theme.accent;
  context.globalAlpha = 0.1;
  context.fill('evenodd');
  context.globalAlpha = 1;
  context.setLineDash([4, 3]);
  context.lineWidth = 1;
  context.strokeStyle = theme.accent;
  context.stroke();
  context.setLineDash([]);
}

function cornersOf(region: Region): (readonly [number, number])[] {
  if (region.kind === 'lasso') {
    const { corners } = region;
    return Array.from({ length: corners.length / 2 }, (_, at) => [
      corners[2 * at] as number,
      corners[2 * at + 1] as number,
    ]);
  }
  const { x0, x1, y0, y1 } = region.limits;
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}
