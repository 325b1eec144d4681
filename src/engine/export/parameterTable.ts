import type { ColumnKind, ParameterColumn } from '../../model/parameterColumns';
import { DataError } from '../errors';
import { imageOf } from '../runs/foreignFormat';
import type { AnyRun } from '../runs/runStore';

/** A column of a table of parameters. */
export interface ExportColumn {
  readonly name: string;
  /** One number a row; NaN where there is none. */
  readonly values: Float64Array;
  /** What the numbers stand for, where they stand for words: 0 for the first one. */
  readonly words?: readonly string[];
}

/** Where parameters stand, by their numbers in the order of a network's buffer. */
export interface Order {
  /** Layers count from 1, neurons and inputs from 0; the input of a bias is null. */
  placeOf(parameter: number): { readonly layer: number; readonly neuron: number; readonly input: number | null };
}

/** What columns are called. */
const PLACES = ['layer', 'tensor', 'neuron', 'input', 'image_row', 'image_column'] as const;
/** In which order columns of numbers stand. */
const ORDER: readonly ColumnKind[] = ['initial', 'phase1', 'fork', 'a', 'b', 'c', 'd', 'x', 'y'];
/** Names that a fork may have and its column may not: those of other columns, and keys that no file of ours can have. */
const RESERVED: ReadonlySet<string> = new Set([
  ...PLACES,
  ...ORDER.filter((kind) => kind !== 'fork'),
  ...['__metadata__', '__proto__', 'constructor', 'prototype'],
]);

/**
 * Some parameters of a run, one a row, with every number there is of them: where each stands (the input of a bias, and
 * the image's row and column of all but weights of layer 1, are NaN), then `initial`, `phase1`, each fork under its
 * name, a, b, c, d, x and y, to the bit as they stand in the run's file; without those that another system did not record.
 * A fork whose name is that of another column has `fork/<name>`, as in the run's file: no two columns have one name.
 * @param given their numbers in every set, in the order of `chosen`
 * @param chosen numbers of parameters in the order of the network's buffer
 * @throws DataError when the run has two forks of one name
 */
export function parameterTable(
  { folder, file }: Pick<AnyRun, 'folder' | 'file'>,
  given: readonly ParameterColumn[],
  chosen: ArrayLike<number>,
  order: Order,
): ExportColumn[] {
  const numbers = given
    .toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind))
    .map(({ kind, name, values }) => ({ name: kind === 'fork' && RESERVED.has(name) ? `fork/${name}` : name, values }));
  const columns = [...placeColumns(chosen, order, imageOf(file)?.columns ?? null), ...numbers];
  const names = columns.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated === undefined) return columns;
  const found = `two columns that would be called ${JSON.stringify(repeated)}`;
  throw new DataError({ path: folder, found, expected: 'a fork of another name' });
}

function placeColumns(chosen: ArrayLike<number>, order: Order, width: number | null): ExportColumn[] {
  const column = (name: (typeof PLACES)[number]) => ({
    name,
    values: new Float64Array(chosen.length).fill(Number.NaN),
  });
  const tensors = { ...column('tensor'), words: ['weight', 'bias'] };
  const [layers, neurons, inputs] = [column('layer'), column('neuron'), column('input')];
  const [rows, columns] = [column('image_row'), column('image_column')];
  for (let row = 0; row < chosen.length; row++) {
    const { layer, neuron, input } = order.placeOf(chosen[row] as number);
    layers.values[row] = layer;
    tensors.values[row] = input === null ? 1 : 0;
    neurons.values[row] = neuron;
    if (input === null) continue;
    inputs.values[row] = input;
    if (layer > 1 || width === null) continue;
    rows.values[row] = Math.floor(input / width);
    columns.values[row] = input % width;
  }
  return [layers, tensors, neurons, inputs, rows, columns];
}
