import type { PermutationFinding } from '../../model/metrics';
import type { TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { RandomStream } from '../network/random';
import { compareWithDraws, DRAWS } from './permutation';
import { RePairing } from './rePairing';
import { identityOrder, neuronRows } from './tableSides';

/**
 * The joint null (Hubert's quadratic assignment, on a table whose two sides differ): re-pair x of (neuron j, input i)
 * with y of (σ(j), π(i)). What R² is left belongs to neither: it is what chance gives to tables of such rows and columns.
 */
export async function jointPermutationNull(
  x: Layer,
  y: Layer,
  seed: number,
  slicer: TimeSlicer,
  draws = DRAWS,
): Promise<PermutationFinding> {
  const pairing = await RePairing.of(neuronRows(x), neuronRows(y), slicer);
  const random = new RandomStream(seed, 'joint permutation');
  const observed = pairing.r2(identityOrder(x.outputs), identityOrder(x.inputs));
  const draw = () => pairing.r2(random.permutation(x.outputs), random.permutation(x.inputs));
  return compareWithDraws(observed, draws, draw, slicer);
}
