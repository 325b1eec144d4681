import type { ColumnKind, ParameterColumn } from '../../model/parameterColumns';
import type { Parameters } from '../network/parameters';
import type { AnyRun } from '../runs/runStore';
import type { OpenedRun } from './openedRun';

/** A set of a run's parameters, by what its numbers are. */
export interface NamedSet {
  readonly kind: ColumnKind;
  /** Of a fork its own name, of all others their kind. */
  readonly name: string;
  readonly set: Parameters;
}

/** Every set of parameters that a run has: x and y, which it is about, first, what they are made of, then the networks. */
export function setsOfRun({ initial, phase1, forks, tally, difference, x, y }: AnyRun['parameters']): NamedSet[] {
  const one = (kind: ColumnKind, set: Parameters | undefined | null): NamedSet[] =>
    set === undefined || set === null ? [] : [{ kind, name: kind, set }];
  return [
    ...one('x', x),
    ...one('y', y),
    ...one('a', tally?.a),
    ...one('b', tally?.b),
    ...one('c', difference?.c),
    ...one('d', difference?.d),
    ...one('initial', initial),
    ...one('phase1', phase1),
    ...[...forks].map(([name, set]) => ({ kind: 'fork', name, set }) as const),
  ];
}

/**
 * The numbers of some parameters in every set, each in the order in which they are asked for; NaN where a layer lacks a set.
 * @throws RangeError for what is no parameter of the network; DataError when a layer is damaged
 */
export async function parameterColumnsOf(opened: OpenedRun, chosen: Uint32Array): Promise<ParameterColumn[]> {
  const columns = new Map<string, ParameterColumn>();
  const columnOf = ({ kind, name }: NamedSet): Float64Array => {
    const key = `${kind}/${name}`;
    const column = columns.get(key) ?? { kind, name, values: new Float64Array(chosen.length).fill(Number.NaN) };
    columns.set(key, column);
    return column.values;
  };
  // Which sets there are is asked with no parameter too.
  if (chosen.length === 0) for (const named of setsOfRun((await opened.layer(0)).run.parameters)) columnOf(named);
  for (let from = 0; from < chosen.length; ) {
    const { index, weights, end } = layerAt(opened, chosen[from] as number);
    let to = from + 1;
    while (to < chosen.length && (chosen[to] as number) >= weights && (chosen[to] as number) < end) to++;
    const { run, first } = await opened.layer(index);
    for (const named of setsOfRun(run.parameters)) {
      const values = columnOf(named);
      for (let at = from; at < to; at++) values[at] = named.set.values[(chosen[at] as number) - first] as number;
    }
    from = to;
  }
  return [...columns.values()];
}

/** The layer that a parameter belongs to, by its index, with the numbers of its first and one past its last parameter. */
export function layerAt({ order }: OpenedRun, parameter: number) {
  const index = order.placeOf(parameter).layer - 1;
  const { weights, end } = order.layers[index] as (typeof order.layers)[number];
  return { index, weights, end };
}
