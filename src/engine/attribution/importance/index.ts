import type { MeasureName } from '../../../model/measures';
import type { OptimiserConfig } from '../../config';
import { RECORD_NAMES, type RecordName } from '../../training/kernel';
import { effect } from './effect';
import { fisher, rootFisher } from './fisher';
import type { Measure } from './measure';
import { memoryAwareSynapses } from './memoryAwareSynapses';
import { movement } from './movement';
import { pathEfficiency } from './pathEfficiency';
import { synapticIntelligence } from './synapticIntelligence';
import { updateSize } from './updateSize';
import { weightChange, weightSize } from './weightSize';

/** How each measure that a config may name is made. */
export const MEASURES = {
  'update-size': updateSize,
  'root-fisher': rootFisher,
  fisher,
  'synaptic-intelligence': synapticIntelligence,
  'memory-aware-synapses': memoryAwareSynapses,
  weight: weightSize,
  'weight-change': weightChange,
  movement,
  'path-efficiency': pathEfficiency,
  effect,
} satisfies Record<MeasureName, Measure>;

/** What training has to keep for some measures. */
export function recordsFor(names: readonly MeasureName[], { name }: OptimiserConfig): RecordName[] {
  const needed = new Set(names.flatMap((measure) => (MEASURES[measure] as Measure).needs(name)));
  return RECORD_NAMES.filter((record) => needed.has(record));
}
