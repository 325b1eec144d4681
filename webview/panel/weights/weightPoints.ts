import { correlate } from '../../../src/engine/statistics/correlation';
import { isShare, type MeasureName, UPDATE_SIZE } from '../../../src/model/measures';
import type { TensorMetrics } from '../../../src/model/metrics';
import type { PanelViewState } from '../../../src/model/panelProtocol';
import type { Limits } from '../../../src/model/region';
import { inLimits } from '../../../src/model/region';
import type { LayerView, ParameterSetName } from '../../../src/model/runView';
import { type PointLine, reachOf } from '../../charts/lines';
import { PickIndex } from '../../charts/points/pointGrid';
import type { PointSet } from '../../charts/points/pointSet';
import { UNIT_LIMITS } from '../../charts/viewport';
import { firstOfClusters, membersOf } from './clusterMembers';

export type WeightAxes = PanelViewState['axes'];

/** The weights of one layer as points: drawn all together, found one by one, known by the first of their cluster. */
export class WeightPoints implements PointSet {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly clusterOf: Int32Array;
  readonly multiplicity: Uint32Array;
  readonly grid: PickIndex;
  /** What the axes reach over. */
  readonly home: Limits;
  /** The line through the points, as far as they reach, and how well it fits them. */
  readonly line: PointLine & Pick<TensorMetrics, 'r2'>;
  /** Weights without a place: x or y is undefined, or a log-ratio without end. */
  readonly leftOut: number;
  private readonly firsts: Int32Array;
  private counted: { readonly window: Limits; readonly points: number } | null = null;

  constructor(
    readonly layer: LayerView,
    readonly axes: WeightAxes,
    /** What stands in x's place. */
    readonly measure: MeasureName = UPDATE_SIZE,
  ) {
    const { weightY, clusterOf, multiplicity } = layer;
    const shares = axes === 'shares';
    this.x = shares ? layer.weightX : logarithmic(layer, measure);
    this.y = shares ? weightY : logRatios(weightsIn(layer, 'c'), weightsIn(layer, 'd'));
    this.clusterOf = clusterOf;
    this.multiplicity = multiplicity;
    this.grid = new PickIndex(this.x, this.y);
    this.home = shares ? limitsOf(measure, this.x) : aroundZero(this.x, this.y);
    this.leftOut = this.x.reduce(
      (left, x, weight) => left + (Number.isFinite(x + (this.y[weight] as number)) ? 0 : 1),
      0,
    );
    const reach = reachOf(this.x, this.y);
    this.line = shares ? { ...layer.weights, reach } : { ...lineThrough(this.x, this.y), band: null, reach };
    this.firsts = firstOfClusters(clusterOf, multiplicity.length);
  }

  /** The first weight of the cluster that a weight belongs to. */
  representative(weight: number): number {
    return this.firsts[this.layer.clusterOf[weight] as number] ?? weight;
  }

  /** The first weight of a cluster. */
  firstOf(cluster: number): number {
    return this.firsts[cluster] ?? -1;
  }

  /** How many points lie in a window. */
  countIn(window: Limits): number {
    if (this.counted?.window === window) return this.counted.points;
    const { x, y } = this;
    let points = 0;
    for (let weight = 0; weight < x.length; weight++)
      if (inLimits(window, x[weight] as number, y[weight] as number)) points++;
    this.counted = { window, points };
    return points;
  }

  /** How many have a place. */
  get placed(): number {
    return this.x.length - this.leftOut;
  }

  /** The neuron of a weight, and the inputs of all weights on its point. */
  clusterAt(weight: number): { readonly neuron: number; readonly inputs: readonly number[] } {
    const { clusterOf, inputs } = this.layer;
    const neuron = Math.floor(weight / inputs);
    const start = neuron * inputs;
    const members = membersOf(clusterOf, clusterOf[weight] as number, start, start + inputs);
    return { neuron, inputs: members.map((member) => member - start) };
  }

  /** The weights of a target: all of a neuron, or, without one, all that leave the inputs. */
  meant({ neuron, inputs }: { readonly neuron: number | null; readonly inputs: readonly number[] }): number[] {
    const { layer } = this;
    if (neuron !== null) return Array.from({ length: layer.inputs }, (_, input) => neuron * layer.inputs + input);
    return inputs.flatMap((input) =>
      Array.from({ length: layer.outputs }, (_, output) => output * layer.inputs + input),
    );
  }
}

/** The line through those points that have a place. */
function lineThrough(x: Float64Array, y: Float64Array) {
  const placed = x.map((value, weight) => (Number.isFinite(value + (y[weight] as number)) ? value : Number.NaN));
  return correlate(placed, y);
}

/** log(a / b) of each weight; of a measure the same from its share, and of one that knows no groups its logarithm. */
function logarithmic(layer: LayerView, measure: MeasureName): Float64Array {
  if (measure === UPDATE_SIZE) return logRatios(weightsIn(layer, 'a'), weightsIn(layer, 'b'));
  const { weightX } = layer;
  return isShare(measure) ? weightX.map((share) => Math.log(share / (1 - share))) : weightX.map(Math.log);
}

/** What axes of shares reach over: from 0 to 1, but for a measure that is no share to its largest value. */
export function limitsOf(measure: MeasureName, x: Float64Array): Limits {
  if (isShare(measure)) return UNIT_LIMITS;
  const largest = x.reduce((most, value) => (value > most ? value : most), 0);
  return { ...UNIT_LIMITS, x1: largest > 0 ? roundedUp(largest) : 1 };
}

/** The next number of two digits. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / unit) * unit).toPrecision(2));
}

/** @throws RangeError when the run does not hold them */
function weightsIn({ sets, name }: LayerView, set: ParameterSetName): Float64Array {
  const found = sets[set];
  if (found === undefined) throw new RangeError(`There is no ${set} of ${name}.`);
  return found.weight;
}

/** The axes that there are numbers for. */
export function axesFor(layer: LayerView, wanted: WeightAxes): WeightAxes {
  return hasLogRatios(layer) ? wanted : 'shares';
}

export function hasLogRatios({ sets: { a, b, c, d } }: LayerView): boolean {
  return a !== undefined && b !== undefined && c !== undefined && d !== undefined;
}

/** log(one / other); NaN where both are 0, without end where one is. */
function logRatios(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, index) => Math.log(value / (other[index] as number)));
}

/** Limits around 0 that hold all points that have a place. */
function aroundZero(x: Float64Array, y: Float64Array): Limits {
  const farthest = (values: Float64Array) => {
    let most = 0;
    for (const value of values) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
    return Math.max(1, Math.ceil(most));
  };
  const [acrossX, acrossY] = [farthest(x), farthest(y)];
  return { x0: -acrossX, x1: acrossX, y0: -acrossY, y1: acrossY };
}
