import type { AnyRun } from '../../engine/runs/runStore';
import type { ParameterSet } from '../../model/parameterSet';
import type { DumpAddress } from './address';
import type { WeightDump } from './dumpBuilder';
import { biasesDump, pixelDump } from './layerDumps';
import { networkDump, neuronDump } from './neuronDump';
import { selectionDump } from './selectionDump';

/** What a dump is made from besides the run. */
export interface DumpSources {
  /** Significant digits of one network's weights. */
  readonly digits: number;
  /** The selection of a hash, as it is kept with the run. */
  readonly selection: (run: AnyRun, hash: string) => Promise<ParameterSet>;
}

/**
 * The document at an address.
 * @throws RangeError when the run has no such neuron, pixel or network
 */
export async function weightDump(address: DumpAddress, run: AnyRun, sources: DumpSources): Promise<WeightDump> {
  switch (address.kind) {
    case 'neuron':
      return neuronDump(address, run);
    case 'pixel':
      return pixelDump(address, run);
    case 'biases':
      return biasesDump(address, run);
    case 'network':
      return networkDump(address, run, sources.digits);
    case 'selection':
      return selectionDump(address, run, await sources.selection(run, address.hash));
  }
}
