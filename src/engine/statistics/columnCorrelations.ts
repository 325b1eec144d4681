import { SMALLEST_N } from '../../model/correlation';

/**
 * `correlate` of each column of two tables, to the same bits, row after row as tables stand: every row is given to
 * `addRow`, and then every row to `addDistances`. Pairs with a NaN are left out.
 */
export class ColumnCorrelations {
  /** Pairs with both numbers defined. */
  readonly n: Float64Array;
  /** Sums while rows are added, and then means. */
  readonly meanX: Float64Array;
  readonly meanY: Float64Array;
  /** The first pair's numbers, and whether another pair has another one. */
  private readonly firstX: Float64Array;
  private readonly firstY: Float64Array;
  private readonly varies: Uint8Array;
  private readonly xx: Float64Array;
  private readonly yy: Float64Array;
  private readonly xy: Float64Array;

  constructor(columns: number) {
    const numbers = () => new Float64Array(columns);
    [this.n, this.meanX, this.meanY] = [numbers(), numbers(), numbers()];
    [this.firstX, this.firstY, this.varies] = [numbers(), numbers(), new Uint8Array(columns)];
    [this.xx, this.yy, this.xy] = [numbers(), numbers(), numbers()];
  }

  addRow(x: Float64Array, y: Float64Array): void {
    const { n, meanX, meanY, firstX, firstY, varies } = this;
    for (let column = 0; column < n.length; column++) {
      const u = x[column] as number;
      const v = y[column] as number;
      if (Number.isNaN(u) || Number.isNaN(v)) continue;
      if (n[column] === 0) {
        firstX[column] = u;
        firstY[column] = v;
      }
      const other = (u !== firstX[column] ? VARIES_X : 0) | (v !== firstY[column] ? VARIES_Y : 0);
      varies[column] = (varies[column] as number) | other;
      n[column] = (n[column] as number) + 1;
      meanX[column] = (meanX[column] as number) + u;
      meanY[column] = (meanY[column] as number) + v;
    }
  }

  /** Makes means of the sums, when every row has been added. */
  centre(): void {
    for (const mean of [this.meanX, this.meanY])
      for (let column = 0; column < mean.length; column++)
        mean[column] = (mean[column] as number) / (this.n[column] as number);
  }

  addDistances(x: Float64Array, y: Float64Array): void {
    const { meanX, meanY, xx, yy, xy } = this;
    for (let column = 0; column < xx.length; column++) {
      const u = (x[column] as number) - (meanX[column] as number);
      const v = (y[column] as number) - (meanY[column] as number);
      if (Number.isNaN(u) || Number.isNaN(v)) continue;
      xx[column] = (xx[column] as number) + u * u;
      yy[column] = (yy[column] as number) + v * v;
      xy[column] = (xy[column] as number) + u * v;
    }
  }

  /** Null where it is not defined. */
  r(column: number): number | null {
    const [xx, yy] = [this.xx[column] as number, this.yy[column] as number];
    const isDefined = (this.n[column] as number) >= SMALLEST_N && this.varies[column] === (VARIES_X | VARIES_Y);
    if (!isDefined || xx === 0 || yy === 0) return null;
    return Math.max(-1, Math.min(1, (this.xy[column] as number) / Math.sqrt(xx * yy)));
  }
}

const VARIES_X = 1;
const VARIES_Y = 2;
