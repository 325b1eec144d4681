import type { Theme } from '../theme';
import { toPixel, type UnitSquare } from './geometry';

/** Marks laid over a plot. Shape as well as colour: squares for a set, a ring for the one that is meant. */

export function markPoints(
  context: CanvasRenderingContext2D,
  square: UnitSquare,
  { weightX, weightY }: { readonly weightX: Float64Array; readonly weightY: Float64Array },
  points: readonly number[],
  size: number,
  theme: Theme,
): void {
  const places = points.map((point) => toPixel(square, weightX[point] as number, weightY[point] as number));
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
  square: UnitSquare,
  x: number,
  y: number,
  theme: Theme,
  radius = 7,
): void {
  const [centreX, centreY] = toPixel(square, x, y);
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
  context.font = `600 ${theme.fontSize - 1}px ${theme.fontFamily}`;
  context.textBaseline = 'middle';
  context.lineWidth = 4;
  context.lineJoin = 'round';
  context.strokeStyle = theme.background;
  context.strokeText(text, x, y);
  context.fillStyle = theme.foreground;
  context.fillText(text, x, y);
}
