import type { MeasureName } from '../../../model/measures';
import type { Pace } from '../../cancellation';
import { MEASURES } from '.';
import type { Importance, Measure, Recorded } from './measure';

/**
 * Some measures from what phase 1 left behind, in the order of their names.
 * @throws CancelledError
 */
export async function measureImportance(
  names: readonly MeasureName[],
  recorded: Recorded,
  pace: Pace,
): Promise<ReadonlyMap<MeasureName, Importance>> {
  const measures = new Map<MeasureName, Importance>();
  for (const name of names) measures.set(name, await pace.through((MEASURES[name] as Measure).of(recorded)));
  return measures;
}
