import type { MeasureName } from '../../../model/measures';
import type { MeasureFinding } from '../../../model/metrics';
import type { TimeSlicer } from '../../cancellation';
import { neuronPermutationNull } from '../../controls/neuronPermutation';
import type { Layer, Parameters } from '../../network/parameters';
import { correlateInChunks } from '../../statistics/correlation';
import { RankedAgainst } from '../../statistics/spearman';
import { share } from '../ratios';
import type { Importance } from './measure';

/** Fewer than for x: what is asked of them is their mean. */
const DRAWS = 199;

/** What stands in x's place: the share a / (a + b) of A, or the measure as it is where it knows no groups. */
export function* inPlaceOfX(importance: Importance): Generator<void, Parameters> {
  return importance.a === undefined ? importance.whole : yield* share(importance.a, importance.b);
}

/**
 * @param y that of all parameters
 * @throws CancelledError
 */
export async function compareMeasures(
  measures: ReadonlyMap<MeasureName, Importance>,
  y: Parameters,
  seed: number,
  slicer: TimeSlicer,
): Promise<Partial<Record<MeasureName, MeasureFinding>>> {
  const layerY = y.layers[0] as Layer;
  const ranked = new RankedAgainst(layerY.weight);
  const findings: Partial<Record<MeasureName, MeasureFinding>> = {};
  for (const [name, importance] of measures) {
    const layer = (await slicer.run(inPlaceOfX(importance))).layers[0] as Layer;
    const { n, r2 } = await slicer.run(correlateInChunks(layer.weight, layerY.weight));
    if (slicer.due) await slicer.pause();
    const rho = await slicer.run(ranked.spearmanInChunks(layer.weight));
    if (slicer.due) await slicer.pause();
    findings[name] = {
      n,
      r2,
      spearman: rho,
      neuronPermutation: await neuronPermutationNull(layer, layerY, seed, slicer, DRAWS),
    };
  }
  return findings;
}
