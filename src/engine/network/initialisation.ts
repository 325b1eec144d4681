import { runSync } from '../cancellation';
import { Parameters } from './parameters';
import { RandomStream } from './random';

/** Numbers drawn at a time: a fraction of a millisecond. */
const CHUNK = 4096;

/**
 * He initialisation of all weights and biases: N(0, 2 / fan-in), the fan-in of a bias being that of its own layer
 * (He et al. 2015; the biases as in the post). Drawn in the order of the parameters' buffer.
 */
export function initialParameters(sizes: readonly number[], seed: number): Parameters {
  return runSync(initialParametersInChunks(sizes, seed));
}

export function* initialParametersInChunks(sizes: readonly number[], seed: number): Generator<void, Parameters> {
  const parameters = new Parameters(sizes);
  const random = new RandomStream(seed, 'initial parameters');
  for (const { inputs, weight, bias } of parameters.layers) {
    const standardDeviation = Math.sqrt(2 / inputs);
    for (const tensor of [weight, bias]) {
      for (let index = 0; index < tensor.length; index++) {
        tensor[index] = standardDeviation * random.normal();
        if (index % CHUNK === 0) yield;
      }
    }
  }
  return parameters;
}
