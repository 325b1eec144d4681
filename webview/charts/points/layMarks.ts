import type { PointBits } from '../../../src/model/pointBits';
import { pixelsPerUnit, type Viewport } from '../viewport';
import { inkOf, type PixelBuffer } from './ink';
import type { PointSet } from './pointSet';
import { type MarkShape, type Stamp, stampOf } from './stamp';

/** The marks of a layer's points, laid onto buffers: those of the crowd, and of the points that are chosen from it. */

/** Where data lies in device pixels: left + (x − x0) · perX, top + (y1 − y) · perY, for x and y within the window. */
export interface Placing {
  readonly left: number;
  readonly top: number;
  readonly perX: number;
  readonly perY: number;
  readonly window: Viewport['window'];
}

export function placing(viewport: Viewport, pixelRatio: number): Placing {
  const { rectangle, window } = viewport;
  const [perX, perY] = pixelsPerUnit(viewport);
  const [left, top] = [rectangle.left * pixelRatio, rectangle.top * pixelRatio];
  return { left, top, perX: perX * pixelRatio, perY: perY * pixelRatio, window };
}

/** Counts the points of each anchor first, so that a crowd on one pixel costs one mark. */
export function layPoints(
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
export function layClusters(
  { x, y, clusterOf, multiplicity }: PointSet,
  { left, top, perX, perY, window: { x0, x1, y0, y1 } }: Placing,
  diameter: number,
  { shape, opacity }: { readonly shape: MarkShape; readonly opacity: number },
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
