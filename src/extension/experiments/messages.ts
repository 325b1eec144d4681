import type { PanelShapes } from '../panel/messages';

export const experimentShapes: PanelShapes<
  'start' | 'cancel' | 'resume' | 'runNextSeed' | 'runOnMnist' | 'runOnFolder'
> = { start: {}, cancel: {}, resume: {}, runNextSeed: {}, runOnMnist: {}, runOnFolder: {} };
