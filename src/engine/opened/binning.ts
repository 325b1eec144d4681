import type { Bins } from '../../model/bins';
import type { PointBits } from '../../model/pointBits';
import { inLimits, type Region } from '../../model/region';
import { type PointTree, REACH } from './pointTree';
import { search } from './search';
import { BothSieves, type Sieve, sieveOf } from './sieve';

/** Counts points bin by bin; cells that lie in one bin at once. */
export class Binning {
  readonly counts: Uint32Array;

  constructor(
    private readonly tree: PointTree,
    private readonly bins: Bins,
  ) {
    this.counts = new Uint32Array(bins.count);
  }

  all(): void {
    this.each(this.view);
  }

  /** Those that a region holds. */
  within(region: Region): void {
    this.each(new BothSieves(this.view, sieveOf(region)));
  }

  /** Those whose bits are set. */
  set({ bits, offset }: PointBits): void {
    const { tree, bins, counts } = this;
    const { x, y, order } = tree;
    const add = (from: number, end: number) => {
      for (let place = from; place < end; place++) {
        const bit = offset + (order[place] as number);
        if ((((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 0) continue;
        if (!inLimits(bins.view, x[place] as number, y[place] as number)) continue;
        const bin = bins.of(x[place] as number, y[place] as number);
        counts[bin] = (counts[bin] as number) + 1;
      }
    };
    const each = (cell: number) => add(tree.first[cell] as number, tree.end[cell] as number);
    search(tree, this.view, { whole: each, partly: each });
  }

  private get view(): Sieve {
    return sieveOf({ kind: 'box', limits: this.bins.view });
  }

  private each(sieve: Sieve): void {
    search(this.tree, sieve, {
      whole: (cell) => this.addCell(cell),
      partly: (cell, within) => this.addPoints(cell, within),
    });
  }

  /** All points of a cell that lies in view. */
  private addCell(cell: number): void {
    const { tree, bins, counts } = this;
    const at = REACH * cell;
    const { reach } = tree;
    const column = bins.column(reach[at] as number);
    const row = bins.row(reach[at + 2] as number);
    if (column === bins.column(reach[at + 1] as number) && row === bins.row(reach[at + 3] as number)) {
      const bin = row * bins.columns + column;
      counts[bin] = (counts[bin] as number) + tree.size(cell);
      return;
    }
    if (tree.hasInner(cell)) {
      const end = tree.innerEnd[cell] as number;
      for (let inner = tree.inner[cell] as number; inner < end; inner++) this.addCell(inner);
      return;
    }
    const { x, y } = tree;
    const end = tree.end[cell] as number;
    for (let place = tree.first[cell] as number; place < end; place++) {
      const bin = bins.of(x[place] as number, y[place] as number);
      counts[bin] = (counts[bin] as number) + 1;
    }
  }

  private addPoints(cell: number, sieve: Sieve): void {
    const { tree, bins, counts } = this;
    const { x, y } = tree;
    const end = tree.end[cell] as number;
    for (let place = tree.first[cell] as number; place < end; place++) {
      const [px, py] = [x[place] as number, y[place] as number];
      if (!sieve.holds(px, py)) continue;
      const bin = bins.of(px, py);
      counts[bin] = (counts[bin] as number) + 1;
    }
  }
}
