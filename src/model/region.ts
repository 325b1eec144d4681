/** A rectangle of the plane, edges included, in units of the axes. */
export interface Limits {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** A part of the plane that a gesture draws, in units of the axes. What lies exactly on an edge belongs to it. */
export type Region = Box | Lasso;

export interface Box {
  readonly kind: 'box';
  readonly limits: Limits;
}

/** A closed polygon, x₀, y₀, x₁, y₁, …; where it crosses itself, what it goes round an even number of times is outside. */
export interface Lasso {
  readonly kind: 'lasso';
  readonly corners: Float64Array;
}

/** A box between two opposite corners, whichever they are. */
export function boxBetween([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): Box {
  const limits = { x0: Math.min(ax, bx), x1: Math.max(ax, bx), y0: Math.min(ay, by), y1: Math.max(ay, by) };
  return { kind: 'box', limits };
}

export function inLimits({ x0, x1, y0, y1 }: Limits, x: number, y: number): boolean {
  return x >= x0 && x <= x1 && y >= y0 && y <= y1;
}

/** Whether a region holds a point; none holds one that is undefined. */
export function contains(region: Region, x: number, y: number): boolean {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
  if (region.kind === 'box') return inLimits(region.limits, x, y);
  return meets(region.corners, edgesOf(region.corners), x, y);
}

/** All edges of a polygon, by the place of their first corner. */
function* edgesOf(corners: Float64Array): Generator<number> {
  for (let edge = 0; edge < corners.length; edge += 2) yield edge;
}

/** Whether a point lies on one of these edges, or the ray from it towards larger x crosses an odd number of them. */
export function meets(corners: Float64Array, edges: Iterable<number>, x: number, y: number): boolean {
  let inside = false;
  for (const edge of edges) {
    const side = sideOf(corners, edge, x, y);
    if (side === ON_EDGE) return true;
    if (side === CROSSED) inside = !inside;
  }
  return inside;
}

const MISSED = 0;
const CROSSED = 1;
const ON_EDGE = 2;

/**
 * How the ray from a point towards larger x meets an edge.
 * @param edge place of its first corner in `corners`; its second is the next one, after the last the first
 * @returns on the edge where the cross product is 0 in float64: exact for upright and level edges, for others as far
 *   as rounding can tell
 */
function sideOf(corners: Float64Array, edge: number, x: number, y: number): 0 | 1 | 2 {
  const next = edge + 2 < corners.length ? edge + 2 : 0;
  const ax = corners[edge] as number;
  const ay = corners[edge + 1] as number;
  const bx = corners[next] as number;
  const by = corners[next + 1] as number;
  if ((y < ay && y < by) || (y > ay && y > by) || (x > ax && x > bx)) return MISSED;
  const cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  if (cross === 0 && (x >= ax || x >= bx)) return ON_EDGE;
  // A corner belongs to the edge above it, so that a ray through it counts once or twice as it should.
  if (ay > y === by > y) return MISSED;
  if (x < ax && x < bx) return CROSSED;
  return cross > 0 === by > ay ? CROSSED : MISSED;
}
