import type { PointTree } from './pointTree';
import { OUTSIDE, type Sieve, WHOLE } from './sieve';

/** What is done with the points that a region holds. */
export interface Found {
  /** All points of a cell. */
  whole(cell: number): void;
  /** Those of a cell's points that a sieve holds. */
  partly(cell: number, sieve: Sieve): void;
}

/** Goes through the cells of a tree that a region reaches into. */
export function search(tree: PointTree, sieve: Sieve, found: Found): void {
  if (tree.cells > 0) searchCell(tree, 0, sieve, found);
}

function searchCell(tree: PointTree, cell: number, sieve: Sieve, found: Found): void {
  const first = tree.first[cell] as number;
  const relation = sieve.relation(tree.reach, cell, tree.x[first] as number, tree.y[first] as number);
  if (relation === OUTSIDE) return;
  if (relation === WHOLE) {
    found.whole(cell);
    return;
  }
  const within = sieve.within(tree.reach, cell);
  if (!tree.hasInner(cell)) {
    found.partly(cell, within);
    return;
  }
  const end = tree.innerEnd[cell] as number;
  for (let inner = tree.inner[cell] as number; inner < end; inner++) searchCell(tree, inner, within, found);
}

/** Calls back for the place of every sorted point that a sieve holds. */
export function eachPlace(tree: PointTree, sieve: Sieve, call: (place: number) => void): void {
  search(tree, sieve, {
    whole: (cell) => {
      const end = tree.end[cell] as number;
      for (let place = tree.first[cell] as number; place < end; place++) call(place);
    },
    partly: (cell, within) => {
      const end = tree.end[cell] as number;
      for (let place = tree.first[cell] as number; place < end; place++)
        if (within.holds(tree.x[place] as number, tree.y[place] as number)) call(place);
    },
  });
}
