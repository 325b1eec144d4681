import { Command } from '../ids';
import type { Panels } from '../panel/panels';
import type { CausalJobs } from './causalJobs';

export function causalCommands(tests: CausalJobs, panels: Panels) {
  return {
    [Command.runCausalTest]: () => tests.start(panels.showTab('causal').finishedRun().runId, 1),
    [Command.cancelCausalTest]: () => tests.cancel(),
  };
}
