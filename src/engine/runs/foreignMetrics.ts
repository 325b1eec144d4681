import { compareMeasures } from '../attribution/importance/compare';
import { type CancelFlag, TimeSlicer } from '../cancellation';
import type { ClusterPurityFinding } from '../controls/clusterPurity';
import { purityOfAll } from '../controls/clusterPurity';
import { CONTROLS, type Controls } from '../controls/controls';
import { checkIdentity, type IdentityFinding } from '../controls/identity';
import { inkAloneInChunks, shareOfInk } from '../controls/inkAlone';
import type { Layer } from '../network/parameters';
import { type PixelMapSummary, summariseInputs, summarisePixelMap } from '../statistics/pixelMap';
import { type Metrics, relationOf } from '../summary';
import { imageOf } from './foreignFormat';
import type { ForeignRun } from './foreignRun';

/** The figures of any run: without those whose makings another system did not record. */
export type AnyMetrics = Omit<Metrics, 'pixelCorrelation' | 'identity' | 'controls'> & {
  readonly pixelCorrelation: Omit<PixelMapSummary, 'frame'> & { readonly frame: PixelMapSummary['frame'] | null };
  readonly identity: IdentityFinding | null;
  readonly controls: Partial<Omit<Metrics['controls'], 'clusterPurity' | 'routing'>> & {
    readonly neuronPermutation: Controls['neuronPermutation'];
    readonly clusterPurity?: Omit<ClusterPurityFinding, 'varying'> & Partial<ClusterPurityFinding>;
    readonly residual: { readonly r: number | null };
  };
};

/**
 * The figures of a run that another system recorded, by the same functions as those of a run of this engine.
 * @throws CancelledError
 */
export async function foreignMetrics({ file, parameters, ink }: ForeignRun, cancel: CancelFlag): Promise<AnyMetrics> {
  const slicer = new TimeSlicer(cancel);
  const { x: ofX, y: ofY, tally, difference, measures } = parameters;
  const [x, y] = [ofX.layers[0] as Layer, ofY.layers[0] as Layer];
  const constant = constantFlags(file.constantInputs, x.inputs);
  const known = file.constantInputs !== null;
  const image = imageOf(file);
  const { tensors, pixels, clusters } = await relationOf(parameters, constant, slicer);
  const seed = file.seed ?? 0;
  const given = { x, y, slicer, constant, config: { seed } };
  const decomposition = await CONTROLS.decomposition(given);
  return {
    ...tensors,
    pixelCorrelation:
      image === null ? { ...summariseInputs(pixels), frame: null } : summarisePixelMap(pixels, constant, image),
    identity: known && x.bias.length > 0 ? checkIdentity(parameters, constant, file.gradientAlone) : null,
    clusters,
    controls: {
      clusterPurity: await (known ? CONTROLS.clusterPurity(given) : purityOfAll(x, y, slicer)),
      jointPermutation: await CONTROLS.jointPermutation(given),
      bootstrap: await CONTROLS.bootstrap(given),
      pixelPermutation: await CONTROLS.pixelPermutation(given),
      neuronPermutation: await CONTROLS.neuronPermutation(given),
      decomposition,
      residual: { r: decomposition?.residual.r ?? null },
      ...(ink === null ? {} : { inkAlone: await slicer.run(inkAloneInChunks(x, y, shareOfInk(ink.a, ink.b))) }),
      ...(tally === null || difference === null
        ? {}
        : { logRatios: await CONTROLS.logRatios({ attribution: { ...parameters, ...tally, ...difference }, slicer }) }),
      ...(known ? { withoutConstant: await CONTROLS.withoutConstant(given) } : {}),
    },
    measures: await compareMeasures(measures, ofY, seed, slicer),
  };
}

/** One flag an input. */
export function constantFlags(constant: readonly number[] | null, inputs: number): Uint8Array {
  const flags = new Uint8Array(inputs);
  for (const input of constant ?? []) flags[input] = 1;
  return flags;
}
