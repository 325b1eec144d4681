import type { ColumnName, ParameterStanding, Standing } from '../../model/parameterColumns';
import type { Layer } from '../network/parameters';
import { coincidentClusters } from '../statistics/clusters';
import type { OpenedRun } from './openedRun';
import { layerAt, setsOfRun } from './parameterColumns';

/**
 * Where a parameter's value in one set stands among those of its neuron and of its layer.
 * @throws RangeError when the run has no such set or parameter; DataError when the layer is damaged
 */
export async function standingOf(opened: OpenedRun, parameter: number, column: ColumnName): Promise<ParameterStanding> {
  const { run, at, first } = await opened.layer(layerAt(opened, parameter).index);
  const { parameters } = run;
  const found = setsOfRun(parameters).find(({ kind, name }) => kind === column.kind && name === column.name);
  if (found === undefined) throw new RangeError(`The run has no numbers "${column.name}".`);
  const { neuron, input } = opened.order.placeOf(parameter);
  const { inputs, weight, bias } = found.set.layers[at] as Layer;
  const value = found.set.values[parameter - first] as number;
  if (input === null) return { value, ofNeuron: null, ofLayer: rankOf(value, bias), identical: 0 };
  const [x, y] = [parameters.x.layers[at] as Layer, parameters.y.layers[at] as Layer];
  return {
    value,
    ofNeuron: rankOf(value, weight.subarray(neuron * inputs, (neuron + 1) * inputs)),
    ofLayer: rankOf(value, weight),
    identical: identicalPoints(x, y, neuron, input),
  };
}

/** @returns null where the value is undefined */
export function rankOf(value: number, values: Float64Array): Standing | null {
  if (Number.isNaN(value)) return null;
  const size = Math.abs(value);
  let [larger, smaller, of] = [0, 0, 0];
  for (const other of values) {
    if (Number.isNaN(other)) continue;
    of++;
    if (Math.abs(other) > size) larger++;
    if (Math.abs(other) < size) smaller++;
  }
  return { rank: larger + 1, of, smaller: smaller / of };
}

/** How many other weights of the neuron lie on the same point; 0 where x or y is undefined. */
export function identicalPoints(x: Layer, y: Layer, neuron: number, input: number): number {
  const { clusterOf, multiplicity } = coincidentClusters(only(x, neuron), only(y, neuron));
  const cluster = clusterOf[input] as number;
  return cluster < 0 ? 0 : (multiplicity[cluster] as number) - 1;
}

/** The layer as if it had no other neuron. */
function only({ inputs, weight, bias }: Layer, neuron: number): Layer {
  return {
    inputs,
    outputs: 1,
    weight: weight.subarray(neuron * inputs, (neuron + 1) * inputs),
    bias: bias.subarray(neuron, neuron + 1),
  };
}
