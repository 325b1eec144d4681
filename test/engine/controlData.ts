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

/** Least squares of value = neuron + pixel over the defined cells, by normal equations; returns the residuals. */
export function residualsByNormalEquations(layer: Layer, isDefined: (k: number) => boolean): Float64Array {
  const { inputs, outputs, weight } = layer;
  const size = inputs + outputs;
  const system = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  const add = (row: number, column: number, value: number) => {
    const line = at(system, row);
    line[column] = at(line, column) + value;
  };
  for (const [k, value] of weight.entries()) {
    if (!isDefined(k)) continue;
    const unknowns = [Math.floor(k / inputs), outputs + (k % inputs)];
    for (const one of unknowns) {
      for (const other of unknowns) add(one, other, 1);
      add(one, size, value);
    }
  }
  // The model is determined up to a constant between neurons and pixels: the first neuron's part is made 0.
  system[0] = Array.from({ length: size + 1 }, (_, column) => (column === 0 ? 1 : 0));
  for (let pivot = 0; pivot < size; pivot++) {
    let best = pivot;
    for (let row = pivot; row < size; row++)
      if (Math.abs(at(at(system, row), pivot)) > Math.abs(at(at(system, best), pivot))) best = row;
    [system[pivot], system[best]] = [at(system, best), at(system, pivot)];
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = at(at(system, row), pivot) / at(at(system, pivot), pivot);
      for (let column = pivot; column <= size; column++) add(row, column, -factor * at(at(system, pivot), column));
    }
  }
  const solution = system.map((line, row) => at(line, size) / at(line, row));
  return weight.map((value, k) =>
    isDefined(k) ? value - at(solution, Math.floor(k / inputs)) - at(solution, outputs + (k % inputs)) : NaN,
  );
}
