import * as z from 'zod';
import { listOf } from '../../model/schemas';
import { SEALED_VERSION } from '../files/sealed';
import {
  checked,
  countSchema,
  fullyConnected,
  networkSchema,
  parseRunJson,
  type RunFile,
  runFileSchema,
  type StoredLayer,
  saysSource,
  shareSchema,
} from './runFormat';

/** Of a `run.json` that another system writes, which has no seal. */
const FOREIGN_VERSION = 1;

/** Of a layer, a network, a data set: what a person calls it. */
const name = z.string().trim().min(1).max(100);
const label = z.union([z.string().min(1).max(100), z.number()]).transform(String);
const size = z.int().min(1);
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const foreignNetwork = z.object({
  examples: countSchema,
  history: networkSchema.shape.history.default([]),
  heldOut: z.object({ accuracy: shareSchema.nullable() }).default({ accuracy: null }),
});

/** The `run.json` of a run that another system recorded: what tells it from a run of this engine is its source. */
export const foreignFileSchema = z.object({
  format: z.literal('attribution-run'),
  formatVersion: z.literal(FOREIGN_VERSION),
  /** What recorded it: PyTorch 2.6.0. */
  source: z.object({ name, version: name }),
  /** In any order that makes sense to a person; what is said of the first layer is said of the first one here. */
  layers: listOf(
    z.object({
      name,
      /** [out, in] or [out, in, …rest]; [out] where a neuron has one weight alone, as a norm's scale is. */
      weight: listOf(size, { least: 1, most: 8 }),
      bias: z.boolean(),
    }),
    { least: 1, most: 9999 },
  ).refine(
    (layers) => new Set(layers.map((layer) => layer.name)).size === layers.length,
    'two layers have the same name',
  ),
  /** Without a zone, as Python writes it, it is shown as it was written. */
  started: z.iso.datetime({ offset: true, local: true }).nullable().default(null),
  seconds: z.number().min(0).nullable().default(null),
  /** The network in words: "LeNet, ReLU". */
  network: name.nullable().default(null),
  data: z.object({ name }).nullable().default(null),
  /** Classes of each group. */
  groups: z
    .object({ a: listOf(label, { least: 1 }), b: listOf(label, { least: 1 }) })
    .nullable()
    .default(null),
  /** Also that of what the controls draw at random. */
  seed: countSchema.nullable().default(null),
  learningRate: z.number().nullable().default(null),
  /** Whether nothing but the gradient moves a parameter, so that the identity of constant inputs must hold. */
  gradientAlone: z.boolean().default(false),
  /** Whether the last layer holds two outputs, the first on for group A and the second for group B. */
  groupOutputs: z.boolean().default(false),
  /** What else there is to say of how it was made, as it is. */
  settings: z.custom<Record<string, z.core.util.JSONType>>(isObject, 'must be an object').nullable().default(null),
  /** Of one example: [28, 28], [1, 28, 28], [20]. */
  inputShape: listOf(size, { least: 1, most: 8 }).nullable().default(null),
  constantInputs: listOf(countSchema).nullable().default(null),
  phase1: foreignNetwork
    .extend({ tallyFrom: countSchema.default(0) })
    .nullable()
    .default(null),
  forks: listOf(
    foreignNetwork.extend({
      name: z.string().regex(/^[\w-]{1,100}$/, 'must be of letters, digits, _ and -'),
      group: z.enum(['a', 'b']),
    }),
  )
    .refine((forks) => new Set(forks.map((fork) => fork.name)).size === forks.length, 'two forks have the same name')
    .default([]),
});

export type ForeignFile = z.output<typeof foreignFileSchema>;

/** The file of a run that this engine made, or that another system recorded. */
export type AnyRunFile = RunFile | ForeignFile;

/** @throws DataError */
export function parseAnyRunFile(text: string, path: string): AnyRunFile {
  return anyRunFileIn(parseRunJson(text, path), path);
}

/** The same of what a parser made of it. @throws DataError */
export function anyRunFileIn(json: unknown, path: string): AnyRunFile {
  return saysSource(json)
    ? checked(foreignFileSchema.safeParse(json), path, FOREIGN_VERSION)
    : checked(runFileSchema.safeParse(json), path, SEALED_VERSION);
}

/** Whether another system recorded it. */
export function isForeign(file: AnyRunFile): file is ForeignFile {
  return 'source' in file;
}

/** The layers of a run. Those of a run of this engine are `layer1`, `layer2`, … */
export function layersOf(file: Pick<RunFile, 'sizes'> | Pick<ForeignFile, 'layers'>): StoredLayer[] {
  if ('layers' in file)
    return file.layers.map(({ weight, ...layer }) => {
      const [outputs = 0, ...rest] = weight;
      return { ...layer, weight, outputs, inputs: rest.reduce((product, axis) => product * axis, 1) };
    });
  return fullyConnected(file.sizes);
}

/** The picture that layer 1 reads, one pixel an input; null where it reads none. */
export function imageOf(file: AnyRunFile): RunFile['image'] | null {
  if (!isForeign(file)) return file.image;
  const shape = file.inputShape ?? [];
  const [rows, columns] = shape.slice(-2);
  const inputs = layersOf(file)[0]?.inputs;
  // With several channels, or where layer 1 reads a patch at a time, an input is no pixel.
  if (rows === undefined || columns === undefined || rows * columns !== inputs) return null;
  return shape.slice(0, -2).every((axis) => axis === 1) ? { rows, columns } : null;
}
