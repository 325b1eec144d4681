import { join } from 'node:path';
import * as z from 'zod';
import { isRecord } from '../../model/guards';
import { MEASURE_NAMES, type MeasureName } from '../../model/measures';
import { issueOfMetrics, type OwnMetrics } from '../../model/metrics';
import type { InputStatistics } from '../../model/runView';
import { listOf, recordOf } from '../../model/schemas';
import type { Importance } from '../attribution/importance/measure';
import { configHash, storedConfigSchema } from '../config';
import { FILE_ROLES } from '../data/dataset';
import { DataError } from '../errors';
import { checkSeal, SEALED_VERSION, versionSchema } from '../files/sealed';
import { type LayerShape, Parameters } from '../network/parameters';
import type { Run, RunOutcome } from '../run';
import { parseJson } from '../untrusted/json';
import { ENGINE_VERSION } from '../version';
import { type Checksums, checksumsSchema } from './checksums';
import { otherShape, type StoredTensor } from './safetensors';

/**
 * A run on disk: a folder with `run.json` (what ran and what came out) and `tensors.safetensors` (every number of
 * every parameter). This file is the one definition of both.
 */
export const RUN_FILE = 'run.json';
export const TENSOR_FILE = 'tensors.safetensors';
/** The tensors of a run while they are written, and until `run.json` says that it is complete. */
export const TENSOR_PART = 'tensors.safetensors.part';
/** Says in which file each tensor lies, where another system wrote several: as the `transformers` library does. */
export const SHARD_INDEX = 'model.safetensors.index.json';
/** Of the metadata in `tensors.safetensors`. */
export const TENSORS_VERSION = 1;
/** What is read of a `run.json`: that of the default config has a hundredth of it, one with every class half as many values. */
export const RUN_FILE_LIMITS = { largest: 2 ** 25, mostValues: 400_000 } as const;

/** Whether among the names in the folder of a complete run there are tensors. */
export function namesTensors(names: readonly string[]): boolean {
  return [TENSOR_FILE, TENSOR_PART, SHARD_INDEX].some((name) => names.includes(name));
}

/** How far a network has come, while its run is not complete. */
export function checkpointPath(folder: string, network: string): string {
  return join(folder, `checkpoint-${network}.safetensors`);
}

/** Parameters that a run starts from where they were given to it, while it is not complete. */
export function initialPath(folder: string): string {
  return checkpointPath(folder, 'initial');
}

export function isCheckpoint(name: string): boolean {
  return /^checkpoint-.*\.safetensors(\.part)?$/.test(name);
}

/** How a run stands that is not complete. */
export const PENDING_STATUSES = ['running', 'cancelled', 'failed', 'interrupted'] as const;
export type PendingStatus = (typeof PENDING_STATUSES)[number];

/** How many of something there are. */
export const countSchema = z.int().min(0);
export const shareSchema = z.number().min(0).max(1);
export const networkSchema = z.object({
  examples: countSchema,
  history: listOf(z.object({ step: countSchema, loss: z.number(), accuracy: shareSchema })),
  heldOut: z.object({
    examples: countSchema,
    loss: z.number().nullable(),
    accuracy: shareSchema.nullable(),
    accuracyByClass: recordOf(shareSchema),
  }),
});
/** Which data set, as runs and cells keep it. */
export const identitySchema = z.union([
  z.object({ name: z.string(), generator: z.string(), version: countSchema, seed: countSchema }),
  z.object({ name: z.string(), sha256: z.record(z.enum(FILE_ROLES), z.string()) }),
]);

export const runFileSchema = z
  .object({
    format: z.literal('attribution-run'),
    formatVersion: versionSchema,
    /** Absent from runs made before there were others. */
    status: z.literal('complete').default('complete'),
    engine: z.string(),
    started: z.iso.datetime(),
    seconds: z.number().min(0),
    config: storedConfigSchema,
    configHash: z.string(),
    seed: countSchema,
    data: identitySchema,
    image: z.object({ rows: countSchema, columns: countSchema }),
    /** Neurons of each layer, the inputs first. */
    sizes: listOf(z.int().min(1), { least: 2, most: 1001 }),
    /** Inputs that had one and the same value in every example used. */
    constantInputs: listOf(countSchema),
    phase1: networkSchema.extend({ tallyFrom: countSchema }),
    forks: listOf(networkSchema.extend({ name: z.string(), left: countSchema, group: z.enum(['a', 'b']) })),
    /** Made by `summarise`; read back only to be shown. */
    metrics: z.custom<OwnMetrics>((value) => typeof value === 'object' && value !== null),
    /** Of `tensors.safetensors`; absent from some runs made before there were seals. */
    checksums: checksumsSchema.optional(),
  })
  .superRefine(({ metrics, sizes }, context) => {
    const issue = issueOfMetrics(metrics, sizes.length - 1);
    if (issue !== undefined)
      context.addIssue({ code: 'custom', path: ['metrics', ...issue.path], message: issue.message });
  })
  .refine(({ formatVersion, checksums }) => formatVersion < SEALED_VERSION || checksums !== undefined, {
    path: ['checksums'],
    message: 'none of the tensors',
  })
  .refine(({ forks }) => new Set(forks.map(({ name }) => name)).size === forks.length, {
    path: ['forks'],
    message: 'two of one name',
  })
  .refine(({ image, sizes }) => image.rows * image.columns === sizes[0], {
    path: ['image'],
    message: 'not as many pixels as the network has inputs',
  })
  .refine(({ constantInputs, sizes }) => constantInputs.every((input) => input < (sizes[0] as number)), {
    path: ['constantInputs'],
    message: 'an input that the network does not have',
  });

export type RunFile = z.output<typeof runFileSchema>;

/**
 * @param started, seconds the only things in a run that two runs of one config do not share, but for the seal over them
 * @param checksums of its tensor file
 */
export function runFileOf(
  { config, data, plan, initial, phase1, forks, constant, metrics }: Run,
  started: Date,
  seconds: number,
  checksums: Checksums,
): RunFile {
  return {
    format: 'attribution-run',
    formatVersion: SEALED_VERSION,
    status: 'complete',
    engine: ENGINE_VERSION,
    started: started.toISOString(),
    seconds,
    config,
    configHash: configHash(config),
    seed: config.seed,
    data: data.identity,
    image: data.image,
    sizes: [...initial.sizes],
    constantInputs: [...constant.keys()].filter((input) => constant[input] === 1),
    phase1: {
      examples: plan.phase1.length,
      tallyFrom: plan.tallyFrom,
      history: [...phase1.history],
      heldOut: phase1.heldOut,
    },
    forks: forks.map(({ name, left, group, history, heldOut }, index) => ({
      name,
      left,
      group,
      examples: plan.forks[index]?.sequence.length ?? 0,
      history: [...history],
      heldOut,
    })),
    metrics,
    checksums,
  };
}

/** @throws DataError when it is not that of a complete run which this engine made */
export function parseRunFile(text: string, path: string): RunFile {
  const json = parseRunJson(text, path);
  if (!saysSource(json)) return checked(runFileSchema.safeParse(json), path, SEALED_VERSION);
  throw new DataError({
    path,
    found: 'a run that another system recorded',
    expected: 'one of this engine, which says by what config and on which data it was made',
  });
}

/** Whether what a `run.json` holds was written by another system. */
export function saysSource(json: unknown): boolean {
  return isRecord(json) && 'source' in json;
}

/** @throws DataError when it is no JSON, or, of a run of this engine, not what was written */
export function sealedRunJson(text: string, path: string): unknown {
  const json = parseJson(text, path, 'the run.json of a run', RUN_FILE_LIMITS.mostValues);
  // Other systems write files of their own, without a seal.
  if (!saysSource(json)) checkSeal(json, path);
  return json;
}

/** @throws DataError when it is not what was written, or that of a run which has not come to its end */
export function parseRunJson(text: string, path: string): unknown {
  const json = sealedRunJson(text, path);
  const pending = z.object({ status: z.enum(PENDING_STATUSES) }).safeParse(json);
  if (!pending.success) return json;
  const expected = 'a complete run: one that has not come to its end can be resumed';
  throw new DataError({ path, found: `a run whose status is "${pending.data.status}"`, expected });
}

/**
 * @param version of the format in which such files are written now
 * @throws DataError naming the first key that is wrong
 */
export function checked<File>(result: z.ZodSafeParseResult<File>, path: string, version: number): File {
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new DataError({
    path,
    found: `a run file whose "${issue?.path.join('.')}" is wrong (${issue?.message})`,
    expected: `a run of format version ${version}${version > 1 ? ' or an earlier one' : ''}`,
  });
}

/** A layer as it stands in `tensors.safetensors`: `<set>/<name>.weight`, of that shape, and `<set>/<name>.bias`. */
export interface StoredLayer extends LayerShape {
  readonly name: string;
  readonly weight: readonly number[];
}

/** The layers of a fully connected network: `layer1`, `layer2`, … @param sizes neurons of each, the inputs first */
export function fullyConnected(sizes: readonly number[]): StoredLayer[] {
  return sizes.slice(1).map((outputs, index) => {
    const inputs = sizes[index] as number;
    return { name: `layer${index + 1}`, weight: [outputs, inputs], inputs, outputs, bias: true };
  });
}

/** The sets of parameters of a run under the names they have in `tensors.safetensors`. */
export interface RunParameters {
  readonly initial: Parameters;
  readonly phase1: Parameters;
  readonly tally: { readonly a: Parameters; readonly b: Parameters };
  readonly difference: { readonly c: Parameters; readonly d: Parameters };
  readonly x: Parameters;
  readonly y: Parameters;
  /** Those that the file holds. */
  readonly measures: ReadonlyMap<MeasureName, Importance>;
  /** By name: `without-7`. */
  readonly forks: ReadonlyMap<string, Parameters>;
}

export function tensorsOf({
  initial,
  phase1,
  forks,
  attribution,
  measures,
  inputs,
}: RunOutcome): Map<string, StoredTensor> {
  const { a, b, c, d, x, y } = attribution;
  const sets: [string, Parameters][] = [
    ['initial', initial],
    ['phase1', phase1.state.parameters],
    ['tally/a', a],
    ['tally/b', b],
    ...forks.map(({ name, state }): [string, Parameters] => [`fork/${name}`, state.parameters]),
    ['difference/c', c],
    ['difference/d', d],
    ['x', x],
    ['y', y],
    ...[...measures].flatMap(([name, importance]): [string, Parameters][] =>
      importance.a === undefined
        ? [[`measures/${name}`, importance.whole]]
        : [
            [`measures/${name}/a`, importance.a],
            [`measures/${name}/b`, importance.b],
          ],
    ),
  ];
  return new Map<string, StoredTensor>([
    ...sets.flatMap(([set, parameters]) =>
      parameters.tensors().map((tensor) => [`${set}/${tensor.name}`, tensor] as const),
    ),
    ...INPUT_TENSORS.map(([name, key]) => [name, { shape: [inputs[key].length], values: inputs[key] }] as const),
  ]);
}

const INPUT_TENSORS = [
  ['inputs/mean.a', 'meanA'],
  ['inputs/mean.b', 'meanB'],
  ['inputs/active', 'active'],
] as const satisfies readonly (readonly [string, keyof InputStatistics])[];

/**
 * @returns null for a run that was made before they were kept
 * @throws DataError naming the tensor that has another shape
 */
export function inputStatisticsOf(
  tensors: ReadonlyMap<string, StoredTensor>,
  inputs: number,
  path: string,
): InputStatistics | null {
  const names = INPUT_TENSORS.map(([name]) => name);
  const found = inputTensors(tensors, names, inputs, path);
  if (found === null) return null;
  const [meanA, meanB, active] = found as [Float64Array, Float64Array, Float64Array];
  return { meanA, meanB, active };
}

/**
 * Tensors of one number an input; null where there is none of them.
 * @throws DataError naming the one that has another shape, or is missing while others are there
 */
export function inputTensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  names: readonly string[],
  inputs: number,
  path: string,
): Float64Array[] | null {
  if (!names.some((name) => tensors.has(name))) return null;
  return names.map((name) => {
    const stored = tensors.get(name);
    if (stored?.shape.join() !== String(inputs)) throw otherShape(name, stored?.shape, [inputs], path);
    return stored.values;
  });
}

/** @throws DataError naming the tensor that is missing or has another shape */
export function runParametersOf(
  tensors: ReadonlyMap<string, StoredTensor>,
  { sizes, forks }: Pick<RunFile, 'sizes' | 'forks'>,
  path: string,
): RunParameters {
  const layers = fullyConnected(sizes);
  const set = (name: string) => parametersFrom(tensors, name, layers, path);
  return {
    initial: set('initial'),
    phase1: set('phase1'),
    tally: { a: set('tally/a'), b: set('tally/b') },
    difference: { c: set('difference/c'), d: set('difference/d') },
    x: set('x'),
    y: set('y'),
    measures: measuresOf(tensors, layers, path),
    forks: new Map(forks.map(({ name }) => [name, set(`fork/${name}`)])),
  };
}

/** The measures that a file holds. */
export function measuresOf(
  tensors: ReadonlyMap<string, StoredTensor>,
  layers: readonly StoredLayer[],
  path: string,
): Map<MeasureName, Importance> {
  const set = (name: string) => parametersFrom(tensors, name, layers, path);
  return new Map(
    MEASURE_NAMES.flatMap((name): [MeasureName, Importance][] => {
      const at = `measures/${name}`;
      if (hasSet(tensors, `${at}/a`, layers)) return [[name, { a: set(`${at}/a`), b: set(`${at}/b`) }]];
      return hasSet(tensors, at, layers) ? [[name, { whole: set(at) }]] : [];
    }),
  );
}

/** Whether a file holds a set of parameters: whether it holds the first tensor of it. */
export function hasSet(
  tensors: ReadonlyMap<string, StoredTensor>,
  set: string,
  layers: readonly StoredLayer[],
): boolean {
  return tensors.has(`${set}/${layers[0]?.name}.weight`);
}

/**
 * Gathers `<set>/layer1.weight`, `<set>/layer1.bias`, … into one set of parameters.
 * @throws DataError
 */
export function parametersFrom(
  tensors: ReadonlyMap<string, StoredTensor>,
  set: string,
  layers: readonly StoredLayer[],
  path: string,
): Parameters {
  // Checked against what the file holds before anything is made of that size.
  const expectedTensors = layers.flatMap(({ name, weight, outputs, bias }) => [
    { name: `${set}/${name}.weight`, shape: weight },
    ...(bias ? [{ name: `${set}/${name}.bias`, shape: [outputs] }] : []),
  ]);
  const found = expectedTensors.map(({ name, shape }) => {
    const stored = tensors.get(name);
    if (stored?.shape.join() !== shape.join()) throw otherShape(name, stored?.shape, shape, path);
    return stored.values;
  });
  const parameters = new Parameters(layers);
  for (const [index, { values }] of parameters.tensors().entries()) values.set(found[index] as Float64Array);
  return parameters;
}
