import type { CancelFlag } from '../cancellation';
import { type ControlData, type ControlQueue, controlQueue, inOrder, type MadeControls } from './controls';

/** A place where controls can be made: this thread, or a worker. */
export interface ControlExecutor {
  /**
   * Makes what is left in the queue.
   * @param onMade is given each of them as soon as it is made
   * @throws CancelledError
   */
  controls(
    data: ControlData,
    queue: ControlQueue,
    cancel: CancelFlag,
    onMade: (made: Partial<MadeControls>) => void,
  ): Promise<void>;
}

/** What all controls take for each weight, in milliseconds: about a second for 78,400. */
const MILLISECONDS_A_WEIGHT = 0.012;

/**
 * Begins to make the controls on all executors but the first, which has other things to do.
 * @param parallelThresholdMs estimated milliseconds of work from which on further executors are used
 * @param onMade is given each control as soon as it is made, on whatever thread
 * @returns has the first executor help with what is left, and gives the findings in the order of the table
 * @throws CancelledError
 */
export function startControls(
  data: ControlData,
  executors: readonly ControlExecutor[],
  cancel: CancelFlag,
  parallelThresholdMs: number,
  onMade: (made: Partial<MadeControls>) => void = () => {},
): () => Promise<MadeControls> {
  const queue = controlQueue();
  const found: Partial<MadeControls> = {};
  const take = (made: Partial<MadeControls>) => {
    Object.assign(found, made);
    onMade(made);
  };
  const expected = (data.attribution.x.layers[0]?.weight.length ?? 0) * MILLISECONDS_A_WEIGHT;
  const [first, ...others] = executors.slice(0, expected < parallelThresholdMs ? 1 : executors.length);
  const started = Promise.all(others.map((executor) => executor.controls(data, queue, cancel, take)));
  // Rejection is handled where it is awaited.
  started.catch(() => {});
  return async () => {
    await first?.controls(data, queue, cancel, take);
    await started;
    return inOrder(found);
  };
}
