import { layer, natural, type PanelShapes } from '../panel/messages';

export const dumpShapes: PanelShapes<'openWeight' | 'openBias' | 'openInput' | 'openSelection' | 'compareForks'> = {
  openWeight: { layer, neuron: natural, input: natural },
  openBias: { layer, neuron: natural },
  openInput: { input: natural },
  openSelection: {},
  compareForks: { layer, neuron: natural },
};
