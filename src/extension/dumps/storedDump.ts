import type { Runs } from '../runs';
import { noSelection } from '../selections/selectionFile';
import type { SelectionFiles } from '../selections/selectionStore';
import { compareDigits } from '../settings';
import type { DumpAddress } from './address';
import type { WeightDump } from './dumpBuilder';
import { biasesDump, pixelDump } from './layerDumps';
import { networkDump, neuronDump } from './neuronDump';
import { ParameterNumbers, type RunOfDump } from './parameterNumbers';
import { selectionDump } from './selectionDump';

/** Where documents are made from. */
export interface StoredDumpServices {
  readonly runs: Pick<Runs, 'loadAny' | 'ask'>;
  readonly store: Pick<SelectionFiles, 'find'>;
}

/**
 * The document at an address, from the run's own files.
 * @throws Error when the address names nothing
 */
export async function storedDump(address: DumpAddress, { runs, store }: StoredDumpServices): Promise<WeightDump> {
  const { runId } = address;
  const run: RunOfDump = {
    ...(await runs.loadAny(runId)),
    numbers: (parameters) => ParameterNumbers.read(runs, runId, parameters),
  };
  switch (address.kind) {
    case 'neuron':
      return neuronDump(address, run);
    case 'pixel':
      return pixelDump(address, run);
    case 'biases':
      return biasesDump(address, run);
    case 'network':
      return networkDump(address, run, compareDigits());
    case 'selection': {
      const { hash } = address;
      const set = await store.find(runId, hash);
      if (set === undefined) throw noSelection(run.folder, hash);
      return selectionDump(address, run, set);
    }
  }
}
