import type { CancelFlag } from '../cancellation';
import { CONTROLS, type ControlData, type ControlName, type Controls } from './controls';

/** A place where one control at a time can be made: this thread, or a worker. */
export interface ControlLane {
  /** @throws CancelledError */
  control(name: ControlName, data: ControlData, cancel: CancelFlag): Promise<Controls[ControlName]>;
}

/** What all controls take for each weight, in milliseconds: about a second for 78,400. */
const MILLISECONDS_A_WEIGHT = 0.012;

/**
 * Begins to make the controls on all lanes but the first, which has other things to do.
 * @param worthSharing estimated milliseconds of work from which on further lanes are used
 * @returns has the first lane help with what is left, and gives the findings in the order of the table
 * @throws CancelledError
 */
export function startControls(
  data: ControlData,
  lanes: readonly ControlLane[],
  cancel: CancelFlag,
  worthSharing: number,
): () => Promise<Controls> {
  const waiting = Object.keys(CONTROLS) as ControlName[];
  const findings: { [Name in ControlName]?: Controls[ControlName] } = {};
  const work = async (lane: ControlLane) => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      findings[name] = await lane.control(name, data, cancel);
  };
  const expected = (data.attribution.x.layers[0]?.weight.length ?? 0) * MILLISECONDS_A_WEIGHT;
  const [first, ...others] = lanes.slice(0, expected < worthSharing ? 1 : lanes.length);
  const begun = Promise.all(others.map(work));
  // Heard of when the findings are asked for.
  begun.catch(() => {});
  return async () => {
    if (first !== undefined) await work(first);
    await begun;
    return Object.fromEntries(Object.keys(CONTROLS).map((name) => [name, findings[name as ControlName]])) as Controls;
  };
}
