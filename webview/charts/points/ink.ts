import type { Stamp } from './stamp';

/**
 * Ink of many marks on one buffer. Marks of opacity α and coverage c that lie over each other let Π (1 − αc) of the
 * ground through, whatever their order: the exponents −ln(1 − αc) are summed as whole numbers, so that the order of
 * additions changes nothing either. Exact to far below one step of 255.
 */

/** Parts that the exponent 1 is counted in. */
const PARTS = 2 ** 26;
/** Exponent 32 lets 10⁻¹⁴ through: more ink changes nothing. */
const FULL = 2 ** 31 - 1;

/** The ink of one mark a pixel of its stamp. */
export function inkOf({ coverage }: Stamp, opacity: number): Float64Array {
  return coverage.map((share) => Math.min(FULL, Math.round(-Math.log1p(-opacity * share) * PARTS)));
}

/** The share of the ground that ink covers, 0 … 1. */
export function covered(ink: number): number {
  return -Math.expm1(-ink / PARTS);
}

/** Whole numbers a device pixel. Stamps that reach over its edges are cut. */
export class PixelBuffer {
  readonly values: Uint32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.values = new Uint32Array(width * height);
  }

  /** Lays a stamp's amounts `times` times about an anchor's pixel; what a pixel holds stops at `FULL`. */
  lay(stamp: Stamp, amounts: Float64Array, column: number, row: number, times: number): void {
    const { values, width, height } = this;
    const { side, first } = stamp;
    const [left, top] = [column + first, row + first];
    const [fromColumn, toColumn] = [Math.max(0, -left), Math.min(side, width - left)];
    const toRow = Math.min(side, height - top);
    for (let line = Math.max(0, -top); line < toRow; line++) {
      const start = (top + line) * width + left;
      for (let at = fromColumn; at < toColumn; at++) {
        const sum = (values[start + at] as number) + times * (amounts[line * side + at] as number);
        values[start + at] = sum < FULL ? sum : FULL;
      }
    }
  }
}
