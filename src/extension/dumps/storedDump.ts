import type { Runs } from '../runs';
import { noSelection } from '../selections/selectionFile';
import type { SelectionFiles } from '../selections/selectionStore';
import { compareDigits } from '../settings';
import type { DumpAddress } from './address';
import type { WeightDump } from './dumpBuilder';
import { weightDump } from './weightDump';

/** Where documents are made from. */
export interface StoredDumpServices {
  readonly runs: Runs;
  readonly store: Pick<SelectionFiles, 'find'>;
}

/**
 * The document at an address, from the run's own files.
 * @throws Error when the address names nothing
 */
export async function storedDump(address: DumpAddress, { runs, store }: StoredDumpServices): Promise<WeightDump> {
  const { runId } = address;
  return weightDump(address, await runs.loadAny(runId), {
    digits: compareDigits(),
    selection: async ({ folder }, hash) => {
      const set = await store.find(runId, hash);
      if (set === undefined) throw noSelection(folder, hash);
      return set;
    },
  });
}
