import assert from 'node:assert/strict';
import { CancelFlag, TimeSlicer } from '../../src/engine/cancellation';
import type { Layer } from '../../src/engine/network/parameters';
import { RandomStream } from '../../src/engine/network/random';
import { at, layerOf } from './support';

/** A layer of shares between 0 and 1, some of them undefined. */
export function randomLayer(outputs: number, inputs: number, seed: number, undefinedShare: number): Layer {
  const random = new RandomStream(seed, 'controls test');
  return layerOf(
    Array.from({ length: outputs }, () =>
      Array.from({ length: inputs }, () => (random.uniform() < undefinedShare ? NaN : random.uniform())),
    ),
  );
}

/** y that goes with x of its own neuron. */
export function follow(x: Layer, seed: number, undefinedShare: number): Layer {
  const noise = randomLayer(x.outputs, x.inputs, seed, undefinedShare);
  return { ...noise, weight: noise.weight.map((value, k) => 0.3 * value + 0.7 * at(x.weight, k)) };
}

export function isNear(found: number | null, expected: number | null, tolerance = 1e-12): void {
  assert.ok(
    found !== null && expected !== null && Math.abs(found - expected) <= tolerance,
    `${found}, not ${expected}`,
  );
}

export const slicer = () => new TimeSlicer(new CancelFlag());
