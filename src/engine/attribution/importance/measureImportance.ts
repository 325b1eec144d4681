import type { MeasureName } from '../../../model/measures';
import type { TimeSlicer } from '../../cancellation';
import { MEASURES } from '.';
import type { Importance, Measure, Recorded } from './measure';

/**
 * Some measures from what phase 1 left behind, in the order of their names.
 * @throws CancelledError
 */
export async function measureImportance(
  names: readonly MeasureName[],
  recorded: Recorded,
  slicer: TimeSlicer,
): Promise<ReadonlyMap<MeasureName, Importance>> {
  const measures = new Map<MeasureName, Importance>();
  for (const name of names) measures.set(name, await slicer.run((MEASURES[name] as Measure).of(recorded)));
  return measures;
}
