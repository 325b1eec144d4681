import type { PermutationFinding } from '../../model/metrics';
import type { TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { RandomStream } from '../network/random';
import { compareWithOrders, DRAWS } from './permutation';
import { RePairing } from './rePairing';
import { identityOrder, pixelRows } from './tableSides';

/**
 * The pixel-permutation null: re-pair input i's x with input π(i)'s y, neurons kept. What R² is left belongs to whole
 * neurons.
 */
export async function pixelPermutationNull(
  x: Layer,
  y: Layer,
  seed: number,
  slicer: TimeSlicer,
  draws = DRAWS,
): Promise<PermutationFinding> {
  // A neuron without any x, or without any y, is in no pair: without it, the rows of the others are whole.
  const neurons = [...identityOrder(x.outputs)].filter((neuron) => isAnyDefined(x, neuron) && isAnyDefined(y, neuron));
  const pairing = await RePairing.of(pixelRows(x, neurons), pixelRows(y, neurons), slicer, draws);
  const random = new RandomStream(seed, 'pixel permutation');
  const observed = pairing.r2(identityOrder(x.inputs));
  return compareWithOrders(observed, x.inputs, draws, random, (order) => pairing.r2(order), slicer);
}

function isAnyDefined({ inputs, weight }: Layer, neuron: number): boolean {
  return weight.subarray(neuron * inputs, (neuron + 1) * inputs).some((value) => !Number.isNaN(value));
}
