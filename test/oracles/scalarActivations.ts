import type { ActivationName } from '../../src/engine/network/activations';
import { SCALAR_ACTIVATIONS } from './scalarFunctions';

/** z ← φ(z), one by one. */
export function activateEach(z: Float64Array, activation: ActivationName): void {
  const both = SCALAR_ACTIVATIONS[activation];
  for (let index = 0; index < z.length; index++) z[index] = both(z[index] as number, slope);
}

/** Where an activation leaves its derivative, which is not asked for here. */
const slope = new Float64Array(1);
