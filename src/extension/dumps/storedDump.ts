import { layersOf } from '../../engine/runs/foreignFormat';
import { ParameterOrder } from '../../shared/parameterOrder';
import type { Runs } from '../runs';
import { readSelections, setOf } from '../selections/selectionFile';
import { compareDigits } from '../settings';
import type { DumpAddress } from './address';
import type { WeightDump } from './dumpBuilder';
import { weightDump } from './weightDump';

/**
 * The document at an address, from the run's own files.
 * @throws Error when the address names nothing
 */
export async function storedDump(address: DumpAddress, runs: Runs): Promise<WeightDump> {
  return weightDump(address, await runs.loadAny(address.runId), {
    digits: compareDigits(),
    selection: async ({ folder, file }, hash) =>
      setOf(await readSelections(folder), hash, new ParameterOrder(layersOf(file)).count, folder),
  });
}
