import type { IdentityFinding } from '../../model/metrics';
import type { Attribution } from '../attribution/ratios';
import { runSync } from '../cancellation';
import { type ExampleStore, type Sequence, usedExamples } from '../data/examples';

/** How far x and y of a constant weight may lie from those of its bias. */
export const TOLERANCE = 1e-6;

/** For each input, whether it has one and the same value in every example of the sequences. */
export function constantInputs(store: ExampleStore, sequences: readonly Sequence[]): Uint8Array {
  return runSync(constantInputsInChunks(store, sequences));
}

/** Images gone through at a time: about a millisecond. */
const CHUNK = 1024;

export function* constantInputsInChunks(
  store: ExampleStore,
  sequences: readonly Sequence[],
): Generator<void, Uint8Array> {
  const { inputs, pixels } = store;
  const used = usedExamples(store, sequences);
  const constant = new Uint8Array(inputs).fill(1);
  const first = used.indexOf(1) * inputs;
  // Only those that have been constant so far are looked at: few, after the first images.
  const left = Uint32Array.from(constant.keys());
  let count = inputs;
  for (let example = 0; example < used.length; example++) {
    if (example % CHUNK === 0) yield;
    if (used[example] === 0) continue;
    const offset = example * inputs;
    let kept = 0;
    for (let index = 0; index < count; index++) {
      const input = left[index] as number;
      if (pixels[offset + input] === pixels[first + input]) left[kept++] = input;
      else constant[input] = 0;
    }
    count = kept;
  }
  return constant;
}

/**
 * @param constant one flag an input
 * @param linear whether updates are sums of gradients times a number, as they are not with Adam
 */
export function checkIdentity(
  { x, y }: Pick<Attribution, 'x' | 'y'>,
  constant: Uint8Array,
  linear: boolean,
): IdentityFinding {
  const count = constant.reduce((sum, flag) => sum + flag, 0);
  const maxDeviationX = largestDeviation(x, constant);
  const maxDeviationY = largestDeviation(y, constant);
  const asserted = count > 0 && linear;
  return {
    constantInputs: count,
    maxDeviationX,
    maxDeviationY,
    holds: asserted ? Math.max(maxDeviationX, maxDeviationY) <= TOLERANCE : null,
  };
}

function largestDeviation({ layers }: Attribution['x'], constant: Uint8Array): number {
  const [layer] = layers;
  if (layer === undefined) return 0;
  let largest = 0;
  for (let neuron = 0; neuron < layer.outputs; neuron++) {
    const bias = layer.bias[neuron] as number;
    for (let input = 0; input < layer.inputs; input++) {
      if (constant[input] === 0) continue;
      const weight = layer.weight[neuron * layer.inputs + input] as number;
      const bothUndefined = Number.isNaN(weight) && Number.isNaN(bias);
      const deviation = bothUndefined ? 0 : Math.abs(weight - bias);
      largest = Math.max(largest, Number.isNaN(deviation) ? 1 : deviation);
    }
  }
  return largest;
}
