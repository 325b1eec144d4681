import type { Limits } from '../../src/model/region';

/** What a zoomable plot shows of the plane, and where. Everything here makes a new viewport and changes none. */

/** Where a plot lies inside its frame, in CSS pixels. */
export interface PlotRectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Viewport {
  readonly rectangle: PlotRectangle;
  /** What the whole plot shows; no window reaches beyond it. */
  readonly home: Limits;
  readonly window: Limits;
}

export const UNIT_LIMITS: Limits = { x0: 0, x1: 1, y0: 0, y1: 1 };

/** The smallest window, as a share of home: beyond it neighbouring float64 numbers would come apart on screen. */
const SMALLEST = 1e-6;

export function viewportOf(rectangle: PlotRectangle, home: Limits = UNIT_LIMITS): Viewport {
  return { rectangle, home, window: home };
}

/** Room around points that axes are fitted to, as a share of what they reach over. */
const AROUND = 0.06;

/** Limits that just hold all points that have both coordinates; null where no point has. */
export function limitsAround(x: Float64Array, y: Float64Array): Limits | null {
  const placed = [...x.keys()].filter((point) => Number.isFinite((x[point] as number) + (y[point] as number)));
  if (placed.length === 0) return null;
  const side = (values: Float64Array): readonly [number, number] => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const point of placed) {
      low = Math.min(low, values[point] as number);
      high = Math.max(high, values[point] as number);
    }
    // All of them in one place: around it as much as there is to be seen of it.
    const room = high > low ? (high - low) * AROUND : Math.max(Math.abs(high), 1e-3) * AROUND;
    return [low - room, high + room];
  };
  const [[x0, x1], [y0, y1]] = [side(x), side(y)];
  return { x0, x1, y0, y1 };
}

/** The same window in a plot of another size. */
export function placedIn(viewport: Viewport, rectangle: PlotRectangle): Viewport {
  return { ...viewport, rectangle };
}

/** CSS pixels a unit of each axis. */
export function pixelsPerUnit({ rectangle, window }: Viewport): readonly [number, number] {
  return [rectangle.width / (window.x1 - window.x0), rectangle.height / (window.y1 - window.y0)];
}

export function pixelOf(viewport: Viewport, x: number, y: number): readonly [number, number] {
  const { rectangle, window } = viewport;
  const [perX, perY] = pixelsPerUnit(viewport);
  return [rectangle.left + (x - window.x0) * perX, rectangle.top + (window.y1 - y) * perY];
}

export function dataOf(viewport: Viewport, pixelX: number, pixelY: number): readonly [number, number] {
  const { rectangle, window } = viewport;
  const [perX, perY] = pixelsPerUnit(viewport);
  return [window.x0 + (pixelX - rectangle.left) / perX, window.y1 - (pixelY - rectangle.top) / perY];
}

/** What lies under a pixel, or, beyond the plot, under the nearest place of it: on its sides exactly the window's limits. */
export function visibleDataOf(viewport: Viewport, pixelX: number, pixelY: number): readonly [number, number] {
  const { rectangle, window } = viewport;
  const { left, top, width, height } = rectangle;
  const [x, y] = dataOf(viewport, pixelX, pixelY);
  return [
    pixelX <= left ? window.x0 : pixelX >= left + width ? window.x1 : Math.max(window.x0, Math.min(window.x1, x)),
    pixelY <= top ? window.y1 : pixelY >= top + height ? window.y0 : Math.max(window.y0, Math.min(window.y1, y)),
  ];
}

export function isHome({ home, window }: Viewport): boolean {
  return home.x0 === window.x0 && home.x1 === window.x1 && home.y0 === window.y0 && home.y1 === window.y1;
}

export function reset(viewport: Viewport): Viewport {
  return { ...viewport, window: viewport.home };
}

/**
 * Shows `factor` times less of each axis; what lies under the pixel stays there, unless home ends before.
 * @param factor above 1 enlarges, below 1 takes back
 */
export function zoomed(viewport: Viewport, factor: number, pixelX: number, pixelY: number): Viewport {
  const { rectangle, home, window } = viewport;
  const [x, y] = dataOf(viewport, pixelX, pixelY);
  const [shareX, shareY] = [(pixelX - rectangle.left) / rectangle.width, (pixelY - rectangle.top) / rectangle.height];
  // One factor for both axes, so that neither is still enlarged when the other cannot be.
  const most = Math.min((window.x1 - window.x0) / (home.x1 - home.x0), (window.y1 - window.y0) / (home.y1 - home.y0));
  const share = Math.min(factor, most / SMALLEST);
  const [width, height] = [(window.x1 - window.x0) / share, (window.y1 - window.y0) / share];
  const [x0, y0] = [x - shareX * width, y - (1 - shareY) * height];
  return showing(viewport, { x0, x1: x0 + width, y0, y1: y0 + height });
}

/** Moves what is shown with the pointer, by CSS pixels, as far as home goes. */
export function panned(viewport: Viewport, byX: number, byY: number): Viewport {
  const { window } = viewport;
  const [perX, perY] = pixelsPerUnit(viewport);
  const [dx, dy] = [-byX / perX, byY / perY];
  return showing(viewport, { x0: window.x0 + dx, x1: window.x1 + dx, y0: window.y0 + dy, y1: window.y1 + dy });
}

/** The viewport with a window as near to the wished one as home allows: moved first, and cut where it is too large. */
export function showing(viewport: Viewport, { x0, x1, y0, y1 }: Limits): Viewport {
  const { home } = viewport;
  const [left, right] = moved(x0, x1, home.x0, home.x1);
  const [bottom, top] = moved(y0, y1, home.y0, home.y1);
  return { ...viewport, window: { x0: left, x1: right, y0: bottom, y1: top } };
}

function moved(from: number, to: number, low: number, high: number): readonly [number, number] {
  if (to - from >= high - low) return [low, high];
  if (from < low) return [low, Math.min(high, low + (to - from))];
  if (to > high) return [Math.max(low, high - (to - from)), high];
  return [from, to];
}
