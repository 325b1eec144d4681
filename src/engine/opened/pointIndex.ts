import { Bins } from '../../model/bins';
import type { PointBits } from '../../model/pointBits';
import type { Limits, Region } from '../../model/region';
import type { CancelFlag } from '../cancellation';
import { Binning } from './binning';
import { growTree } from './growTree';
import { Moments, type PointFigures } from './moments';
import { Nearest, type PickRadius } from './nearest';
import type { PointTree } from './pointTree';
import { eachPlace, search } from './search';
import { sieveOf } from './sieve';

/** Points that are few enough to be sent. */
export interface SomePoints {
  /** Their numbers, ascending. */
  readonly points: Uint32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface PickedPoint {
  readonly point: number;
  readonly x: number;
  readonly y: number;
}

/** Numbers of points are multiplied by their count, exactly. */
const MOST_POINTS = Math.floor(Math.sqrt(Number.MAX_SAFE_INTEGER));
/** Selected points whose moments are taken at a time. */
const STRETCH = 2048;

/**
 * The points of one layer, as a plot of them asks for them: how many lie where, which are where, which is nearest. Answers
 * exactly what going through all of them would, and mostly goes through few. Points with a coordinate that is not finite are
 * in no answer. About 22 bytes a point, x and y among them; while it is made no more.
 */
export class PointIndex {
  /** @param x, y one point an index. They are taken over: their numbers stand in another order afterwards. */
  static build(x: Float64Array, y: Float64Array, cancel?: CancelFlag): PointIndex {
    if (x.length !== y.length || x.length > MOST_POINTS)
      throw new RangeError(`${x.length} x and ${y.length} y are no points, or too many.`);
    return new PointIndex(growTree(x, y, cancel));
  }

  private constructor(private readonly tree: PointTree) {}

  /** Points with a number. */
  get count(): number {
    return this.tree.count;
  }

  /** Points with a place. */
  get placed(): number {
    return this.tree.placed;
  }

  /** What it holds in memory. */
  get bytes(): number {
    return this.tree.bytes;
  }

  /** What the placed points reach over; null where there are none. */
  get limits(): Limits | null {
    const { tree } = this;
    if (tree.cells === 0) return null;
    const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = tree.reach;
    return { x0, x1, y0, y1 };
  }

  /**
   * How many points lie in each of a view's bins, row after row from its upper left.
   * @param among only those that a region holds, or that are in a set
   * @throws RangeError when the view has no extent, or there are no bins
   */
  density(view: Limits, columns: number, rows: number, among?: Region | PointBits): Uint32Array {
    const binning = new Binning(this.tree, new Bins(view, columns, rows));
    if (among === undefined) binning.all();
    else if ('bits' in among) binning.set(among);
    else binning.within(among);
    return binning.counts;
  }

  countIn(region: Region): number {
    const { tree } = this;
    let count = 0;
    search(tree, sieveOf(region), {
      whole: (cell) => {
        count += tree.size(cell);
      },
      partly: (cell, sieve) => {
        const end = tree.end[cell] as number;
        for (let place = tree.first[cell] as number; place < end; place++)
          if (sieve.holds(tree.x[place] as number, tree.y[place] as number)) count++;
      },
    });
    return count;
  }

  /** The points of a region; null where they are more than `most`. */
  pointsIn(region: Region, most: number): SomePoints | null {
    const n = this.countIn(region);
    if (n > most) return null;
    const { tree } = this;
    // Number and place as one, so that sorting takes them along together.
    const keys = new Float64Array(n);
    let next = 0;
    eachPlace(tree, sieveOf(region), (place) => {
      keys[next++] = (tree.order[place] as number) * tree.count + place;
    });
    keys.sort();
    const places = Uint32Array.from(keys, (key) => key % tree.count);
    return {
      points: places.map((place) => tree.order[place] as number),
      x: Float64Array.from(places, (place) => tree.x[place] as number),
      y: Float64Array.from(places, (place) => tree.y[place] as number),
    };
  }

  /**
   * The point nearest to a place, its distances along the axes taken as shares of the radius; the lowest of equally near ones.
   * @param view only points within it
   * @returns null where none is within the radius
   */
  pick(at: { readonly x: number; readonly y: number }, radius: PickRadius, view?: Limits): PickedPoint | null {
    const { tree } = this;
    const nearest = new Nearest(tree, at.x, at.y, radius, view ?? null);
    nearest.look();
    const { place } = nearest;
    if (place < 0) return null;
    return { point: tree.order[place] as number, x: tree.x[place] as number, y: tree.y[place] as number };
  }

  /** The points that lie exactly in one place: how many, and the lowest `most` of them, ascending. */
  coinciding(
    { x, y }: { readonly x: number; readonly y: number },
    most: number,
  ): { count: number; points: Uint32Array } {
    const { tree } = this;
    const lowest = new Uint32Array(Math.max(1, 2 * most));
    let [kept, count, bound] = [0, 0, tree.count];
    eachPlace(tree, sieveOf({ kind: 'box', limits: { x0: x, x1: x, y0: y, y1: y } }), (place) => {
      count++;
      const point = tree.order[place] as number;
      if (most === 0 || point >= bound) return;
      lowest[kept++] = point;
      if (kept < lowest.length) return;
      lowest.sort();
      kept = most;
      bound = lowest[most] as number;
    });
    return { count, points: lowest.slice(0, kept).sort().slice(0, most) };
  }

  /** Notes the points of a region; leaves all other bits as they are. */
  select(region: Region, { bits, offset }: PointBits): void {
    const { order } = this.tree;
    eachPlace(this.tree, sieveOf(region), (place) => {
      const bit = offset + (order[place] as number);
      bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
    });
  }

  /** How y goes with x over the points of a region. */
  figuresOf(region: Region): PointFigures {
    const { tree } = this;
    const moments = new Moments();
    const held = new Held(moments);
    search(tree, sieveOf(region), {
      whole: (cell) => moments.addCell(tree, cell),
      partly: (cell, sieve) => {
        const end = tree.end[cell] as number;
        for (let place = tree.first[cell] as number; place < end; place++) {
          const [x, y] = [tree.x[place] as number, tree.y[place] as number];
          if (sieve.holds(x, y)) held.add(x, y);
        }
        held.flush();
      },
    });
    return moments.total().figures();
  }

  /** The same over the placed points of a set; goes through all points. */
  figuresOfSet({ bits, offset }: PointBits): PointFigures {
    const { x, y, order, placed } = this.tree;
    const moments = new Moments();
    const held = new Held(moments);
    for (let place = 0; place < placed; place++) {
      const bit = offset + (order[place] as number);
      if ((((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1) held.add(x[place] as number, y[place] as number);
    }
    held.flush();
    return moments.total().figures();
  }
}

/** Points on their way to moments. */
class Held {
  private readonly x = new Float64Array(STRETCH);
  private readonly y = new Float64Array(STRETCH);
  private used = 0;

  constructor(private readonly moments: Moments) {}

  add(x: number, y: number): void {
    this.x[this.used] = x;
    this.y[this.used++] = y;
    if (this.used === STRETCH) this.flush();
  }

  flush(): void {
    this.moments.addPoints(this.x, this.y, 0, this.used);
    this.used = 0;
  }
}
