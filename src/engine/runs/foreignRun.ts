import type { InputStatistics } from '../../model/runView';
import { share } from '../attribution/ratios';
import type { TimeSlicer } from '../cancellation';
import { DataError } from '../errors';
import type { Parameters } from '../network/parameters';
import { type ForeignFile, layersOf } from './foreignFormat';
import {
  hasSet,
  inputStatisticsOf,
  inputTensors,
  measuresOf,
  parametersFrom,
  type RunParameters,
  type StoredLayer,
} from './runFormat';
import type { StoredTensor } from './safetensors';

/** The sets of parameters of a run that another system recorded; null where it recorded none of them. */
export interface ForeignParameters extends Pick<RunParameters, 'x' | 'y' | 'measures' | 'forks'> {
  readonly initial: Parameters | null;
  readonly phase1: Parameters | null;
  readonly tally: RunParameters['tally'] | null;
  readonly difference: RunParameters['difference'] | null;
}

/** A run that another system recorded, read from its folder. */
export interface ForeignRun {
  readonly folder: string;
  readonly file: ForeignFile;
  readonly parameters: ForeignParameters;
  readonly inputs: InputStatistics | null;
  /** mA and mB of each input, as `inkAlone` holds them against y. */
  readonly ink: { readonly a: Float64Array; readonly b: Float64Array } | null;
}

/**
 * What `tensors.safetensors` holds of such a run.
 * @param only the layer that is wanted, from 0; all when it is left out
 * @throws DataError naming what is missing, has another shape, or is no such number; CancelledError
 */
export async function foreignRunOf(
  folder: string,
  file: ForeignFile,
  tensors: ReadonlyMap<string, StoredTensor>,
  path: string,
  slicer: TimeSlicer,
  only?: number,
): Promise<ForeignRun> {
  const all = layersOf(file);
  const layers = only === undefined ? all : all.slice(only, only + 1);
  const inputs = all[0]?.inputs ?? 0;
  refuseUnknownInputs(file, inputs, path);
  const set = (name: string) => parametersFrom(tensors, name, layers, path);
  const ifThere = (name: string) => (hasSet(tensors, name, layers) ? set(name) : null);
  const pair = (one: string, other: string): readonly [Parameters, Parameters] | null =>
    hasSet(tensors, one, layers) || hasSet(tensors, other, layers)
      ? [ofKind(set(one), SIZES, one, layers, path), ofKind(set(other), SIZES, other, layers, path)]
      : null;
  const tally = pair('tally/a', 'tally/b');
  const difference = pair('difference/c', 'difference/d');
  /** a / (a + b) of what there is, else as it stands in the file. */
  const ratio = async (name: string, parts: readonly [Parameters, Parameters] | null, of: string) => {
    if (parts !== null) return slicer.run(share(...parts));
    if (hasSet(tensors, name, layers)) return ofKind(set(name), SHARES, name, layers, path);
    throw neitherOf(of, name, path);
  };
  const [statistics, ink] = [
    inputStatisticsOf(tensors, inputs, path),
    inputTensors(tensors, ['inputs/difference.a', 'inputs/difference.b'], inputs, path),
  ];
  return {
    folder,
    file,
    parameters: {
      initial: ifThere('initial'),
      phase1: ifThere('phase1'),
      tally: tally === null ? null : { a: tally[0], b: tally[1] },
      difference: difference === null ? null : { c: difference[0], d: difference[1] },
      x: await ratio('x', tally, 'tally/a and tally/b'),
      y: await ratio('y', difference, 'difference/c and difference/d'),
      measures: measuresOf(tensors, layers, path),
      forks: new Map(
        file.forks.flatMap(({ name }) => {
          const fork = ifThere(`fork/${name}`);
          return fork === null ? [] : [[name, fork]];
        }),
      ),
    },
    inputs: statistics,
    ink: ink === null ? null : { a: ink[0] as Float64Array, b: ink[1] as Float64Array },
  };
}

/** @param of what a ratio would be made of: "tally/a and tally/b" */
export function neitherOf(of: string, name: string, path: string): DataError {
  return new DataError({ path, found: `neither ${of} nor ${name}`, expected: `the tensors of one of them` });
}

/** @throws DataError where a constant input is none of layer 1's, or the outputs are said to be what they are not */
function refuseUnknownInputs(
  { constantInputs, groupOutputs, layers }: ForeignFile,
  inputs: number,
  path: string,
): void {
  const unknown = constantInputs?.find((input) => input >= inputs);
  if (unknown !== undefined)
    throw new DataError({
      path,
      found: `constant input ${unknown}`,
      expected: `one of the inputs of layer "${layers[0]?.name}", 0 to ${inputs - 1}`,
    });
  const outputs = layers.at(-1)?.weight[0];
  if (groupOutputs && outputs !== 2)
    throw new DataError({
      path,
      found: `"groupOutputs" with ${outputs} outputs in layer "${layers.at(-1)?.name}"`,
      expected: 'two outputs, one for each group',
    });
}

/** What numbers of a kind may be. */
export interface Kind {
  readonly isFit: (value: number) => boolean;
  readonly expected: string;
}

/** A tally or a difference is finite and never below 0. */
export const SIZES: Kind = {
  isFit: (value) => value >= 0 && value < Infinity,
  expected: 'a finite number of at least 0',
};

/** Of 1, or undefined. */
export const SHARES: Kind = {
  isFit: (value) => Number.isNaN(value) || (value >= 0 && value <= 1),
  expected: 'a share from 0 to 1, or NaN where it is undefined',
};

/**
 * @param from where the first of the values stands in its tensor
 * @throws DataError where a number is not of that kind
 */
export function refuseUnfit(values: Float64Array, kind: Kind, name: string, path: string, from = 0): void {
  for (let index = 0; index < values.length; index++) {
    if (kind.isFit(values[index] as number)) continue;
    const found = `${values[index]} at ${from + index} of "${name}"`;
    throw new DataError({ path, found, expected: kind.expected });
  }
}

/** The parameters of a set, each a number of a kind. @throws DataError */
function ofKind(
  parameters: Parameters,
  kind: Kind,
  set: string,
  layers: readonly StoredLayer[],
  path: string,
): Parameters {
  for (const [index, { weight, bias }] of parameters.layers.entries()) {
    const name = `${set}/${layers[index]?.name}`;
    refuseUnfit(weight, kind, `${name}.weight`, path);
    refuseUnfit(bias, kind, `${name}.bias`, path);
  }
  return parameters;
}
