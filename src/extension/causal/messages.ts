import * as z from 'zod';
import type { PanelHandlers, PanelShapes } from '../panel/messages';
import type { CausalJobs } from './causalJobs';

export const causalShapes: PanelShapes<'runCausalTest' | 'cancelCausalTest'> = {
  runCausalTest: { seeds: z.int().min(1).max(100) },
  cancelCausalTest: {},
};

export function causalHandlers(tests: CausalJobs): PanelHandlers<keyof typeof causalShapes> {
  return {
    runCausalTest: (panel, { seeds }) => tests.start(panel.finishedRun().runId, seeds),
    cancelCausalTest: (panel) => tests.cancel(panel.finishedRun().runId),
  };
}
