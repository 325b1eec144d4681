import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { PHASE_1 } from '../../model/networkNames';
import { compareMeasures } from '../attribution/importance/compare';
import { type Attribution, relateInChunks } from '../attribution/ratios';
import { type CancelFlag, TimeSlicer } from '../cancellation';
import { startControls } from '../controls/sharedControls';
import { permuteLabels } from '../controls/sharedLabels';
import { type ExampleStore, sharedUint32 } from '../data/examples';
import { DataError } from '../errors';
import { trainingRule } from '../experiment';
import { isSealed } from '../files/sealed';
import { type Layer, Parameters } from '../network/parameters';
import { constantFlags } from '../runs/foreignMetrics';
import { RUN_FILE, type RunFile, TENSOR_FILE } from '../runs/runFormat';
import type { StoredRun } from '../runs/runStore';
import { summarise, withControls } from '../summary';
import type { CellData } from '../sweep/cellData';
import { examplesKey } from '../sweep/cellData';
import { thisThread } from '../training/trainer';
import { ENGINE_VERSION } from '../version';
import type { Findings } from './findings';
import { type ImageMetrics, imageMetrics } from './imageMetrics';

/** What no tensor of a run holds. */
const UNTOLD = 'not made again: what came of training on the way (history, tallies, controls.wholeTally)';

/**
 * Makes every metric of a run again from its tensors, and from its images where they can be opened, and holds what the
 * run says against them, to the bit.
 * @throws CancelledError
 */
export async function remakeRun(
  { folder, file, parameters, inputs }: StoredRun,
  findings: Findings,
  cancel: CancelFlag,
  data: CellData,
): Promise<void> {
  const path = join(folder, RUN_FILE);
  const slicer = new TimeSlicer(cancel);
  const sameEngine = file.engine === ENGINE_VERSION;
  if (!sameEngine)
    findings.note(folder, `made by engine ${file.engine}; its figures are held against those of ${ENGINE_VERSION}`);
  // What another version makes of the same numbers may differ, and is no fault.
  const tell = (at: string, found: string, expected: string) =>
    sameEngine ? findings.fault(at, found, expected) : findings.note(at, `found ${found}; expected ${expected}`);

  const forks = file.forks.map(({ name, group }) => ({ group, parameters: parameters.forks.get(name) as Parameters }));
  const attribution = await slicer.run(relateInChunks(parameters.tally, forks));
  for (const [set, stored, made] of [
    ['difference/c', parameters.difference.c, attribution.c],
    ['difference/d', parameters.difference.d, attribution.d],
    ['x', parameters.x, attribution.x],
    ['y', parameters.y, attribution.y],
  ] as const)
    compareTensors(join(folder, TENSOR_FILE), set, stored, made, tell);

  const images = await imagesOf(file, parameters, folder, findings, cancel, data);
  const constant = images?.constant ?? constantFlags(file.constantInputs, file.sizes[0] as number);
  const metrics = await metricsOf(file, attribution, parameters, constant, images, cancel);
  // An earlier version did not report everything; and what is not made again is held against itself.
  const same = isSealed(file) ? metrics : onlyKnown(metrics, file.metrics);
  findings.compare(path, 'metrics', file.metrics, withUnmade(same, file.metrics, images === null), tell);
  if (images !== null) {
    const constants = [...images.constant.keys()].filter((input) => images.constant[input] === 1);
    findings.compare(path, 'constantInputs', file.constantInputs, constants, tell);
    findings.compare(path, 'phase1.heldOut', file.phase1.heldOut, images.heldOut.get(PHASE_1), tell);
    for (const { name, heldOut } of file.forks)
      findings.compare(path, `forks.${name}.heldOut`, heldOut, images.heldOut.get(name), tell);
    for (const name of ['meanA', 'meanB', 'active'] as const) {
      if (inputs !== null && !isDeepStrictEqual([...inputs[name]], [...images.statistics[name]]))
        tell(join(folder, TENSOR_FILE), `"inputs/…" (${name}) that are others`, 'those of the images');
    }
  }
  findings.note(folder, UNTOLD);
}

/** @returns null where the images are missing, or have changed, which is noted */
async function imagesOf(
  file: RunFile,
  parameters: StoredRun['parameters'],
  folder: string,
  findings: Findings,
  cancel: CancelFlag,
  data: CellData,
): Promise<ImageMetrics | null> {
  const note = (why: string) =>
    findings.note(folder, `${why}: held-out figures, constant inputs, ink, causal effects and labels are not checked`);
  try {
    const dataset = await data.datasetFor(file.config);
    if (!isDeepStrictEqual({ ...dataset.identity, name: '' }, { ...file.data, name: '' })) {
      note('its images are others by now');
      return null;
    }
    const examples = await data.examplesFor(file.config, examplesKey(file.config));
    return await imageMetrics({ file, parameters, examples, rule: trainingRule(file.config, dataset) }, cancel);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    note('its images are not there');
    return null;
  }
}

async function metricsOf(
  { config, image, sizes }: RunFile,
  attribution: Attribution,
  { initial, phase1, measures }: StoredRun['parameters'],
  constant: Uint8Array,
  images: ImageMetrics | null,
  cancel: CancelFlag,
): Promise<object> {
  const unknown = () => new Float64Array(constant.length).fill(Number.NaN);
  const { ink = unknown(), share = unknown(), labelled } = images ?? {};
  const test = labelled?.context.test ?? NO_EXAMPLES;
  const moved = { rule: config.network, initial, phase1, test, effect: new Parameters(sizes) };
  const given = { config, attribution, constant, ink, share, image, moved };
  const controls = startControls(given, [thisThread], cancel, Infinity);
  const summary = withControls(await summarise(config, attribution, constant, image, cancel), await controls());
  const [x, y, effect] = [attribution.x, attribution.y, moved.effect].map(({ layers }) => layers[0] as Layer);
  const drawn = { seed: config.seed, x: x as Layer, y: y as Layer, effect: effect as Layer };
  const labelPermutation =
    labelled === undefined ? undefined : await permuteLabels(labelled, drawn, constant, [thisThread], cancel, Infinity);
  return {
    ...summary,
    controls: { ...summary.controls, labelPermutation },
    measures: await compareMeasures(measures, attribution.y, config.seed, new TimeSlicer(cancel)),
  };
}

const NO_EXAMPLES: ExampleStore = {
  ...{ inputs: 0, rows: sharedUint32(0), classes: noBytes(), targets: noBytes(), pixels: noBytes() },
};

function noBytes(): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(0));
}

type Tree = { readonly [key: string]: unknown };

/** What was made again, as far as a file knows of it. */
function onlyKnown(made: object, file: object): object {
  return Object.fromEntries(
    Object.entries(made).flatMap(([key, value]) => {
      if (!Object.hasOwn(file, key)) return [];
      const known: unknown = (file as Tree)[key];
      const isTree = [value, known].every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
      return [[key, isTree ? onlyKnown(value as object, known as object) : value]];
    }),
  );
}

/** With what cannot be made again as the file has it. */
function withUnmade(made: object, { controls: stored }: RunFile['metrics'], withoutImages: boolean): object {
  const { controls, ...rest } = made as { readonly controls: object };
  return {
    ...rest,
    controls: {
      ...controls,
      ...('wholeTally' in stored ? { wholeTally: stored.wholeTally } : {}),
      ...(withoutImages ? onlyImages(stored) : {}),
    },
  };
}

/** What cannot be made again without images. */
function onlyImages({ inkAlone, inkShare, effect, labelPermutation }: RunFile['metrics']['controls']): object {
  return { inkAlone, inkShare, effect, labelPermutation };
}

function compareTensors(
  path: string,
  set: string,
  stored: Parameters,
  made: Parameters,
  tell: (path: string, found: string, expected: string) => void,
): void {
  const tensors = made.tensors();
  for (const [index, { name, values }] of stored.tensors().entries()) {
    const others = tensors[index]?.values ?? new Float64Array();
    const at = values.findIndex((value, place) => !Object.is(value, others[place]));
    if (at >= 0)
      tell(path, `${values[at]} at ${at} of "${set}/${name}"`, `${others[at]}, made again from the other tensors`);
  }
}
