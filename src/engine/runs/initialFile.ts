import { DataError } from '../errors';
import { named } from '../files/door';
import type { Parameters } from '../network/parameters';
import { readWhole } from '../untrusted/file';
import { fullyConnected, parametersFrom } from './runFormat';
import { decodeSafetensors, LARGEST_TENSOR_FILE_BYTES } from './safetensors';

/**
 * Parameters to start from: the tensors `initial/layer1.weight`, … of a safetensors file.
 * @param called the file that a person gave, where `path` is a copy of it
 * @throws DataError when one is missing, has another shape, or holds a number that is not finite
 */
export async function readInitialParameters(
  path: string,
  sizes: readonly number[],
  called = path,
): Promise<Parameters> {
  const expected = 'a safetensors file with initial/… tensors';
  const bytes = await readWhole(named(path), { largest: LARGEST_TENSOR_FILE_BYTES, expected });
  const parameters = parametersFrom(decodeSafetensors(bytes, called), 'initial', fullyConnected(sizes), called);
  if (parameters.values.every(Number.isFinite)) return parameters;
  throw new DataError({ path: called, found: 'a number that is not finite', expected: 'finite numbers to start from' });
}
