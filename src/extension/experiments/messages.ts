import type { PanelShapes } from '../panel/messages';

export const experimentShapes: PanelShapes<
  'start' | 'cancel' | 'resume' | 'back' | 'runNextSeed' | 'runOnMnist' | 'runOnFolder'
> = { start: {}, cancel: {}, resume: {}, back: {}, runNextSeed: {}, runOnMnist: {}, runOnFolder: {} };
