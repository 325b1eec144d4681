import type { PointBits } from '../../../src/model/pointBits';
import type { Limits } from '../../../src/model/region';
import type { PointSet } from './pointSet';

/** Points a bin, from the axis's lower end to its upper. */
export interface Histogram {
  readonly all: Uint32Array;
  readonly selected: Uint32Array;
}

/**
 * How the points within a window are spread along each of its sides. Bins are equally wide and hold their lower edge; the
 * last holds its upper edge too.
 */
export function marginals(
  { x, y }: Pick<PointSet, 'x' | 'y'>,
  { x0, x1, y0, y1 }: Limits,
  bins: number,
  selected: PointBits | null,
): { readonly x: Histogram; readonly y: Histogram } {
  const alongX = emptyHistogram(bins);
  const alongY = emptyHistogram(bins);
  for (let point = 0; point < x.length; point++) {
    const px = x[point] as number;
    const py = y[point] as number;
    if (!(px >= x0 && px <= x1 && py >= y0 && py <= y1)) continue;
    const binX = Math.min(bins - 1, Math.floor(((px - x0) / (x1 - x0)) * bins));
    const binY = Math.min(bins - 1, Math.floor(((py - y0) / (y1 - y0)) * bins));
    alongX.all[binX] = (alongX.all[binX] as number) + 1;
    alongY.all[binY] = (alongY.all[binY] as number) + 1;
    if (selected === null) continue;
    const bit = selected.offset + point;
    if ((((selected.bits[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 0) continue;
    alongX.selected[binX] = (alongX.selected[binX] as number) + 1;
    alongY.selected[binY] = (alongY.selected[binY] as number) + 1;
  }
  return { x: alongX, y: alongY };
}

function emptyHistogram(bins: number): Histogram {
  return { all: new Uint32Array(bins), selected: new Uint32Array(bins) };
}
