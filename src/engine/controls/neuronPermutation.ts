import type { PermutationFinding } from '../../model/metrics';
import type { TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { RandomStream } from '../network/random';
import { compareWithOrders, DRAWS } from './permutation';
import { RePairing } from './rePairing';
import { identityOrder, neuronRows } from './tableSides';

/**
 * The neuron-permutation null (Mantel's idea, on rows): re-pair neuron j's x with neuron π(j)'s y, inputs kept. What R²
 * is left belongs to whole pixels. Neurons with no more orders than draws are put in all of them; with fewer than 20
 * orders there is no p, and with one neuron nothing.
 */
export async function neuronPermutationNull(
  x: Layer,
  y: Layer,
  seed: number,
  slicer: TimeSlicer,
  draws = DRAWS,
): Promise<PermutationFinding> {
  // With more rows than draws, all products of rows would be more work, and more memory, than they save.
  const pairing = await RePairing.of(neuronRows(x), neuronRows(y), slicer, draws);
  const random = new RandomStream(seed, 'neuron permutation');
  const observed = pairing.r2(identityOrder(x.outputs));
  return compareWithOrders(observed, x.outputs, draws, random, (order) => pairing.r2(order), slicer);
}
