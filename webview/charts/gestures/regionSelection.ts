import { ParameterSet } from '../../../src/model/parameterSet';
import type { Region } from '../../../src/model/region';
import type { CombineMode } from '../../ui/combineMode';
import type { PickIndex } from '../points/pointGrid';

/**
 * The parameters whose points lie in a region.
 * @param offset number of the parameter that is the grid's first point
 * @param count all parameters of the network
 */
export function parametersIn(grid: PickIndex, region: Region, offset: number, count: number): ParameterSet {
  const bits = new Uint8Array(Math.ceil(count / 8));
  grid.mark(region, { bits, offset });
  return ParameterSet.fromBits(count, bits);
}

/** What is selected after something has been found, by the keys that were held. */
export function combinedSelection(before: ParameterSet, found: ParameterSet, mode: CombineMode): ParameterSet {
  switch (mode) {
    case 'replace':
      return found;
    case 'add':
      return before.union(found);
    case 'subtract':
      return before.difference(found);
    case 'intersect':
      return before.intersection(found);
  }
}
