/**
 * Points of the plane sorted into cells, the cells of a crowd into smaller ones, as a tree: cell 0 is all of them. Each cell
 * knows exactly how far its points reach, so that a search takes or leaves most of them whole. 20 bytes a point for the points
 * and 92 a cell of usually 32 to 128 points: about 22 bytes a point together.
 */
export class PointTree {
  /** Of cell k the sorted points from `first[k]` up to `end[k]`. */
  first: Uint32Array = new Uint32Array(INITIAL);
  end: Uint32Array = new Uint32Array(INITIAL);
  /** Cells within it are those from `inner[k]` up to `innerEnd[k]`; none where both are 0. */
  inner: Uint32Array = new Uint32Array(INITIAL);
  innerEnd: Uint32Array = new Uint32Array(INITIAL);
  /** Lowest number of its points, of a cell without others in it. */
  lowest: Uint32Array = new Uint32Array(INITIAL);
  /** `REACH` numbers a cell: least and largest x, least and largest y. */
  reach: Float64Array = new Float64Array(REACH * INITIAL);
  /** `MOMENTS` numbers a cell: means of x and y, then Σ of squared distances of x and of y from them, and of their products. */
  moments: Float64Array = new Float64Array(MOMENTS * INITIAL);
  cells = 0;

  /**
   * @param x, y of the sorted points; beyond `placed` they mean nothing
   * @param order number of each sorted point
   * @param placed points with both coordinates finite
   * @param count points with a number
   */
  constructor(
    readonly x: Float64Array,
    readonly y: Float64Array,
    readonly order: Uint32Array,
    readonly placed: number,
    readonly count: number,
  ) {}

  /** A further cell; its reach and moments are to be written. */
  add(first: number, end: number): number {
    if (this.cells === this.first.length) this.grow();
    const cell = this.cells++;
    this.first[cell] = first;
    this.end[cell] = end;
    return cell;
  }

  size(cell: number): number {
    return (this.end[cell] as number) - (this.first[cell] as number);
  }

  hasInner(cell: number): boolean {
    return this.innerEnd[cell] !== 0;
  }

  /** Whether all points of a cell lie in one place. */
  coincides(cell: number): boolean {
    const { reach } = this;
    const at = REACH * cell;
    return reach[at] === reach[at + 1] && reach[at + 2] === reach[at + 3];
  }

  get bytes(): number {
    const { x, y, order, first, end, inner, innerEnd, lowest, reach, moments } = this;
    return [x, y, order, first, end, inner, innerEnd, lowest, reach, moments].reduce(
      (sum, { byteLength }) => sum + byteLength,
      0,
    );
  }

  private grow(): void {
    const cells = Math.ceil(1.5 * this.cells);
    for (const name of ['first', 'end', 'inner', 'innerEnd', 'lowest'] as const) {
      const grown = new Uint32Array(cells);
      grown.set(this[name]);
      this[name] = grown;
    }
    for (const [name, each] of [
      ['reach', REACH],
      ['moments', MOMENTS],
    ] as const) {
      const grown = new Float64Array(each * cells);
      grown.set(this[name]);
      this[name] = grown;
    }
  }
}

export const REACH = 4;
export const MOMENTS = 5;
const INITIAL = 64;
