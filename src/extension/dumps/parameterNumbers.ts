import type { ColumnKind, ParameterColumn } from '../../model/parameterColumns';
import type { KnownRun, Runs } from '../runs';

/** The numbers of some of a run's parameters, to be looked up by the number that each parameter has in `ParameterOrder`. */
export class ParameterNumbers {
  private readonly places: ReadonlyMap<number, number>;

  constructor(
    parameters: Uint32Array,
    /** Of every set there is, in the order of a dump. */
    readonly columns: readonly ParameterColumn[],
  ) {
    this.places = new Map(Array.from(parameters, (parameter, place) => [parameter, place]));
  }

  /** Asks for them. @throws DataError when the run is damaged */
  static async read(runs: Pick<Runs, 'ask'>, runId: string, parameters: Uint32Array): Promise<ParameterNumbers> {
    return new ParameterNumbers(parameters, await runs.ask(runId, 'columns', { parameters }));
  }

  /** The first column of a kind; undefined where the run has none. */
  first(kind: ColumnKind): ParameterColumn | undefined {
    return this.columns.find((column) => column.kind === kind);
  }

  /** Looks up what stands in a column. */
  valuesOf({ values }: ParameterColumn): (parameter: number) => number {
    return (parameter) => values[this.places.get(parameter) ?? -1] ?? Number.NaN;
  }
}

/** A run, and a way to the numbers of some of its parameters. */
export interface RunOfDump extends KnownRun {
  readonly numbers: (parameters: Uint32Array) => Promise<ParameterNumbers>;
}
