import type { RegressionBand } from '../../model/metrics';
import { runSync } from '../cancellation';
import type { Layer } from '../network/parameters';
import { correlateInChunks } from './correlation';
import { studentQuantile } from './intervals';

const LEVEL = 0.95;
/** Slope and intercept. */
const COEFFICIENTS = 2;

/** A symmetric 2 × 2 matrix over the line's height at the mean of x, and its slope. */
type Symmetric = readonly [height: number, both: number, slope: number];

/** Weights gone through at a time: a few milliseconds. */
const CHUNK = 131_072;

/**
 * The band of ordinary least squares, for pairs that are independent and scatter alike.
 * @param x, y same length; pairs with a NaN are left out
 * @returns null where there is no line
 */
export function ordinaryBand(x: Float64Array, y: Float64Array): RegressionBand | null {
  return runSync(ordinaryBandInChunks(x, y));
}

export function* ordinaryBandInChunks(x: Float64Array, y: Float64Array): Generator<void, RegressionBand | null> {
  const line = yield* lineInChunks(x, y);
  if (line === null) return null;
  let squares = 0;
  for (const residual of line.residuals) if (!Number.isNaN(residual)) squares += residual * residual;
  const degreesOfFreedom = line.n - COEFFICIENTS;
  const variance = squares / degreesOfFreedom;
  return bandOf('ordinary least squares', [variance / line.n, 0, variance / line.xx], [], line.meanX, degreesOfFreedom);
}

/**
 * The band of a layer's weights by two-way cluster-robust covariance (Cameron, Gelbach & Miller 2011): weights of one
 * neuron may go together, and weights of one input may. V = V_neuron + V_input − V_weight, each with the factor
 * G / (G − 1) · (n − 1) / (n − 2) for its G clusters, as in statsmodels; t with min(G) − 1 degrees of freedom. Where the
 * sum is no covariance matrix, the paper sets its negative eigenvalue to 0, which is far too little of a variance: then
 * that of V_neuron, V_input and the paper's stands in for it which has the largest variance of the slope.
 * @returns null where there is no line, or fewer than two neurons or inputs
 */
export function clusteredBand(x: Layer, y: Layer): RegressionBand | null {
  return runSync(clusteredBandInChunks(x, y));
}

export function* clusteredBandInChunks(x: Layer, y: Layer): Generator<void, RegressionBand | null> {
  const { inputs, outputs } = x;
  const line = yield* lineInChunks(x.weight, y.weight);
  if (line === null) return null;
  const ofNeurons = new Clusters(outputs);
  const ofInputs = new Clusters(inputs);
  const alone = { squares: 0, products: 0, moments: 0 };
  for (let neuron = 0; neuron < outputs; neuron++) {
    addNeuron(neuron, x, line, ofNeurons, ofInputs, alone);
    yield;
  }
  const smallest = Math.min(ofNeurons.count, ofInputs.count);
  if (smallest < 2) return null;
  const { n } = line;
  const scaled = (count: number, meat: Symmetric): Symmetric => {
    const factor = ((count / (count - 1)) * (n - 1)) / (n - COEFFICIENTS);
    return [(factor * meat[0]) / n / n, (factor * meat[1]) / n / line.xx, (factor * meat[2]) / line.xx / line.xx];
  };
  const [neurons, others, weights] = [
    scaled(ofNeurons.count, ofNeurons.meat()),
    scaled(ofInputs.count, ofInputs.meat()),
    scaled(n, [alone.squares, alone.products, alone.moments]),
  ];
  const sum = (part: 0 | 1 | 2) => neurons[part] + others[part] - weights[part];
  return bandOf('two-way cluster-robust', [sum(0), sum(1), sum(2)], [neurons, others], line.meanX, smallest - 1);
}

function addNeuron(
  neuron: number,
  { inputs, weight: xs }: Layer,
  { residuals, meanX }: Line,
  ofNeurons: Clusters,
  ofInputs: Clusters,
  alone: { squares: number; products: number; moments: number },
): void {
  let { squares, products, moments } = alone;
  for (let input = 0, weight = neuron * inputs; input < inputs; input++, weight++) {
    const residual = residuals[weight] as number;
    if (Number.isNaN(residual)) continue;
    const moment = residual * ((xs[weight] as number) - meanX);
    ofNeurons.add(neuron, residual, moment);
    ofInputs.add(input, residual, moment);
    squares += residual * residual;
    products += residual * moment;
    moments += moment * moment;
  }
  alone.squares = squares;
  alone.products = products;
  alone.moments = moments;
}

/** Sums of residuals, and of residuals times x from its mean, within each of some clusters. */
class Clusters {
  private readonly residuals: Float64Array;
  private readonly moments: Float64Array;
  private readonly filled: Uint8Array;

  constructor(clusters: number) {
    this.residuals = new Float64Array(clusters);
    this.moments = new Float64Array(clusters);
    this.filled = new Uint8Array(clusters);
  }

  add(cluster: number, residual: number, moment: number): void {
    this.residuals[cluster] = (this.residuals[cluster] as number) + residual;
    this.moments[cluster] = (this.moments[cluster] as number) + moment;
    this.filled[cluster] = 1;
  }

  /** Clusters with anything in them. */
  get count(): number {
    return this.filled.reduce((sum, flag) => sum + flag, 0);
  }

  meat(): Symmetric {
    const dot = (one: Float64Array, other: Float64Array) =>
      one.reduce((sum, value, cluster) => sum + value * (other[cluster] as number), 0);
    return [dot(this.residuals, this.residuals), dot(this.residuals, this.moments), dot(this.moments, this.moments)];
  }
}

/** The least-squares line over the defined pairs, with what its covariance is made from. */
interface Line {
  readonly n: number;
  readonly meanX: number;
  /** Σ of squared distances of x from its mean. */
  readonly xx: number;
  /** y less the line's; NaN where x or y is undefined. */
  readonly residuals: Float64Array;
}

function* lineInChunks(x: Float64Array, y: Float64Array): Generator<void, Line | null> {
  const { n, slope, intercept } = yield* correlateInChunks(x, y);
  if (slope === null || intercept === null) return null;
  const residuals = new Float64Array(x.length);
  let sum = 0;
  for (let from = 0; from < x.length; from += CHUNK) {
    const to = Math.min(x.length, from + CHUNK);
    for (let index = from; index < to; index++) {
      const residual = (y[index] as number) - intercept - slope * (x[index] as number);
      residuals[index] = residual;
      if (!Number.isNaN(residual)) sum += x[index] as number;
    }
    yield;
  }
  const meanX = sum / n;
  let xx = 0;
  for (let from = 0; from < x.length; from += CHUNK) {
    const to = Math.min(x.length, from + CHUNK);
    for (let index = from; index < to; index++) {
      if (Number.isNaN(residuals[index])) continue;
      const distance = (x[index] as number) - meanX;
      xx += distance * distance;
    }
    yield;
  }
  return { n, meanX, xx, residuals };
}

/** Of intercept and slope. */
type Covariance = Pick<RegressionBand, 'interceptVariance' | 'covariance' | 'slopeVariance'>;

/** From the covariance of (height at the mean, slope) to that of (intercept, slope). */
function atZero([height, both, slope]: Symmetric, meanX: number): Covariance {
  return {
    interceptVariance: height - 2 * meanX * both + meanX * meanX * slope,
    covariance: both - meanX * slope,
    slopeVariance: slope,
  };
}

/** With its negative eigenvalue set to 0; undefined where no eigenvalue is positive. */
function withoutNegative({ interceptVariance, covariance, slopeVariance }: Covariance): Covariance | undefined {
  const middle = (interceptVariance + slopeVariance) / 2;
  const half = (interceptVariance - slopeVariance) / 2;
  const reach = Math.sqrt(half * half + covariance * covariance);
  const [largest, least] = [middle + reach, middle - reach];
  if (largest <= 0) return undefined;
  const kept = largest / (largest - least);
  return {
    interceptVariance: kept * (interceptVariance - least),
    covariance: kept * covariance,
    slopeVariance: kept * (slopeVariance - least),
  };
}

/** @param oneWay what may stand in for an estimate that is no covariance matrix; none where it always is */
function bandOf(
  method: RegressionBand['method'],
  estimate: Symmetric,
  oneWay: readonly Symmetric[],
  meanX: number,
  degreesOfFreedom: number,
): RegressionBand {
  const [height, both, slope] = estimate;
  // Asked of the well-conditioned form: an eigenvalue is as small as rounding where x is far from 0.
  const adjusted = oneWay.length > 0 && (Math.min(height, slope) < 0 || height * slope < both * both);
  const own = atZero(estimate, meanX);
  const papers = withoutNegative(own);
  const candidates = [...oneWay.map((one) => atZero(one, meanX)), ...(papers === undefined ? [] : [papers])];
  const chosen = adjusted
    ? candidates.reduce((most, one) => (one.slopeVariance > most.slopeVariance ? one : most))
    : own;
  const quantile = studentQuantile(0.5 + LEVEL / 2, degreesOfFreedom);
  return { method, level: LEVEL, ...chosen, degreesOfFreedom, quantile, adjusted };
}
