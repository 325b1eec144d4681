import { inLimits, type Limits } from '../../model/region';
import { type PointTree, REACH } from './pointTree';

/** How far pointing reaches along each axis, in units of the axes; above 0. */
export interface PickRadius {
  readonly x: number;
  readonly y: number;
}

/** The squared distance to a place as a share of the radius: up to 1 is within it. */
export function reachedShare(dx: number, dy: number, radius: PickRadius): number {
  const [shareX, shareY] = [dx / radius.x, dy / radius.y];
  return shareX * shareX + shareY * shareY;
}

/** Looks for the point that is nearest to a place, the lowest of equally near ones. */
export class Nearest {
  /** Its place among the sorted points, −1 for none, and its number. */
  place = -1;
  private number = -1;
  private least = 1;

  constructor(
    private readonly tree: PointTree,
    private readonly atX: number,
    private readonly atY: number,
    private readonly radius: PickRadius,
    private readonly view: Limits | null,
  ) {}

  look(): void {
    const { radius, tree } = this;
    if (radius.x > 0 && radius.y > 0 && tree.cells > 0 && this.bound(0) <= this.least) this.lookIn(0);
  }

  private lookIn(cell: number): void {
    const { tree } = this;
    if (!tree.hasInner(cell)) {
      if (tree.coincides(cell)) this.lookAtOne(cell);
      else this.lookAtAll(cell);
      return;
    }
    const near: { readonly inner: number; readonly bound: number }[] = [];
    const end = tree.innerEnd[cell] as number;
    for (let inner = tree.inner[cell] as number; inner < end; inner++) {
      const bound = this.bound(inner);
      if (bound <= this.least) near.push({ inner, bound });
    }
    // The nearest first: after it most of the others are too far.
    near.sort((one, other) => one.bound - other.bound);
    for (const { inner, bound } of near) if (bound <= this.least) this.lookIn(inner);
  }

  /** All points of the cell lie in one place: the lowest of them stands for them. */
  private lookAtOne(cell: number): void {
    const { tree } = this;
    const lowest = tree.lowest[cell] as number;
    const first = tree.first[cell] as number;
    if (!this.isNearer(first, lowest)) return;
    this.place = tree.order.indexOf(lowest, first);
  }

  private lookAtAll(cell: number): void {
    const { tree } = this;
    const end = tree.end[cell] as number;
    for (let place = tree.first[cell] as number; place < end; place++)
      if (this.isNearer(place, tree.order[place] as number)) this.place = place;
  }

  /** Whether a point is nearer than all before it, and then the one to compare with. */
  private isNearer(place: number, number: number): boolean {
    const { tree, view } = this;
    const [x, y] = [tree.x[place] as number, tree.y[place] as number];
    const distance = reachedShare(x - this.atX, y - this.atY, this.radius);
    if (!(distance < this.least || (distance === this.least && (this.number < 0 || number < this.number))))
      return false;
    if (view !== null && !inLimits(view, x, y)) return false;
    this.least = distance;
    this.number = number;
    return true;
  }

  /** No point of a cell is nearer, after rounding too: every step towards the distance rises with those along the axes. */
  private bound(cell: number): number {
    const { reach } = this.tree;
    const at = REACH * cell;
    const dx = beyond(this.atX, reach[at] as number, reach[at + 1] as number);
    return reachedShare(dx, beyond(this.atY, reach[at + 2] as number, reach[at + 3] as number), this.radius);
  }
}

/** How far a place is from a stretch: 0 within it. */
function beyond(at: number, least: number, most: number): number {
  return at < least ? least - at : at > most ? most - at : 0;
}
