/** What may stand in x's place, under the names that configs and tensors have, the post's own first. */
export const MEASURE_NAMES = [
  'update-size',
  'root-fisher',
  'fisher',
  'synaptic-intelligence',
  'memory-aware-synapses',
  'weight',
  'weight-change',
  'movement',
  'path-efficiency',
  'effect',
] as const;

export type MeasureName = (typeof MEASURE_NAMES)[number];

/** x itself. */
export const UPDATE_SIZE: MeasureName = 'update-size';

export function isMeasureName(name: unknown): name is MeasureName {
  return MEASURE_NAMES.some((known) => known === name);
}

/** Whether a measure is a share of group A's, or knows no groups. */
export function isShare(name: MeasureName): boolean {
  return name !== 'weight' && name !== 'weight-change' && name !== 'effect';
}
