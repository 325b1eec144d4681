import { SMALLEST_N } from '../../model/correlation';
import { MOMENTS, type PointTree } from './pointTree';

/** How y goes with x over some points. */
export interface PointFigures {
  readonly n: number;
  /** Pearson's r; null when n < 4 or when x or y does not vary. So are r² and the line. */
  readonly r: number | null;
  readonly r2: number | null;
  readonly slope: number | null;
  readonly intercept: number | null;
  /** Null without points. */
  readonly meanX: number | null;
  readonly meanY: number | null;
}

/** n, means, and sums of squared distances from the means. */
export class Total {
  constructor(
    readonly n: number,
    readonly meanX: number,
    readonly meanY: number,
    readonly xx: number,
    readonly yy: number,
    readonly xy: number,
  ) {}

  writeTo(into: Float64Array, at: number): void {
    into.set([this.meanX, this.meanY, this.xx, this.yy, this.xy], at);
  }

  figures(): PointFigures {
    const { n, meanX, meanY, xx, yy, xy } = this;
    if (n === 0) return { n, r: null, r2: null, slope: null, intercept: null, meanX: null, meanY: null };
    if (n < SMALLEST_N || xx === 0 || yy === 0)
      return { n, r: null, r2: null, slope: null, intercept: null, meanX, meanY };
    const r = Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
    const slope = xy / xx;
    return { n, r, r2: r * r, slope, intercept: meanY - slope * meanX, meanX, meanY };
  }
}

/** n and the five moments. */
const PIECE = 1 + MOMENTS;
/** Points that are gone through twice while they are in the processor's cache. */
const STRETCH = 2048;

/**
 * Sums over points that come in pieces, each about its own mean: no digits are lost where points lie close together far
 * from 0, and of points that do not vary the squares are exactly 0.
 */
export class Moments {
  private pieces = new Float64Array(256 * PIECE);
  private used = 0;

  clear(): void {
    this.used = 0;
  }

  addCell({ first, end, moments }: PointTree, cell: number): void {
    const at = this.room();
    const { pieces } = this;
    pieces[at] = (end[cell] as number) - (first[cell] as number);
    for (let moment = 0; moment < MOMENTS; moment++) {
      pieces[at + 1 + moment] = moments[MOMENTS * cell + moment] as number;
    }
  }

  addPoints(x: Float64Array, y: Float64Array, from: number, to: number): void {
    for (let start = from; start < to; start += STRETCH) this.addStretch(x, y, start, Math.min(to, start + STRETCH));
  }

  private addStretch(x: Float64Array, y: Float64Array, from: number, to: number): void {
    const n = to - from;
    const [firstX, firstY] = [x[from] as number, y[from] as number];
    let [sumX, sumY] = [0, 0];
    for (let at = from; at < to; at++) {
      sumX += (x[at] as number) - firstX;
      sumY += (y[at] as number) - firstY;
    }
    const [meanX, meanY] = [firstX + sumX / n, firstY + sumY / n];
    let [xx, yy, xy] = [0, 0, 0];
    for (let at = from; at < to; at++) {
      const dx = (x[at] as number) - meanX;
      const dy = (y[at] as number) - meanY;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
    const at = this.room();
    const { pieces } = this;
    pieces[at] = n;
    pieces[at + 1] = meanX;
    pieces[at + 2] = meanY;
    pieces[at + 3] = xx;
    pieces[at + 4] = yy;
    pieces[at + 5] = xy;
  }

  /** All pieces together (Chan, Golub & LeVeque 1979). */
  total(): Total {
    const { pieces, used } = this;
    if (used === 0) return new Total(0, 0, 0, 0, 0, 0);
    const [firstX, firstY] = [pieces[1] as number, pieces[2] as number];
    let [n, sumX, sumY] = [0, 0, 0];
    for (let at = 0; at < used; at += PIECE) {
      const size = pieces[at] as number;
      n += size;
      sumX += size * ((pieces[at + 1] as number) - firstX);
      sumY += size * ((pieces[at + 2] as number) - firstY);
    }
    const [meanX, meanY] = [firstX + sumX / n, firstY + sumY / n];
    let [xx, yy, xy] = [0, 0, 0];
    for (let at = 0; at < used; at += PIECE) {
      const size = pieces[at] as number;
      const dx = (pieces[at + 1] as number) - meanX;
      const dy = (pieces[at + 2] as number) - meanY;
      xx += (pieces[at + 3] as number) + size * dx * dx;
      yy += (pieces[at + 4] as number) + size * dy * dy;
      xy += (pieces[at + 5] as number) + size * dx * dy;
    }
    return new Total(n, meanX, meanY, xx, yy, xy);
  }

  /** The place of a further piece. */
  private room(): number {
    if (this.used === this.pieces.length) {
      const grown = new Float64Array(2 * this.used);
      grown.set(this.pieces);
      this.pieces = grown;
    }
    const at = this.used;
    this.used += PIECE;
    return at;
  }
}
