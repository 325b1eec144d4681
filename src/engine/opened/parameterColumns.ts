import type { ColumnKind, ParameterColumn } from '../../model/parameterColumns';
import type { Parameters } from '../network/parameters';
import type { AnyRun } from '../runs/runStore';

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

/** The numbers of some parameters in every set, each in the order in which they are asked for. */
export function parameterColumnsOf({ parameters }: AnyRun, chosen: ArrayLike<number>): ParameterColumn[] {
  return setsOfRun(parameters).map(({ set, ...named }) => ({
    ...named,
    values: Float64Array.from(chosen, (parameter) => set.values[parameter] as number),
  }));
}
