import type { Limits } from '../../src/model/region';

/** A least-squares line ŷ = a + b x with what is known of its error. */
export interface EstimatedLine {
  readonly intercept: number;
  readonly slope: number;
  readonly interceptVariance: number;
  readonly slopeVariance: number;
  readonly covariance: number;
}

export type Polyline = readonly (readonly [number, number])[];

export interface BandEdges {
  /** The upper and the lower edge, each in the pieces that lie within the window. */
  readonly upper: readonly Polyline[];
  readonly lower: readonly Polyline[];
}

/** Straight pieces that an edge, a hyperbola, is drawn as. */
const PIECES = 128;

/**
 * The band of ŷ ± q √(Var a + 2x Cov(a, b) + x² Var b) within a window: pointwise, with q the quantile of the estimate's
 * distribution (Draper & Smith, Applied Regression Analysis, 3rd ed., §1.4, with any covariance of the estimates).
 */
export function regressionBand(line: EstimatedLine, quantile: number, window: Limits): BandEdges {
  const places = abscissae(line, window);
  const edge = (sign: 1 | -1): readonly Polyline[] =>
    clipped(
      places.map((x) => [x, line.intercept + line.slope * x + sign * quantile * standardError(line, x)] as const),
      window,
    );
  return { upper: edge(1), lower: edge(-1) };
}

/** The line itself within a window: from side to side, cut where it leaves above or below; none where it never enters. */
export function lineWithin(
  { intercept, slope }: Pick<EstimatedLine, 'intercept' | 'slope'>,
  { x0, x1, y0, y1 }: Limits,
): Polyline {
  const at = (x: number): Place => [x, intercept + slope * x];
  return clippedSegment(at(x0), at(x1), y0, y1) ?? [];
}

/** Standard error of ŷ at x. */
export function standardError({ interceptVariance, slopeVariance, covariance }: EstimatedLine, x: number): number {
  // Rounding may leave a little less than 0 where the band is thinnest.
  return Math.sqrt(Math.max(0, interceptVariance + 2 * x * covariance + x * x * slopeVariance));
}

/** Evenly over the window, and where the band is thinnest: an edge may turn sharply there. */
function abscissae({ slopeVariance, covariance }: EstimatedLine, { x0, x1 }: Limits): number[] {
  const places = Array.from({ length: PIECES + 1 }, (_, piece) => x0 + ((x1 - x0) * piece) / PIECES);
  places[PIECES] = x1;
  const thinnest = -covariance / slopeVariance;
  return thinnest > x0 && thinnest < x1 ? [...places, thinnest].sort((one, other) => one - other) : places;
}

/** The pieces of a line from left to right that lie between the window's lower and upper side. */
function clipped(line: Polyline, { y0, y1 }: Limits): readonly Polyline[] {
  const pieces: (readonly [number, number])[][] = [];
  let open: (readonly [number, number])[] = [];
  for (const [index, from] of line.slice(0, -1).entries()) {
    const to = line[index + 1] as readonly [number, number];
    const ends = clippedSegment(from, to, y0, y1);
    if (ends === null) continue;
    const last = open.at(-1);
    if (last === undefined || last[0] !== ends[0][0] || last[1] !== ends[0][1]) {
      open = [ends[0]];
      pieces.push(open);
    }
    open.push(ends[1]);
  }
  return pieces;
}

type Place = readonly [number, number];

function clippedSegment([ax, ay]: Place, [bx, by]: Place, y0: number, y1: number): readonly [Place, Place] | null {
  if (!(Math.max(ay, by) >= y0 && Math.min(ay, by) <= y1)) return null;
  const cut = (x: number, y: number): Place => {
    const side = y < y0 ? y0 : y > y1 ? y1 : null;
    return side === null ? [x, y] : [ax + ((side - ay) / (by - ay)) * (bx - ax), side];
  };
  return [cut(ax, ay), cut(bx, by)];
}
