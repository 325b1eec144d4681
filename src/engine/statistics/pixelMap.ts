import type { Metrics } from '../../model/metrics';
import type { PixelMetrics } from '../../model/runView';

type PixelMapSummary = Metrics['pixelCorrelation'];

/** The rate of false discoveries at which an input's r is said to hold. */
const FALSE_DISCOVERY_RATE = 0.05;
/** The outer frame is this part of the shorter side wide: the 4 pixels that MNIST leaves round its digits, of 28. */
const FRAME_PART = 7;

/**
 * @param constant one flag an input
 * @param image pixels of a picture; edge is the outer frame, ⌊shorter side / 7⌋ but at least 1 pixel wide
 */
export function summarisePixelMap(
  metrics: Pick<PixelMetrics, 'r' | 'q'>,
  constant: Uint8Array,
  image: { readonly rows: number; readonly columns: number },
): PixelMapSummary {
  return { ...summariseInputs(metrics, constant), frame: frameOf(metrics.r, constant, image) };
}

/**
 * The same of inputs that are no picture: it has no edge. All constant inputs show one r, the biases': one hypothesis, and
 * one finding where it holds.
 */
export function summariseInputs(
  { r, q }: Pick<PixelMetrics, 'r' | 'q'>,
  constant: Uint8Array,
): Omit<PixelMapSummary, 'frame'> {
  const defined = definedOf(r);
  const negative = defined.filter((input) => (r[input] as number) < 0);
  const holds = (input: number) => (q[input] as number) <= FALSE_DISCOVERY_RATE;
  const varying = defined.filter((input) => constant[input] === 0);
  const together = defined.filter((input) => constant[input] !== 0);
  const holding = varying.filter(holds);
  const [representative] = together;
  if (representative !== undefined && together.every(holds)) holding.push(representative);
  const holdingNegative = holding.filter((input) => (r[input] as number) < 0).length;
  return {
    mean: meanOver(r, defined).mean,
    negative: negative.length,
    defined: defined.length,
    holding: {
      rate: FALSE_DISCOVERY_RATE,
      negative: holdingNegative,
      positive: holding.length - holdingNegative,
      hypotheses: varying.length + Math.min(1, together.length),
    },
  };
}

function frameOf(
  r: Float64Array,
  constant: Uint8Array,
  image: { readonly rows: number; readonly columns: number },
): PixelMapSummary['frame'] {
  const width = Math.max(1, Math.floor(Math.min(image.rows, image.columns) / FRAME_PART));
  const isEdge = (input: number) => {
    const [row, column] = [Math.floor(input / image.columns), input % image.columns];
    return Math.min(row, column, image.rows - 1 - row, image.columns - 1 - column) < width;
  };
  const varying = definedOf(r).filter((input) => constant[input] === 0);
  return {
    width,
    edge: meanOver(r, varying.filter(isEdge)),
    centre: meanOver(
      r,
      varying.filter((input) => !isEdge(input)),
    ),
  };
}

function definedOf(r: Float64Array): number[] {
  return [...r.keys()].filter((input) => !Number.isNaN(r[input]));
}

function meanOver(r: Float64Array, inputs: readonly number[]): NonNullable<PixelMapSummary['frame']>['edge'] {
  return {
    mean: inputs.length === 0 ? null : inputs.reduce((sum, input) => sum + (r[input] as number), 0) / inputs.length,
    inputs: inputs.length,
  };
}
