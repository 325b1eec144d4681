import type { PanelShapes } from '../panel/messages';

export const configShapes: PanelShapes<'openConfig'> = { openConfig: {} };
