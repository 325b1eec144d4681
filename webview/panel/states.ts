import type { PanelState } from '../../src/model/panelProtocol';
import type { HistoryPoint, RunView, TrainingView } from '../../src/model/runView';

/**
 * A run that has been looked at before it was complete keeps its points: they are the same, and so is how they are looked
 * at, what is made of them, and what stands in their place.
 */
export function withSameNumbers(state: PanelState, before: PanelState | null): PanelState {
  if (state.kind !== 'complete' || before?.kind !== 'running' || before.run?.runId !== state.run.runId) return state;
  const { layers, pixels } = before.run;
  return { ...state, run: { ...state.run, layers, pixels } };
}

export function withPoints(training: TrainingView, name: string, points: readonly HistoryPoint[]): TrainingView {
  const networks = training.networks.map((network) =>
    network.name === name ? { ...network, points: [...network.points, ...points] } : network,
  );
  return { ...training, networks };
}

export function pointsOf(layer: RunView['layers'][number] | undefined): number {
  return layer === undefined ? 0 : layer.inputs * layer.outputs;
}
