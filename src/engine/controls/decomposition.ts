import { SMALLEST_N } from '../../model/correlation';
import type { ControlFinding } from '../../model/metrics';
import { chunks } from '../attribution/ratios';
import type { TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { correlateInChunks } from '../statistics/correlation';
import { fitTwoWay } from '../statistics/twoWay';

/**
 * Splits x and y of each weight into neuron part, pixel part and residual (the additive two-way model), and r with
 * them: Σ over the parts of cov(part of x, part of y) / √(var x · var y) is r.
 * @returns null where r is not defined
 * @throws CancelledError
 */
export async function decompose(
  x: Layer,
  y: Layer,
  slicer: TimeSlicer,
): Promise<ControlFinding<'decomposition'> | null> {
  const { leftOut, ofNeuron, ofPixel } = await slicer.run(usedCells(x, y));
  const [ofX, ofY] = [await fitTwoWay(x, leftOut, slicer), await fitTwoWay(y, leftOut, slicer)];
  if ((await slicer.run(correlateInChunks(x.weight, y.weight))).r === null) return null;
  const covariance = async (one: Float64Array, other: Float64Array) => {
    const means = await slicer.run(meansOf(one, other, leftOut));
    return await slicer.run(sumOfProducts(one, other, leftOut, means));
  };
  const [xx, yy] = [await covariance(x.weight, x.weight), await covariance(y.weight, y.weight)];
  const scale = Math.sqrt(xx * yy);
  const neuron = [fromMean(ofX.neuron, ofNeuron), fromMean(ofY.neuron, ofNeuron)] as const;
  const pixel = [fromMean(ofX.pixel, ofPixel), fromMean(ofY.pixel, ofPixel)] as const;
  const between = async (ofRows: Float64Array, ofColumns: Float64Array) =>
    (await slicer.run(sumOverCells(ofRows, ofColumns, leftOut))) / scale;
  return {
    neuron: partOf(...neuron, ofNeuron, scale),
    pixel: partOf(...pixel, ofPixel, scale),
    residual: {
      // Undefined where it was left out, as it comes from the fit.
      r: x.weight.length < SMALLEST_N ? null : (await slicer.run(correlateInChunks(ofX.residual, ofY.residual))).r,
      contribution: (await covariance(ofX.residual, ofY.residual)) / scale,
    },
    shared: (await between(neuron[0], pixel[1])) + (await between(neuron[1], pixel[0])),
  };
}

interface UsedCells {
  /** One flag a weight. */
  readonly leftOut: Uint8Array;
  /** Weights that are used, of each neuron and of each input. */
  readonly ofNeuron: Float64Array;
  readonly ofPixel: Float64Array;
}

function* usedCells(x: Layer, y: Layer): Generator<void, UsedCells> {
  const leftOut = new Uint8Array(x.weight.length);
  const [ofNeuron, ofPixel] = [new Float64Array(x.outputs), new Float64Array(x.inputs)];
  for (let neuron = 0, weight = 0; neuron < x.outputs; neuron++) {
    for (let input = 0; input < x.inputs; input++, weight++) {
      if (Number.isNaN(x.weight[weight]) || Number.isNaN(y.weight[weight])) {
        leftOut[weight] = 1;
        continue;
      }
      ofNeuron[neuron] = (ofNeuron[neuron] as number) + 1;
      ofPixel[input] = (ofPixel[input] as number) + 1;
    }
    yield;
  }
  return { leftOut, ofNeuron, ofPixel };
}

/** Effects from their mean over all weights that have them; 0 where no weight does. */
function fromMean(effects: Float64Array, weights: Float64Array): Float64Array {
  let sum = 0;
  let n = 0;
  for (let index = 0; index < effects.length; index++) {
    sum += (weights[index] as number) * (effects[index] as number);
    n += weights[index] as number;
  }
  return effects.map((effect, index) => (weights[index] === 0 ? 0 : effect - sum / n));
}

/**
 * What effects of x and of y have to do with each other, each counted once for every weight that has it.
 * @param x, y from their means
 */
function partOf(
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array,
  scale: number,
): ControlFinding<'decomposition'>['neuron'] {
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let index = 0; index < x.length; index++) {
    const [u, v, n] = [x[index] as number, y[index] as number, weights[index] as number];
    xx += n * u * u;
    yy += n * v * v;
    xy += n * u * v;
  }
  const isDefined = x.length >= SMALLEST_N && varies(x, weights) && varies(y, weights) && xx > 0 && yy > 0;
  const r = isDefined ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : null;
  return { r, contribution: xy / scale };
}

function varies(effects: Float64Array, weights: Float64Array): boolean {
  const used = effects.filter((_, index) => weights[index] !== 0);
  return used.some((effect) => effect !== used[0]);
}

/** Σ of the product of a row's and a column's number, over the cells that are used. */
function* sumOverCells(ofRows: Float64Array, ofColumns: Float64Array, leftOut: Uint8Array): Generator<void, number> {
  let sum = 0;
  for (let row = 0, cell = 0; row < ofRows.length; row++) {
    let columns = 0;
    for (let column = 0; column < ofColumns.length; column++, cell++)
      if (leftOut[cell] === 0) columns += ofColumns[column] as number;
    sum += (ofRows[row] as number) * columns;
    yield;
  }
  return sum;
}

/** Means over the weights that are used. */
function* meansOf(
  one: Float64Array,
  other: Float64Array,
  leftOut: Uint8Array,
): Generator<void, readonly [number, number]> {
  let n = 0;
  let sumOne = 0;
  let sumOther = 0;
  for (const [from, to] of chunks(one.length)) {
    for (let weight = from; weight < to; weight++) {
      if (leftOut[weight] === 1) continue;
      n++;
      sumOne += one[weight] as number;
      sumOther += other[weight] as number;
    }
    yield;
  }
  return [sumOne / n, sumOther / n];
}

/** Σ of products about the means, over the weights that are used. */
function* sumOfProducts(
  one: Float64Array,
  other: Float64Array,
  leftOut: Uint8Array,
  [meanOne, meanOther]: readonly [number, number],
): Generator<void, number> {
  let sum = 0;
  for (const [from, to] of chunks(one.length)) {
    for (let weight = from; weight < to; weight++) {
      if (leftOut[weight] === 1) continue;
      sum += ((one[weight] as number) - meanOne) * ((other[weight] as number) - meanOther);
    }
    yield;
  }
  return sum;
}
