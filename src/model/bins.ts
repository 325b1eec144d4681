import type { Limits } from './region';

/**
 * A part of the plane cut into equal bins, row after row from its upper left, as pixels lie. A bin holds its left and its
 * upper edge; the last column and the last row hold their other edge too, so that all of the part is in some bin.
 */
export class Bins {
  private readonly perX: number;
  private readonly perY: number;

  /** @throws RangeError when the part has no extent, or there are no bins */
  constructor(
    readonly view: Limits,
    readonly columns: number,
    readonly rows: number,
  ) {
    this.perX = columns / (view.x1 - view.x0);
    this.perY = rows / (view.y1 - view.y0);
    const usable = (per: number, bins: number) => Number.isInteger(bins) && bins > 0 && per > 0 && Number.isFinite(per);
    if (!usable(this.perX, columns) || !usable(this.perY, rows))
      throw new RangeError(`${columns} by ${rows} bins do not fit ${JSON.stringify(view)}.`);
  }

  get count(): number {
    return this.columns * this.rows;
  }

  /** The column of an x within the part. Never falls as x rises, after rounding too. */
  column(x: number): number {
    return Math.min(this.columns - 1, Math.floor((x - this.view.x0) * this.perX));
  }

  /** The row of a y within the part. Never falls as y sinks. */
  row(y: number): number {
    return Math.min(this.rows - 1, Math.floor((this.view.y1 - y) * this.perY));
  }

  /** The bin of a place within the part. */
  of(x: number, y: number): number {
    return this.row(y) * this.columns + this.column(x);
  }
}
