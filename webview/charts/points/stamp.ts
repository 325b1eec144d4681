export type MarkShape = 'square' | 'round';

/**
 * A point's mark in device pixels: how much of each pixel it covers. It lies about its anchor, a pixel's middle or its
 * upper left corner, whichever lets marks of a whole number of pixels cover whole pixels.
 */
export interface Stamp {
  /** Pixels a side. */
  readonly side: number;
  /** First column and row, from the anchor. */
  readonly first: number;
  /** What is added to a place before it is cut to whole pixels: that is the anchor's pixel. */
  readonly shift: 0 | 0.5;
  /** Share of each pixel that is covered, 0 … 1, row after row. */
  readonly coverage: Float64Array;
}

/** Places a pixel's side at which its share under a round edge is looked up. */
const SAMPLES = 16;

/** @param diameter in device pixels, above 0 */
export function stampOf(shape: MarkShape, diameter: number): Stamp {
  const atCorner = Math.round(diameter) % 2 === 0;
  const centre = atCorner ? 0 : 0.5;
  // Pixels to either side of the anchor's middle one, or of its corner.
  const reach = Math.ceil(diameter / 2 - centre);
  const [first, side] = [-reach, 2 * reach + (atCorner ? 0 : 1)];
  const coverage = new Float64Array(side * side);
  const share = shape === 'square' ? squareShare : discShare;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      coverage[row * side + column] = share(first + column - centre, first + row - centre, diameter / 2);
    }
  }
  return { side, first, shift: atCorner ? 0.5 : 0, coverage };
}

/** Share of the pixel from (x, y) to (x + 1, y + 1) within a square about 0. */
function squareShare(x: number, y: number, radius: number): number {
  const overlap = (from: number) => Math.max(0, Math.min(from + 1, radius) - Math.max(from, -radius));
  return overlap(x) * overlap(y);
}

/** The same within a disc. */
function discShare(x: number, y: number, radius: number): number {
  const [nearX, farX] = nearAndFar(x);
  const [nearY, farY] = nearAndFar(y);
  if (farX * farX + farY * farY <= radius * radius) return 1;
  if (nearX * nearX + nearY * nearY >= radius * radius) return 0;
  let covered = 0;
  for (let row = 0; row < SAMPLES; row++) {
    // Of each line across the pixel, the exact share.
    const height = y + (row + 0.5) / SAMPLES;
    const half2 = radius * radius - height * height;
    if (half2 <= 0) continue;
    const half = Math.sqrt(half2);
    covered += Math.max(0, Math.min(x + 1, half) - Math.max(x, -half));
  }
  return covered / SAMPLES;
}

function nearAndFar(from: number): readonly [number, number] {
  const [one, other] = [Math.abs(from), Math.abs(from + 1)];
  return [from <= 0 && from + 1 >= 0 ? 0 : Math.min(one, other), Math.max(one, other)];
}
