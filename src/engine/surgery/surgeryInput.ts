import { causalInputOf } from '../causal/causalInput';
import type { DataContext } from '../data/dataset';
import { openRunData } from '../runs/runData';
import type { StoredRun } from '../runs/runStore';
import type { SurgeryInput } from './surgery';

/**
 * What operations on a kept run need: what the causal test needs, whatever the layer.
 * @throws DataError when the data is not that of the run, or holds out no images of a group; CancelledError
 */
export async function surgeryInputOf(run: StoredRun, context: DataContext): Promise<SurgeryInput> {
  const { file, parameters } = run;
  return causalInputOf({ ...parameters, config: file.config }, 0, await openRunData(run, context));
}
