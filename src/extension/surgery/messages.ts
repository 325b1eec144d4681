import * as z from 'zod';
import { INTERVENTION_NAMES } from '../../model/interventions';
import { bytes, natural, type PanelHandlers, type PanelShapes, runId } from '../panel/messages';
import type { LiveSurgery } from './liveSurgery';

export const surgeryShapes: PanelShapes<'operate'> = {
  operate: { runId, request: natural, operation: z.enum(INTERVENTION_NAMES), bits: bytes },
};

export function surgeryHandlers(surgery: LiveSurgery): PanelHandlers<keyof typeof surgeryShapes> {
  return { operate: (panel, intent) => surgery.operate(panel, intent) };
}
