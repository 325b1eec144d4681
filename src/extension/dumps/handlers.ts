import { ParameterOrder } from '../../model/parameterOrder';
import type { PanelHandlers } from '../panel/messages';
import type { ShownPanel } from '../panel/shownPanel';
import { type DumpServices, openSelection } from './commands';
import { compareForks } from './compareForks';
import type { dumpShapes } from './messages';
import { columnFor, openDump } from './open';

/** Opens weight dumps beside the panel. */
export function dumpHandlers(services: DumpServices): PanelHandlers<keyof typeof dumpShapes> {
  const { dumps, runs } = services;

  const openNeuron = async (panel: ShownPanel, layer: number, neuron: number, input: number | null) => {
    // A click that was on its way while a new experiment took the panel over.
    if (panel.run === undefined) return;
    const { runId, layers } = panel.run;
    // A neuron without a bias is opened at its beginning.
    const isThere = input !== null || layers[layer - 1]?.bias === true;
    const parameter = isThere ? new ParameterOrder(layers).numberOf({ layer, neuron, input }) : null;
    await openDump(dumps, { kind: 'neuron', runId, layer, neuron }, parameter, panel.view.panel.viewColumn);
  };

  return {
    openWeight: (panel, { layer, neuron, input }) => openNeuron(panel, layer, neuron, input),
    openBias: (panel, { layer, neuron }) => openNeuron(panel, layer, neuron, null),
    openInput: async ({ run, view }, { input }) => {
      if (run === undefined) return;
      const { runId, image, layers } = run;
      const width = image?.columns ?? layers[0]?.inputs ?? 1;
      const [row, column] = [Math.floor(input / width), input % width];
      const parameter = new ParameterOrder(layers).numberOf({ layer: 1, neuron: 0, input });
      await openDump(dumps, { kind: 'pixel', runId, row, column }, parameter, view.panel.viewColumn);
    },
    openSelection: (panel) => openSelection(panel.finishedRun().runId, services, panel.view.panel.viewColumn),
    compareForks: async ({ run, view }, { layer, neuron }) => {
      if (run === undefined) return;
      const viewColumn = columnFor(view.panel.viewColumn);
      await compareForks(runs, { runId: run.runId, layer, neuron }, { place: { viewColumn, preserveFocus: true } });
    },
  };
}
