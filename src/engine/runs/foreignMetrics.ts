import type { Metrics } from '../../model/metrics';
import { compareMeasures } from '../attribution/importance/compare';
import { type CancelFlag, TimeSlicer } from '../cancellation';
import { controlsOf } from '../controls/controls';
import { checkIdentity } from '../controls/identity';
import { shareOfInk } from '../controls/inkAlone';
import type { Layer } from '../network/parameters';
import { summariseInputs, summarisePixelMap } from '../statistics/pixelMap';
import { relationOf } from '../summary';
import { imageOf } from './foreignFormat';
import type { ForeignRun } from './foreignRun';

/**
 * The metrics of a run that another system recorded, by the same functions as those of a run of this engine: without
 * what it did not record, and of the layers that have been read, the first of them first.
 * @throws CancelledError
 */
export async function foreignMetrics({ file, parameters, ink }: ForeignRun, cancel: CancelFlag): Promise<Metrics> {
  const slicer = new TimeSlicer(cancel);
  const { x: ofX, y: ofY, tally, difference, measures } = parameters;
  const [x, y] = [ofX.layers[0] as Layer, ofY.layers[0] as Layer];
  const constant = constantFlags(file.constantInputs, x.inputs);
  const known = file.constantInputs !== null;
  const image = imageOf(file);
  const { tensors, pixels, clusters } = await relationOf(parameters, constant, slicer, {
    before: 0,
    of: file.layers.length,
  });
  const seed = file.seed ?? 0;
  const controls = await controlsOf({
    config: { seed },
    x,
    y,
    attribution: tally === null || difference === null ? null : { x: ofX, y: ofY, ...tally, ...difference },
    ink: ink === null ? null : shareOfInk(ink.a, ink.b),
    share: null,
    constant: known ? constant : null,
    image,
    moved: null,
    slicer,
  });
  return {
    ...tensors,
    pixelCorrelation:
      image === null
        ? { ...summariseInputs(pixels, constant), frame: null }
        : summarisePixelMap(pixels, constant, image),
    identity: known && x.bias.length > 0 ? checkIdentity(parameters, constant, file.gradientAlone) : null,
    clusters,
    controls: { ...controls, residual: { r: controls.decomposition?.residual.r ?? null } },
    measures: await compareMeasures(measures, ofY, seed, slicer),
  };
}

/** One flag an input. */
export function constantFlags(constant: readonly number[] | null, inputs: number): Uint8Array {
  const flags = new Uint8Array(inputs);
  for (const input of constant ?? []) flags[input] = 1;
  return flags;
}
