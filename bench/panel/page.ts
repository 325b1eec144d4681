import type { PointSet } from '../../webview/charts/points/pointSet';

/** What a page that is measured offers, as `window.bench`. */
export interface BenchPage {
  /** Shows points for the first time. */
  show(points: PointSet): void;
  /** Points that the last drag has selected. */
  selected(): number;
}

/** Points too small to count: what is measured draws them all with marks of this size and opacity. */
export const MARK = { size: 1.5, opacity: 0.5 } as const;
