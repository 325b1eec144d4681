/** Finds the point nearest to a place, exactly, among all points of a plot whose axes run from 0 to 1. */
export class HitIndex {
  private readonly cells: number;
  /** Points sorted by cell; those of cell k stand from `starts[k]` up to `starts[k + 1]`. */
  private readonly sorted: Uint32Array;
  private readonly starts: Uint32Array;

  /** @param x, y one point an index; points with NaN are never found */
  constructor(
    private readonly x: Float64Array,
    private readonly y: Float64Array,
  ) {
    this.cells = Math.max(1, Math.min(256, Math.ceil(Math.sqrt(x.length / 4))));
    const cellOf = new Int32Array(x.length);
    this.starts = new Uint32Array(this.cells * this.cells + 1);
    for (let point = 0; point < x.length; point++) {
      const px = x[point] as number;
      const py = y[point] as number;
      const cell = Number.isNaN(px) || Number.isNaN(py) ? -1 : this.cellAt(px) + this.cells * this.cellAt(py);
      cellOf[point] = cell;
      if (cell >= 0) this.starts[cell + 1] = (this.starts[cell + 1] as number) + 1;
    }
    for (let cell = 1; cell < this.starts.length; cell++) {
      this.starts[cell] = (this.starts[cell] as number) + (this.starts[cell - 1] as number);
    }
    const next = this.starts.slice();
    this.sorted = new Uint32Array(this.starts.at(-1) as number);
    for (let point = 0; point < x.length; point++) {
      const cell = cellOf[point] as number;
      if (cell < 0) continue;
      this.sorted[next[cell] as number] = point;
      next[cell] = (next[cell] as number) + 1;
    }
  }

  /**
   * The point nearest to (x, y) within a radius, in units of the axes; of equally near ones the first.
   * @returns its index, or −1 when there is none
   */
  nearest(x: number, y: number, radius: number): number {
    const [fromX, toX] = [this.cellAt(x - radius), this.cellAt(x + radius)];
    const [fromY, toY] = [this.cellAt(y - radius), this.cellAt(y + radius)];
    let best = -1;
    let least = radius * radius;
    for (let row = fromY; row <= toY; row++) {
      const start = this.starts[row * this.cells + fromX] as number;
      const end = this.starts[row * this.cells + toX + 1] as number;
      for (let k = start; k < end; k++) {
        const point = this.sorted[k] as number;
        const dx = (this.x[point] as number) - x;
        const dy = (this.y[point] as number) - y;
        const distance = dx * dx + dy * dy;
        if (distance < least || (distance === least && (best < 0 || point < best))) {
          least = distance;
          best = point;
        }
      }
    }
    return best;
  }

  private cellAt(value: number): number {
    return Math.max(0, Math.min(this.cells - 1, Math.floor(value * this.cells)));
  }
}

/** Of each cluster its first member in the layer's order, which is the one of the smallest input. */
export function firstOfClusters(clusterOf: Int32Array, clusters: number): Int32Array {
  const first = new Int32Array(clusters).fill(-1);
  for (let weight = clusterOf.length - 1; weight >= 0; weight--) {
    const cluster = clusterOf[weight] as number;
    if (cluster >= 0) first[cluster] = weight;
  }
  return first;
}

/** All members of one cluster, which lie within one neuron's weights. */
export function membersOf(clusterOf: Int32Array, cluster: number, from: number, until: number): number[] {
  const members: number[] = [];
  for (let weight = from; weight < until; weight++) if (clusterOf[weight] === cluster) members.push(weight);
  return members;
}
