import type { ControlFinding } from '../../model/metrics';
import type { TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { pixelAfterPixel } from '../network/pixelAfterPixel';
import { RandomStream } from '../network/random';
import { percentileInterval } from '../statistics/intervals';
import { FiguresOfShares, type LabelFigures, type Relation } from './labelFigures';
import { LabelTallies } from './labelTallies';
import type { TalliedSteps } from './talliedSteps';

/** Draws of the labels: the smallest p that they can give is 1 / 200. */
export const LABEL_DRAWS = 199;

/** What the draws are made from. Everything is in shared memory, so that any thread can make some. */
export interface LabelData {
  readonly seed: number;
  readonly steps: TalliedSteps;
  /** x, y and the causal effect of the first layer. */
  readonly x: Layer;
  readonly y: Layer;
  readonly effect: Layer;
}

/** How many draws have been begun, on whatever thread: one 32-bit number in shared memory. */
export type DrawQueue = Int32Array<SharedArrayBuffer>;

/** The figures of one draw: those of the run itself have the number −1. */
export interface LabelDraw extends LabelFigures {
  readonly draw: number;
}

/**
 * Some of the draws, as long as there are some that no thread has begun. *Labels shuffled*: every update stays as it was,
 * but which of the tallied examples count for A and which for B is drawn anew. Their tallies need no training: |Δ| of
 * weight (j, i) is η |δⱼ| xᵢ whatever the label, and a + b is the same for all.
 * @throws CancelledError
 */
export async function drawLabels(
  { seed, steps, x, y, effect }: LabelData,
  queue: DrawQueue,
  slicer: TimeSlicer,
  draws = LABEL_DRAWS,
): Promise<LabelDraw[]> {
  const tallies = await slicer.run(LabelTallies.of(steps));
  const figures = await FiguresOfShares.of(x, y, effect, tallies.stride, slicer);
  const ofA = Uint32Array.from([...steps.examples.targets.keys()].filter((k) => steps.examples.targets[k] === 0));
  const share = new Float64Array(tallies.all.length);
  const done: LabelDraw[] = [];
  const next = () => Atomics.add(queue, 0, 1) - 1;
  for (let draw = next(); draw < draws; draw = next()) {
    if (draw >= 0) {
      const order = new RandomStream(seed, 'labels', draw).permutation(tallies.count);
      const sums = await slicer.run(tallies.over(order.subarray(0, ofA.length).sort()));
      divide(sums, tallies.all, share);
    } else share.set(pixelAfterPixel(x, tallies.stride));
    done.push({ draw, ...(await figures.figures(share, slicer)) });
    if (slicer.due) await slicer.pause();
  }
  return done;
}

/**
 * Holds what the run found against the draws of all threads together.
 * @param constant one flag an input: the weights of all constant inputs are one finding
 */
export function labelFinding(
  parts: readonly (readonly LabelDraw[])[],
  constant: Uint8Array,
): ControlFinding<'labelPermutation'> {
  const all = parts.flat().sort((one, other) => one.draw - other.draw);
  const [own, ...draws] = all as [LabelDraw, ...LabelDraw[]];
  const range = (of: (figures: LabelFigures) => number, sides: 1 | 2) => rangeOf(of(own), draws.map(of), sides);
  const relation = (of: (figures: LabelFigures) => Relation) => ({
    r2: range((figures) => of(figures).r2, 1),
    residualR: range((figures) => of(figures).residualR, 2),
    withinPixelR: range((figures) => of(figures).withinPixelR, 2),
  });
  return {
    draws: draws.length,
    ...relation(({ y }) => y),
    effect: relation(({ effect }) => effect),
    pixels: pixelsOutside(
      own.pixels,
      draws.map(({ pixels }) => pixels),
      constant,
    ),
  };
}

/** The rate of false discoveries at which an input's r is said to lie outside what the labels give. */
const FALSE_DISCOVERY_RATE = 0.05;
/** Of fewer draws nothing is said: one in twenty would have to be outside nine tenths of them. */
const FEWEST_DRAWS = 19;

/**
 * The inputs whose r the labels do not give. r of each is counted in standard deviations of its own draws, z; of a
 * threshold t the rate of false discoveries is what the draws have beyond it on average over what the run has, and each
 * input has the smallest rate of all thresholds that it lies beyond (Tusher, Tibshirani & Chu 2001). Draws stand for all
 * inputs together, so that how inputs hang together is in it, and so few of them suffice.
 */
function pixelsOutside(own: Float64Array, draws: readonly Float64Array[], constant: Uint8Array) {
  const firstConstant = constant.indexOf(1);
  const spread: { readonly input: number; readonly z: number; readonly drawn: readonly number[] }[] = [];
  for (const [input, r] of own.entries()) {
    if (constant[input] === 1 && input !== firstConstant) continue;
    const values = draws.map((pixels) => pixels[input] as number).filter((value) => !Number.isNaN(value));
    if (Number.isNaN(r) || values.length < FEWEST_DRAWS) continue;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    if (deviation === 0) continue;
    spread.push({
      input,
      z: (r - mean) / deviation,
      drawn: values.map((value) => Math.abs(value - mean) / deviation),
    });
  }
  const beyond = Float64Array.from(spread.flatMap(({ drawn }) => drawn)).sort();
  const found = spread.toSorted((one, other) => Math.abs(other.z) - Math.abs(one.z));
  let last = 0;
  for (const [index, { z }] of found.entries()) {
    const falsely = (beyond.length - firstAtLeast(beyond, Math.abs(z))) / draws.length;
    if (falsely <= FALSE_DISCOVERY_RATE * (index + 1)) last = index + 1;
  }
  const outside = found.slice(0, last);
  const inputs = (isOutside: (z: number) => boolean) =>
    outside
      .filter(({ z }) => isOutside(z))
      // All constant inputs with the first of them.
      .flatMap(({ input }) => (input === firstConstant ? [...constant.keys()].filter((k) => constant[k] === 1) : input))
      .sort((one, other) => one - other);
  return { rate: FALSE_DISCOVERY_RATE, above: inputs((z) => z > 0), below: inputs((z) => z < 0) };
}

/** How many of ascending values are less than a threshold. */
function firstAtLeast(sorted: Float64Array, threshold: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The share of draws that lie within their range. */
const RANGE = 0.9;

/** A draw this little from what the run found is as large: sums in another order differ by rounding. */
const ROUNDING = 1e-12;

/**
 * Mean of draws, the range that nine tenths of them lie in, and p of the value among them: (1 + those as large) / (1 +
 * draws), and twice the smaller of the two tails where either side counts.
 */
function rangeOf(value: number, all: readonly number[], sides: 1 | 2): ControlFinding<'labelPermutation'>['r2'] {
  const drawn = all.filter((one) => !Number.isNaN(one));
  if (Number.isNaN(value) || drawn.length < FEWEST_DRAWS)
    return { value: Number.isNaN(value) ? null : value, mean: null, low: null, high: null, p: null };
  const range = percentileInterval(drawn, RANGE);
  return {
    value,
    mean: drawn.reduce((sum, one) => sum + one, 0) / drawn.length,
    low: range?.low ?? null,
    high: range?.high ?? null,
    p: pOf(value, drawn, sides),
  };
}

function pOf(value: number, drawn: readonly number[], sides: 1 | 2): number {
  const above = drawn.filter((one) => one >= value - ROUNDING).length;
  if (sides === 1) return (1 + above) / (1 + drawn.length);
  const below = drawn.filter((one) => one <= value + ROUNDING).length;
  return Math.min(1, (2 * (1 + Math.min(above, below))) / (1 + drawn.length));
}

function divide(one: Float64Array, other: Float64Array, into: Float64Array): void {
  for (let at = 0; at < into.length; at++) into[at] = (one[at] as number) / (other[at] as number);
}
