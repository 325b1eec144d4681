import type { PointBits } from '../../../src/model/pointBits';
import type { Viewport } from '../viewport';
import { composed, type LayerColours, type RgbaImage } from './composed';
import { covered, inkOf, PixelBuffer } from './ink';
import { layClusters, layPoints, placing } from './layMarks';
import type { PointSet } from './pointSet';
import { type MarkShape, stampOf } from './stamp';

/**
 * All points of a layer as an image, none sampled, none left out but those that are undefined or outside the window.
 * A function of its arguments alone: an export at another resolution paints with the same.
 */

/** points: marks over each other · density: shade by how many · collapsed: one mark a distinct point, its area how many. */
export type PointMode = 'points' | 'density' | 'collapsed';

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
