import { composed, type LayerColours, type RgbaImage } from './composed';
import { covered, inkOf, PixelBuffer } from './ink';
import type { PointBits } from './pointGrid';
import { type MarkShape, type Stamp, stampOf } from './stamp';
import { pixelsPerUnit, type Viewport } from './viewport';

/**
 * All points of a layer as an image, none sampled, none left out but those that are undefined or outside the window.
 * A function of its arguments alone: an export at another resolution paints with the same.
 */

/** points: marks over each other · density: shade by how many · collapsed: one mark a distinct point, its area how many. */
export type PointMode = 'points' | 'density' | 'collapsed';

export interface PointSet {
  /** One point an index; NaN where undefined. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Which points coincide: the cluster of each (−1 where undefined), and of each cluster its size. */
  readonly clusterOf: Int32Array;
  readonly multiplicity: Uint32Array;
}

export interface PointStyle extends LayerColours {
  readonly mode: PointMode;
  readonly shape: MarkShape;
  /** Side or diameter of the mark of one point, in CSS pixels, from 1. */
  readonly size: number;
  /** Of one mark, 0 … 1; a density has shades instead. */
  readonly opacity: number;
}

/** A frame in CSS pixels, and how many device pixels one of them is a side. */
export interface PaintedFrame {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
}

/** Beyond so many points marks cover each other whatever their opacity, and only shades by number tell crowds apart. */
export const DENSITY_FROM = 100_000;

export function defaultMode(points: number): PointMode {
  return points > DENSITY_FROM ? 'density' : 'points';
}

/** @param selected the selected points, or null where none are: then nothing is dimmed */
export function paintPoints(
  points: PointSet,
  viewport: Viewport,
  frame: PaintedFrame,
  style: PointStyle,
  selected: PointBits | null,
): RgbaImage {
  const width = Math.max(1, Math.round(frame.width * frame.pixelRatio));
  const height = Math.max(1, Math.round(frame.height * frame.pixelRatio));
  const crowd = new PixelBuffer(width, height);
  const chosen = selected === null ? null : new PixelBuffer(width, height);
  const place = placing(viewport, frame.pixelRatio);
  const diameter = style.size * frame.pixelRatio;
  if (style.mode === 'collapsed') {
    layClusters(points, place, diameter, style, selected, crowd, chosen);
    return composed(crowd, chosen, covered, style);
  }
  if (style.mode === 'points') {
    const stamp = stampOf(style.shape, diameter);
    layPoints(points, place, stamp, inkOf(stamp, style.opacity), selected, crowd, chosen);
    return composed(crowd, chosen, covered, style);
  }
  const stamp = stampOf('square', Math.max(1, Math.round(diameter)));
  layPoints(points, place, stamp, stamp.coverage, selected, crowd, chosen);
  return composed(crowd, chosen, shadeUpTo(most(crowd, chosen)), style);
}

/** Where data lies in device pixels: left + (x − x0) · perX, top + (y1 − y) · perY, for x and y within the window. */
interface Placing {
  readonly left: number;
  readonly top: number;
  readonly perX: number;
  readonly perY: number;
  readonly window: Viewport['window'];
}

function placing(viewport: Viewport, pixelRatio: number): Placing {
  const { rectangle, window } = viewport;
  const [perX, perY] = pixelsPerUnit(viewport);
  const [left, top] = [rectangle.left * pixelRatio, rectangle.top * pixelRatio];
  return { left, top, perX: perX * pixelRatio, perY: perY * pixelRatio, window };
}

/** Counts the points of each anchor first, so that a crowd on one pixel costs one mark. */
function layPoints(
  { x, y }: PointSet,
  { left, top, perX, perY, window: { x0, x1, y0, y1 } }: Placing,
  stamp: Stamp,
  amounts: Float64Array,
  selected: PointBits | null,
  crowd: PixelBuffer,
  chosen: PixelBuffer | null,
): void {
  // Anchors may lie on the lower right edge of the frame, one beyond its last pixel.
  const [columns, rows] = [crowd.width + 1, crowd.height + 1];
  const crowdCounts = new Uint32Array(columns * rows);
  const chosenCounts = chosen === null ? crowdCounts : new Uint32Array(columns * rows);
  const { bits, offset } = selected ?? NOTHING;
  for (let point = 0; point < x.length; point++) {
    const px = x[point] as number;
    const py = y[point] as number;
    if (!(px >= x0 && px <= x1 && py >= y0 && py <= y1)) continue;
    const column = Math.floor(left + (px - x0) * perX + stamp.shift);
    const row = Math.floor(top + (y1 - py) * perY + stamp.shift);
    if (column < 0 || column >= columns || row < 0 || row >= rows) continue;
    const bit = offset + point;
    const counts = (((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1 ? chosenCounts : crowdCounts;
    const anchor = row * columns + column;
    counts[anchor] = (counts[anchor] as number) + 1;
  }
  layCounts(crowdCounts, columns, stamp, amounts, crowd);
  if (chosen !== null) layCounts(chosenCounts, columns, stamp, amounts, chosen);
}

const NOTHING: PointBits = { bits: new Uint8Array(0), offset: 0 };

function layCounts(counts: Uint32Array, columns: number, stamp: Stamp, amounts: Float64Array, onto: PixelBuffer): void {
  for (let anchor = 0; anchor < counts.length; anchor++) {
    const count = counts[anchor] as number;
    if (count > 0) onto.lay(stamp, amounts, anchor % columns, Math.floor(anchor / columns), count);
  }
}

/** One mark a cluster, its area as its size; over it, of the same middle, one for those of it that are selected. */
function layClusters(
  { x, y, clusterOf, multiplicity }: PointSet,
  { left, top, perX, perY, window: { x0, x1, y0, y1 } }: Placing,
  diameter: number,
  { shape, opacity }: PointStyle,
  selected: PointBits | null,
  crowd: PixelBuffer,
  chosen: PixelBuffer | null,
): void {
  const marks = new Map<number, { readonly stamp: Stamp; readonly ink: Float64Array }>();
  const lay = (buffer: PixelBuffer, members: number, px: number, py: number) => {
    let mark = marks.get(members);
    if (mark === undefined) {
      const stamp = stampOf(shape, diameter * Math.sqrt(members));
      mark = { stamp, ink: inkOf(stamp, opacity) };
      marks.set(members, mark);
    }
    const { stamp, ink } = mark;
    const column = Math.floor(left + (px - x0) * perX + stamp.shift);
    buffer.lay(stamp, ink, column, Math.floor(top + (y1 - py) * perY + stamp.shift), 1);
  };
  const { bits, offset } = selected ?? NOTHING;
  const first = new Int32Array(multiplicity.length).fill(-1);
  const selectedOf = new Uint32Array(multiplicity.length);
  for (let point = 0; point < x.length; point++) {
    const cluster = clusterOf[point] as number;
    if (cluster < 0) continue;
    if ((first[cluster] as number) < 0) first[cluster] = point;
    const bit = offset + point;
    selectedOf[cluster] = (selectedOf[cluster] as number) + (((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1);
  }
  for (const [cluster, point] of first.entries()) {
    const [px, py] = [x[point] ?? Number.NaN, y[point] ?? Number.NaN];
    if (!(px >= x0 && px <= x1 && py >= y0 && py <= y1)) continue;
    lay(crowd, multiplicity[cluster] as number, px, py);
    const members = selectedOf[cluster] as number;
    if (chosen !== null && members > 0) lay(chosen, members, px, py);
  }
}

/** The shade of the faintest point, so that one alone is seen. */
const FAINTEST = 0.2;

/** Shade of n points where `max` is most: even steps of the logarithm. */
function shadeUpTo(max: number): (count: number) => number {
  const whole = Math.log(max);
  return (count) => (max <= 1 ? 1 : FAINTEST + ((1 - FAINTEST) * Math.log(count)) / whole);
}

/** The most points on one pixel, selected or not: choosing some leaves the shades of the others as they are. */
function most(crowd: PixelBuffer, chosen: PixelBuffer | null): number {
  let max = 0;
  for (let pixel = 0; pixel < crowd.values.length; pixel++) {
    const count = (crowd.values[pixel] as number) + (chosen === null ? 0 : (chosen.values[pixel] as number));
    if (count > max) max = count;
  }
  return max;
}
