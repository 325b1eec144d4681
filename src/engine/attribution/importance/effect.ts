import { type ExampleStore, INPUT_UNIT } from '../../data/examples';
import { ACTIVATIONS } from '../../network/activations';
import { type Layer, Parameters } from '../../network/parameters';
import { pixelAfterPixel } from '../../network/pixelAfterPixel';
import type { TrainingRule } from '../../training/kernel';
import { chunks } from '../ratios';
import type { Measure } from './measure';

/** Held-out images gone through between two places where the work may be interrupted: a few milliseconds. */
const STRETCH = 64;

/**
 * e_A − e_B: what A's mean held-out margin loses, to the first order, when a parameter is put back to its value before
 * phase 1, less what B's loses: ∂(mean margin)/∂w · (w − w₀). The margin is the pre-activation of the true group's
 * output less that of the other's. What matters to A more than to B is above 0.
 */
export const effect: Measure = {
  title: 'causal effect',
  needs: () => [],
  sets: 1,
  *of(recorded) {
    const whole = new Parameters(recorded.phase1.sizes);
    yield* causalEffect(recorded, whole);
    return { whole };
  },
};

/** What causal effects are made from. */
export interface Moved {
  readonly rule: Pick<TrainingRule, 'activation'>;
  readonly initial: Parameters;
  /** The parameters at the end of phase 1. */
  readonly phase1: Parameters;
  /** Held-out images of both groups. */
  readonly test: ExampleStore;
}

/** @param into e_A − e_B of every parameter; NaN where a group has no held-out image */
export function* causalEffect({ rule, initial, phase1, test }: Moved, into: Parameters): Generator<void, void> {
  const sums = yield* marginGradients(rule, phase1, test);
  const counts = [0, 1].map((target) => test.targets.reduce((sum, other) => sum + Number(other === target), 0));
  for (const [from, to] of chunks(into.values.length)) {
    for (let w = from; w < to; w++) {
      // B's margin is A's the other way round, so that − e_B has the sign of e_A.
      const gradient =
        (sums[0].values[w] as number) / (counts[0] as number) + (sums[1].values[w] as number) / (counts[1] as number);
      into.values[w] = gradient * ((phase1.values[w] as number) - (initial.values[w] as number));
    }
    yield;
  }
}

/**
 * Σ ∂(z₀ − z₁)/∂w over the held-out examples of each group, z being the output's pre-activations: backpropagation as in
 * training, of which the first layer is gone through by active pixels alone, with the rest of the input in one number.
 */
function* marginGradients(
  rule: Pick<TrainingRule, 'activation'>,
  parameters: Parameters,
  { inputs, targets, pixels }: ExampleStore,
): Generator<void, readonly [Parameters, Parameters]> {
  const sums = [new Parameters(parameters.sizes), new Parameters(parameters.sizes)] as const;
  const { layers } = parameters;
  const first = layers[0] as Layer;
  const neurons = first.outputs;
  const byPixel = pixelAfterPixel(first);
  yield;
  // In the order of `byPixel` too, until the end.
  const gradients = [new Float64Array(byPixel.length), new Float64Array(byPixel.length)] as const;
  const atRest = first.bias.map((bias, j) => {
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += byPixel[i * neurons + j] as number;
    return bias + sum * INPUT_UNIT;
  });
  const { value, derivative } = ACTIVATIONS[rule.activation];
  const z = layers.map(({ outputs }) => new Float64Array(outputs));
  const h = layers.map(({ outputs }) => new Float64Array(outputs));
  const deltas = layers.map(({ outputs }) => new Float64Array(outputs));
  const active = new Uint32Array(inputs);
  for (let example = 0; example < targets.length; example++) {
    if (example % STRETCH === 0) yield;
    const offset = example * inputs;
    let count = 0;
    for (let i = 0; i < inputs; i++) if (pixels[offset + i] !== 0) active[count++] = i;
    const z1 = z[0] as Float64Array;
    z1.set(atRest);
    addRows(z1, byPixel, pixels, offset, active, count);
    forwardBehind(layers, z, h, value);
    const target = targets[example] as 0 | 1;
    (deltas.at(-1) as Float64Array).set([1, -1]);
    backBehind(layers, sums[target].layers, z, h, deltas, derivative);
    const delta = deltas[0] as Float64Array;
    const { bias } = sums[target].layers[0] as Layer;
    for (let j = 0; j < neurons; j++) bias[j] = (bias[j] as number) + (delta[j] as number);
    addToRows(gradients[target], delta, pixels, offset, active, count);
  }
  for (const target of [0, 1] as const) {
    const { weight, bias } = sums[target].layers[0] as Layer;
    const from = gradients[target];
    for (let j = 0; j < neurons; j++) {
      const background = (bias[j] as number) * INPUT_UNIT;
      for (let i = 0; i < inputs; i++) weight[j * inputs + i] = (from[i * neurons + j] as number) + background;
    }
    yield;
  }
  return sums;
}

/** z and h of the layers behind the first. */
function forwardBehind(
  layers: readonly Layer[],
  z: readonly Float64Array[],
  h: readonly Float64Array[],
  value: (z: number) => number,
): void {
  for (let index = 1; index < layers.length; index++) {
    const { inputs, outputs, weight, bias } = layers[index] as Layer;
    const [before, below, into] = [z[index - 1], h[index - 1], z[index]] as [Float64Array, Float64Array, Float64Array];
    for (let i = 0; i < inputs; i++) below[i] = value(before[i] as number);
    for (let j = 0, w = 0; j < outputs; j++) {
      let sum = bias[j] as number;
      for (let i = 0; i < inputs; i++, w++) sum += (weight[w] as number) * (below[i] as number);
      into[j] = sum;
    }
  }
}

/** Gradients of the layers behind the first, added to `sums`, and δ of each layer below them. */
function backBehind(
  layers: readonly Layer[],
  sums: readonly Layer[],
  z: readonly Float64Array[],
  h: readonly Float64Array[],
  deltas: readonly Float64Array[],
  derivative: (z: number) => number,
): void {
  for (let index = layers.length - 1; index > 0; index--) {
    const { inputs, outputs, weight } = layers[index] as Layer;
    const [delta, below] = [deltas[index], deltas[index - 1]] as [Float64Array, Float64Array];
    const [from, before] = [h[index - 1], z[index - 1]] as [Float64Array, Float64Array];
    const into = sums[index] as Layer;
    below.fill(0);
    for (let j = 0, w = 0; j < outputs; j++) {
      const d = delta[j] as number;
      into.bias[j] = (into.bias[j] as number) + d;
      for (let i = 0; i < inputs; i++, w++) {
        into.weight[w] = (into.weight[w] as number) + d * (from[i] as number);
        below[i] = (below[i] as number) + (weight[w] as number) * d;
      }
    }
    for (let i = 0; i < inputs; i++) below[i] = (below[i] as number) * derivative(before[i] as number);
  }
}

/** z += Σ rows of active pixels, each times what its input lies above 1/256. */
function addRows(
  z: Float64Array,
  rows: Float64Array,
  pixels: Uint8Array,
  offset: number,
  active: Uint32Array,
  count: number,
): void {
  const neurons = z.length;
  for (let k = 0; k < count; k++) {
    const i = active[k] as number;
    const above = (pixels[offset + i] as number) * INPUT_UNIT;
    for (let j = 0, w = i * neurons; j < neurons; j++, w++) z[j] = (z[j] as number) + above * (rows[w] as number);
  }
}

/** rows of active pixels += δ times what their input lies above 1/256. */
function addToRows(
  rows: Float64Array,
  delta: Float64Array,
  pixels: Uint8Array,
  offset: number,
  active: Uint32Array,
  count: number,
): void {
  const neurons = delta.length;
  for (let k = 0; k < count; k++) {
    const i = active[k] as number;
    const above = (pixels[offset + i] as number) * INPUT_UNIT;
    for (let j = 0, w = i * neurons; j < neurons; j++, w++)
      rows[w] = (rows[w] as number) + above * (delta[j] as number);
  }
}
