import type { TimeSlicer } from '../cancellation';
import { PointGrid } from './pointGrid';

/** What counts as dense. */
export interface Density {
  /** Two points at most this far apart are neighbours. */
  readonly eps: number;
  /** A point with at least so many neighbours, itself among them, is a core point. */
  readonly minPoints: number;
}

/** Cells, or points, between two looks at the clock: they are so quickly done that it would cost as much as they do. */
const STRIDE = 64;

/**
 * Clusters of points by density, DBSCAN (Ester, Kriegel, Sander & Xu 1996): core points that are neighbours share a
 * cluster; another point belongs to its nearest core point, if that is a neighbour, and is noise otherwise.
 *
 * On a grid whose cells are smaller than eps across, as Gunawan (2013) has it: the points of a cell are neighbours of
 * one another, so that a full cell is looked at once and not once a pair. Packages for it (`density-clustering`,
 * `@turf/clusters-dbscan`) compare all pairs or work on a globe.
 * @param xs, ys same length, all defined
 * @returns cluster of each point, numbered from 0 in the order of their first points; −1 for noise
 * @throws CancelledError
 */
export async function densityClusters(
  xs: Float64Array,
  ys: Float64Array,
  { eps, minPoints }: Density,
  slicer: TimeSlicer,
): Promise<Int32Array> {
  const grid = await slicer.run(PointGrid.inStretches(xs, ys, eps));
  const isCore = new Uint8Array(xs.length);
  for (let cell = 0; cell < grid.cells; cell++) {
    if (cell % STRIDE === 0 && slicer.due) await slicer.pause();
    markCores(grid, cell, minPoints, isCore);
  }
  if (slicer.due) await slicer.pause();
  const cores = coresBefore(isCore);
  if (slicer.due) await slicer.pause();
  const forest = new Forest(grid.cells);
  for (let cell = 0; cell < grid.cells; cell++) {
    if (cell % STRIDE === 0 && slicer.due) await slicer.pause();
    joinNearCells(grid, cell, cores, forest);
  }
  const rootOf = new Int32Array(xs.length).fill(-1);
  for (let index = 0; index < xs.length; index++) {
    if (index % STRIDE === 0 && slicer.due) await slicer.pause();
    const core = isCore[index] === 1 ? index : nearestCore(grid, index, cores);
    if (core >= 0) rootOf[grid.order[index] as number] = forest.rootOf(grid.cellOf[core] as number);
  }
  if (slicer.due) await slicer.pause();
  number(rootOf, grid.cells);
  return rootOf;
}

function markCores(grid: PointGrid, cell: number, minPoints: number, isCore: Uint8Array): void {
  const from = grid.starts[cell] as number;
  const until = grid.starts[cell + 1] as number;
  if (until - from >= minPoints) {
    isCore.fill(1, from, until);
    return;
  }
  // Most cells lie where there are not enough points, and none has to be looked at.
  let around = 0;
  for (let row = 0; row < grid.rows; row++) around += grid.nearUntil(cell, row) - grid.nearFrom(cell, row);
  if (around < minPoints) return;
  for (let point = from; point < until; point++) {
    let count = 0;
    for (let row = 0; row < grid.rows && count < minPoints; row++) {
      const end = grid.nearUntil(cell, row);
      for (let other = grid.nearFrom(cell, row); other < end && count < minPoints; other++)
        if (grid.isNear(point, other)) count++;
    }
    if (count >= minPoints) isCore[point] = 1;
  }
}

/** Core points before each point, and behind the last one all of them. */
function coresBefore(isCore: Uint8Array): Uint32Array {
  const before = new Uint32Array(isCore.length + 1);
  for (let point = 0; point < isCore.length; point++)
    before[point + 1] = (before[point] as number) + (isCore[point] as number);
  return before;
}

/** Whether there is a core point from one point up to before another. */
function anyCore(cores: Uint32Array, from: number, until: number): boolean {
  return (cores[until] as number) > (cores[from] as number);
}

/** The core points of a cell share a cluster, and with those of another cell as soon as two of them are neighbours. */
function joinNearCells(grid: PointGrid, cell: number, cores: Uint32Array, forest: Forest): void {
  const from = grid.starts[cell] as number;
  const until = grid.starts[cell + 1] as number;
  if (!anyCore(cores, from, until)) return;
  const touch = (start: number, end: number): boolean => {
    for (let one = from; one < until; one++) {
      if (!anyCore(cores, one, one + 1)) continue;
      for (let other = start; other < end; other++)
        if (anyCore(cores, other, other + 1) && grid.isNear(one, other)) return true;
    }
    return false;
  };
  for (let row = 0; row < grid.rows; row++) {
    const end = grid.nearUntil(cell, row);
    if (!anyCore(cores, grid.nearFrom(cell, row), end)) continue;
    // Cells before this one have looked at it already.
    for (let other = Math.max(until, grid.nearFrom(cell, row)); other < end; ) {
      const otherCell = grid.cellOf[other] as number;
      const next = grid.starts[otherCell + 1] as number;
      if (forest.rootOf(cell) !== forest.rootOf(otherCell) && touch(other, next)) forest.join(cell, otherCell);
      other = next;
    }
  }
}

/** The nearest core point that is a neighbour, of equally near ones the first given; −1 where there is none. */
function nearestCore(grid: PointGrid, point: number, cores: Uint32Array): number {
  const cell = grid.cellOf[point] as number;
  let nearest = -1;
  let least = grid.eps * grid.eps;
  for (let row = 0; row < grid.rows; row++) {
    const start = grid.nearFrom(cell, row);
    const end = grid.nearUntil(cell, row);
    if (!anyCore(cores, start, end)) continue;
    for (let other = start; other < end; other++) {
      if (!anyCore(cores, other, other + 1)) continue;
      const distance = grid.squaredDistance(point, other);
      if (distance > least) continue;
      const isEarlier = nearest < 0 || (grid.order[other] as number) < (grid.order[nearest] as number);
      if (distance < least || isEarlier) nearest = other;
      least = distance;
    }
  }
  return nearest;
}

/** Union–find. */
class Forest {
  private readonly parent: Int32Array;

  constructor(count: number) {
    this.parent = new Int32Array(count);
    for (let member = 0; member < count; member++) this.parent[member] = member;
  }

  rootOf(member: number): number {
    let root = member;
    while (this.parent[root] !== root) root = this.parent[root] as number;
    // Shortens the way for the next one who asks.
    this.parent[member] = root;
    return root;
  }

  join(one: number, other: number): void {
    this.parent[this.rootOf(other)] = this.rootOf(one);
  }
}

/** From the cell that stands for each cluster to the clusters' numbers, in place. */
function number(roots: Int32Array, cells: number): void {
  const numberOf = new Int32Array(cells).fill(-1);
  let count = 0;
  for (let point = 0; point < roots.length; point++) {
    const root = roots[point] as number;
    if (root < 0) continue;
    if ((numberOf[root] as number) < 0) {
      numberOf[root] = count;
      count++;
    }
    roots[point] = numberOf[root] as number;
  }
}
