import { SMALLEST_N } from '../../model/correlation';
import type { TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { fitTwoWay } from '../statistics/twoWay';

/** How something goes with x, or with what stands in its place, over the weights of a layer; NaN where it is not defined. */
export interface Relation {
  readonly r2: number;
  /** r of what is left when neuron means and pixel means are taken off both. */
  readonly residualR: number;
  /** r of what is left when pixel means are taken off both. */
  readonly withinPixelR: number;
}

export interface LabelFigures {
  readonly y: Relation;
  readonly effect: Relation;
  /** r with y over the weights that leave each input. */
  readonly pixels: Float64Array;
}

/** What x is held against, pixel after pixel, 0 where a weight is not used. */
interface Partner {
  /** From the mean of its pixel. */
  readonly within: Float64Array;
  /** What neurons and pixels leave of it. */
  readonly residual: Float64Array;
  /** Mean of each pixel, from the mean of all. */
  readonly ofPixels: Float64Array;
  /** Sums of squares: from the mean of all, from the mean of its pixel, of what is left, and of each pixel. */
  readonly total: number;
  readonly withinTotal: number;
  readonly residualTotal: number;
  readonly withinPixels: Float64Array;
}

/** A sum of squares this small beside the numbers themselves is rounding alone. */
const NOTHING = 1e-12;

/**
 * Figures of many shares x of one layer, all over the same weights: those whose x, y and effect are defined. Tables
 * stand pixel after pixel, `stride` numbers each.
 */
export class FiguresOfShares {
  private constructor(
    private readonly neurons: number,
    private readonly inputs: number,
    private readonly stride: number,
    private readonly used: Uint8Array,
    /** Weights used: in all, and of each pixel. */
    readonly n: number,
    private readonly ofPixel: Float64Array,
    /** How many pixels are used, where each that is has all the neurons that any has. */
    private readonly wholePixels: number | undefined,
    private readonly y: Partner,
    private readonly effect: Partner,
  ) {}

  /** @throws CancelledError */
  static async of(x: Layer, y: Layer, effect: Layer, stride: number, slicer: TimeSlicer): Promise<FiguresOfShares> {
    const { inputs, outputs: neurons } = x;
    const leftOut = x.weight.map((value, w) =>
      Number(Number.isNaN(value + (y.weight[w] as number) + (effect.weight[w] as number))),
    );
    const used = new Uint8Array(stride * inputs);
    const ofPixel = new Float64Array(inputs);
    const ofNeuron = new Float64Array(neurons);
    let n = 0;
    for (let j = 0; j < neurons; j++) {
      for (let i = 0; i < inputs; i++) {
        if (leftOut[j * inputs + i] === 1) continue;
        used[i * stride + j] = 1;
        ofPixel[i] = (ofPixel[i] as number) + 1;
        ofNeuron[j] = (ofNeuron[j] as number) + 1;
        n++;
      }
      if (slicer.due) await slicer.pause();
    }
    const some = (counts: Float64Array) => counts.filter((count) => count > 0);
    const pixels = some(ofPixel).length;
    const isWhole = n === pixels * some(ofNeuron).length;
    const flags = Uint8Array.from(leftOut);
    const partner = (layer: Layer) => partnerOf(layer, flags, stride, used, n, ofPixel, slicer);
    const [ofY, ofEffect] = [await partner(y), await partner(effect)];
    return new FiguresOfShares(neurons, inputs, stride, used, n, ofPixel, isWhole ? pixels : undefined, ofY, ofEffect);
  }

  /**
   * @param share pixels × stride
   * @throws CancelledError
   */
  async figures(share: Float64Array, slicer: TimeSlicer): Promise<LabelFigures> {
    const { neurons, inputs, stride, used, n, ofPixel, y, effect } = this;
    const ofNeuron = new Float64Array(neurons);
    const dots = new Float64Array(6);
    const pixels = new Float64Array(inputs).fill(Number.NaN);
    let [sum, squares, within] = [0, 0, 0];
    for (let i = 0; i < inputs; i++) {
      const count = ofPixel[i] as number;
      if (slicer.due) await slicer.pause();
      if (count === 0) continue;
      let [ofThis, squaresOfThis, withY, residualY, withEffect, residualEffect] = [0, 0, 0, 0, 0, 0];
      for (let j = 0, at = i * stride; j < neurons; j++, at++) {
        if (used[at] === 0) continue;
        // From ½, so that sums of squares lose no digits to a large mean.
        const u = (share[at] as number) - 0.5;
        ofThis += u;
        squaresOfThis += u * u;
        ofNeuron[j] = (ofNeuron[j] as number) + u;
        withY += u * (y.within[at] as number);
        residualY += u * (y.residual[at] as number);
        withEffect += u * (effect.within[at] as number);
        residualEffect += u * (effect.residual[at] as number);
      }
      const fromMean = squaresOfThis - (ofThis * ofThis) / count;
      sum += ofThis;
      squares += squaresOfThis;
      within += fromMean;
      dots[0] = (dots[0] as number) + withY + ofThis * (y.ofPixels[i] as number);
      dots[1] = (dots[1] as number) + residualY;
      dots[2] = (dots[2] as number) + withY;
      dots[3] = (dots[3] as number) + withEffect + ofThis * (effect.ofPixels[i] as number);
      dots[4] = (dots[4] as number) + residualEffect;
      dots[5] = (dots[5] as number) + withEffect;
      const scale = squaresOfThis;
      pixels[i] = count < SMALLEST_N ? Number.NaN : rOf(withY, fromMean, y.withinPixels[i] as number, scale);
    }
    const total = squares - (sum * sum) / n;
    const residual =
      this.wholePixels === undefined
        ? await this.residualSquares(share, slicer)
        : within - (squaresOf(ofNeuron) / this.wholePixels - (sum * sum) / n);
    const relation = (of: Partner, at: number): Relation => ({
      r2: rOf(dots[at] as number, total, of.total, squares) ** 2,
      residualR: rOf(dots[at + 1] as number, residual, of.residualTotal, squares),
      withinPixelR: rOf(dots[at + 2] as number, within, of.withinTotal, squares),
    });
    return { y: relation(y, 0), effect: relation(effect, 3), pixels };
  }

  /** Where weights are missing here and there, what neurons and pixels leave has to be fitted. */
  private async residualSquares(share: Float64Array, slicer: TimeSlicer): Promise<number> {
    const { neurons: outputs, inputs, stride, used } = this;
    const weight = new Float64Array(outputs * inputs);
    const leftOut = new Uint8Array(outputs * inputs).fill(1);
    for (let j = 0; j < outputs; j++)
      for (let i = 0; i < inputs; i++) {
        if (used[i * stride + j] === 0) continue;
        weight[j * inputs + i] = (share[i * stride + j] as number) - 0.5;
        leftOut[j * inputs + i] = 0;
      }
    const { residual } = await fitTwoWay({ inputs, outputs, weight, bias: new Float64Array(outputs) }, leftOut, slicer);
    return squaresOf(residual.filter((value) => !Number.isNaN(value)));
  }
}

async function partnerOf(
  layer: Layer,
  leftOut: Uint8Array,
  stride: number,
  used: Uint8Array,
  n: number,
  ofPixel: Float64Array,
  slicer: TimeSlicer,
): Promise<Partner> {
  const { inputs, outputs, weight } = layer;
  const fit = await fitTwoWay(layer, leftOut, slicer);
  const [within, residual] = [new Float64Array(used.length), new Float64Array(used.length)];
  const [means, withinPixels] = [new Float64Array(inputs), new Float64Array(inputs)];
  let sum = 0;
  for (let i = 0; i < inputs; i++) {
    let ofThis = 0;
    for (let j = 0; j < outputs; j++) if (used[i * stride + j] === 1) ofThis += weight[j * inputs + i] as number;
    means[i] = ofThis / (ofPixel[i] as number);
    sum += ofThis;
  }
  const mean = sum / n;
  let [total, withinTotal] = [0, 0];
  for (let i = 0; i < inputs; i++) {
    for (let j = 0, at = i * stride; j < outputs; j++, at++) {
      if (used[at] === 0) continue;
      const value = weight[j * inputs + i] as number;
      within[at] = value - (means[i] as number);
      residual[at] = fit.residual[j * inputs + i] as number;
      withinPixels[i] = (withinPixels[i] as number) + (within[at] as number) ** 2;
      total += (value - mean) ** 2;
    }
    withinTotal += withinPixels[i] as number;
    if (slicer.due) await slicer.pause();
  }
  const ofPixels = means.map((ofThis, i) => ((ofPixel[i] as number) === 0 ? 0 : ofThis - mean));
  return { within, residual, ofPixels, total, withinTotal, residualTotal: squaresOf(residual), withinPixels };
}

function squaresOf(values: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += (values[index] as number) ** 2;
  return sum;
}

/** @param scale sum of squares that the first was made from: what is tiny beside it is rounding */
function rOf(product: number, one: number, other: number, scale: number): number {
  if (!(one > NOTHING * scale && other > 0)) return Number.NaN;
  return Math.max(-1, Math.min(1, product / Math.sqrt(one * other)));
}
