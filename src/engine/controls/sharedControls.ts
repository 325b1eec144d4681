import type { CancelFlag } from '../cancellation';
import { type ControlData, type ControlQueue, controlQueue, joinedControls, type MadeControls } from './controls';

/** A place where controls can be made: this thread, or a worker. */
export interface ControlExecutor {
  /**
   * @returns those that it has made of what was left in the queue
   * @throws CancelledError
   */
  controls(data: ControlData, queue: ControlQueue, cancel: CancelFlag): Promise<Partial<MadeControls>>;
}

/** What all controls take for each weight, in milliseconds: about a second for 78,400. */
const MILLISECONDS_A_WEIGHT = 0.012;

/**
 * Begins to make the controls on all executors but the first, which has other things to do.
 * @param parallelThresholdMs estimated milliseconds of work from which on further executors are used
 * @param queue says meanwhile how many have been begun
 * @returns has the first executor help with what is left, and gives the findings in the order of the table
 * @throws CancelledError
 */
export function startControls(
  data: ControlData,
  executors: readonly ControlExecutor[],
  cancel: CancelFlag,
  parallelThresholdMs: number,
  queue: ControlQueue = controlQueue(),
): () => Promise<MadeControls> {
  const expected = (data.attribution.x.layers[0]?.weight.length ?? 0) * MILLISECONDS_A_WEIGHT;
  const [first, ...others] = executors.slice(0, expected < parallelThresholdMs ? 1 : executors.length);
  const started = Promise.all(others.map((executor) => executor.controls(data, queue, cancel)));
  // Rejection is handled where it is awaited.
  started.catch(() => {});
  return async () => {
    const own = await first?.controls(data, queue, cancel);
    return joinedControls([...(own === undefined ? [] : [own]), ...(await started)]);
  };
}
