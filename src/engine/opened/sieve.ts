import { type Box, inLimits, type Lasso, meets, type Region } from '../../model/region';
import { REACH } from './pointTree';

/** How a region lies to a cell. */
export const OUTSIDE = 0;
export const WHOLE = 1;
export const PARTLY = 2;
export type Relation = typeof OUTSIDE | typeof WHOLE | typeof PARTLY;

/** Asks of cells, and of points in cells that a region holds in part, what `contains` says of each of their points. */
export interface Sieve {
  /**
   * @param reach, cell how far the cell's points reach, as in a `PointTree`
   * @param x, y one of its points
   */
  relation(reach: Float64Array, cell: number, x: number, y: number): Relation;
  /** What is to be asked of the points and cells within one. */
  within(reach: Float64Array, cell: number): Sieve;
  holds(x: number, y: number): boolean;
}

export function sieveOf(region: Region): Sieve {
  return region.kind === 'box' ? new BoxSieve(region) : LassoSieve.of(region);
}

/** What both of two regions hold. */
export class BothSieves implements Sieve {
  constructor(
    private readonly one: Sieve,
    private readonly other: Sieve,
  ) {}

  relation(reach: Float64Array, cell: number, x: number, y: number): Relation {
    const one = this.one.relation(reach, cell, x, y);
    if (one === OUTSIDE) return OUTSIDE;
    const other = this.other.relation(reach, cell, x, y);
    return one === WHOLE ? other : other === OUTSIDE ? OUTSIDE : PARTLY;
  }

  within(reach: Float64Array, cell: number): Sieve {
    return new BothSieves(this.one.within(reach, cell), this.other.within(reach, cell));
  }

  holds(x: number, y: number): boolean {
    return this.one.holds(x, y) && this.other.holds(x, y);
  }
}

class BoxSieve implements Sieve {
  constructor(private readonly box: Box) {}

  relation(reach: Float64Array, cell: number): Relation {
    const { x0, x1, y0, y1 } = this.box.limits;
    const at = REACH * cell;
    const [leastX, mostX] = [reach[at] as number, reach[at + 1] as number];
    const [leastY, mostY] = [reach[at + 2] as number, reach[at + 3] as number];
    if (!(mostX >= x0 && leastX <= x1 && mostY >= y0 && leastY <= y1)) return OUTSIDE;
    return leastX >= x0 && mostX <= x1 && leastY >= y0 && mostY <= y1 ? WHOLE : PARTLY;
  }

  within(): Sieve {
    return this;
  }

  holds(x: number, y: number): boolean {
    return inLimits(this.box.limits, x, y);
  }
}

/** Rounding of a cross product is below so much of the products that it is made of: 2⁻⁵⁰, four times what can be. */
const ROUNDING = 2 ** -50;
/** Far above the smallest numbers, where rounding is no share of a product any more. */
const UNDERFLOW = 1e-300;

class LassoSieve implements Sieve {
  private constructor(
    private readonly corners: Float64Array,
    /** Those that a ray from a point of the cell can meet, by the place of their first corner. */
    private readonly edges: readonly number[],
  ) {}

  static of({ corners }: Lasso): LassoSieve {
    return new LassoSieve(
      corners,
      Array.from({ length: Math.ceil(corners.length / 2) }, (_, edge) => 2 * edge),
    );
  }

  relation(reach: Float64Array, cell: number, x: number, y: number): Relation {
    for (const edge of this.edges) if (this.mayTouch(edge, reach, cell)) return PARTLY;
    // No edge passes between its points: the region holds all of them or none.
    return this.holds(x, y) ? WHOLE : OUTSIDE;
  }

  within(reach: Float64Array, cell: number): Sieve {
    return new LassoSieve(
      this.corners,
      this.edges.filter((edge) => this.mayBeMet(edge, reach, cell)),
    );
  }

  holds(x: number, y: number): boolean {
    return meets(this.corners, this.edges, x, y);
  }

  /** Whether an edge is not below, above or left of all points of a cell: such a one no ray towards larger x meets. */
  private mayBeMet(edge: number, reach: Float64Array, cell: number): boolean {
    const { corners } = this;
    const next = edge + 2 < corners.length ? edge + 2 : 0;
    const at = REACH * cell;
    const [ax, ay] = [corners[edge] as number, corners[edge + 1] as number];
    const [bx, by] = [corners[next] as number, corners[next + 1] as number];
    const [leastX, leastY, mostY] = [reach[at] as number, reach[at + 2] as number, reach[at + 3] as number];
    return !((mostY < ay && mostY < by) || (leastY > ay && leastY > by) || (leastX > ax && leastX > bx));
  }

  /** Whether an edge may pass between points of a cell, or so near to one that rounding decides. */
  private mayTouch(edge: number, reach: Float64Array, cell: number): boolean {
    if (!this.mayBeMet(edge, reach, cell)) return false;
    const { corners } = this;
    const next = edge + 2 < corners.length ? edge + 2 : 0;
    const at = REACH * cell;
    const [ax, ay] = [corners[edge] as number, corners[edge + 1] as number];
    const [bx, by] = [corners[next] as number, corners[next + 1] as number];
    const [leastX, mostX] = [reach[at] as number, reach[at + 1] as number];
    const [leastY, mostY] = [reach[at + 2] as number, reach[at + 3] as number];
    if (mostX < ax && mostX < bx) return false;
    // On one side of the edge's line, by more than rounding, are all places of a cell of which its four corners are.
    const [dx, dy] = [bx - ax, by - ay];
    const farthest =
      Math.abs(dx) * Math.max(Math.abs(leastY - ay), Math.abs(mostY - ay)) +
      Math.abs(dy) * Math.max(Math.abs(leastX - ax), Math.abs(mostX - ax));
    const doubt = farthest * ROUNDING + UNDERFLOW;
    const [up, down] = [dx * (mostY - ay), dx * (leastY - ay)];
    const [right, left] = [dy * (mostX - ax), dy * (leastX - ax)];
    const least = Math.min(up, down) - Math.max(right, left);
    const most = Math.max(up, down) - Math.min(right, left);
    // An edge without an end in float64 leaves no number to compare.
    return !(least > doubt || most < -doubt) || !Number.isFinite(farthest);
  }
}
