import type {
  HistoryPoint,
  PanelState,
  PanelViewState,
  PersistedPanel,
  Progress,
  RunView,
  ToPanel,
  TrainingView,
} from '../src/shared/panelProtocol';
import { defaultOpacity, defaultPointSize, pointSizeLimit } from './persisted';

/** What one view points at, for the others to mark. */
export interface Highlight {
  /** Layer whose weights and biases are meant, from 1. */
  readonly layer: number;
  readonly neuron: number | null;
  /** Inputs of the layer; several when a whole cluster is meant. */
  readonly inputs: readonly number[];
}

/** What the panel shows: the host's state, how it is looked at, and what is pointed at. */
export class Store {
  state: PanelState | null = null;
  view: PanelViewState | null;
  /** Highlights: the one under the pointer or the keys, and the last one opened. */
  private hovered: Highlight | null = null;
  private pinned: Highlight | null = null;
  private runId: string | null;
  private readonly stateListeners: (() => void)[] = [];
  private readonly progressListeners: (() => void)[] = [];
  private readonly viewListeners: (() => void)[] = [];
  private readonly highlightListeners: (() => void)[] = [];

  /** @param persist keeps the view in the editor's state */
  constructor(
    restored: PersistedPanel | null,
    private readonly persist: (state: PersistedPanel) => void,
  ) {
    this.view = restored?.view ?? null;
    this.runId = restored?.runId ?? null;
  }

  get run(): RunView | null {
    return this.state?.kind === 'complete' ? this.state.run : null;
  }

  get highlight(): Highlight | null {
    return this.hovered ?? this.pinned;
  }

  onState(listener: () => void): void {
    this.stateListeners.push(listener);
  }
  onProgress(listener: () => void): void {
    this.progressListeners.push(listener);
  }
  onView(listener: () => void): void {
    this.viewListeners.push(listener);
  }
  onHighlight(listener: () => void): void {
    this.highlightListeners.push(listener);
  }

  receive(message: ToPanel): void {
    switch (message.type) {
      case 'state':
        this.receiveState(message.state);
        break;
      case 'progress':
        this.receiveProgress(message.progress);
        break;
      case 'points':
        this.receivePoints(message.network, message.points);
        break;
    }
  }

  private receiveState(state: PanelState): void {
    this.state = state;
    this.hovered = null;
    this.pinned = null;
    if (state.kind === 'complete') this.adopt(state.run);
    notify(this.stateListeners);
  }

  /** Fits what is kept of the view to a run, and keeps the run's id. */
  private adopt({ runId, layers }: RunView): void {
    const layer = Math.min(this.view?.layer ?? 1, layers.length);
    const points = pointsOf(layers[layer - 1]);
    const pointSize = Math.min(this.view?.pointSize ?? defaultPointSize(points), pointSizeLimit(points));
    this.runId = runId;
    this.view = { layer, pointSize, opacity: this.view?.opacity ?? defaultOpacity(points) };
    this.keep();
  }

  private receiveProgress(progress: Progress): void {
    if (this.state?.kind !== 'running') return;
    this.state = { ...this.state, progress };
    notify(this.progressListeners);
  }

  private receivePoints(network: string, points: readonly HistoryPoint[]): void {
    if (this.state?.kind !== 'running') return;
    this.state = { ...this.state, training: withPoints(this.state.training, network, points) };
    notify(this.progressListeners);
  }

  setView(change: Partial<PanelViewState>): void {
    if (this.view === null) return;
    this.view = { ...this.view, ...change };
    this.keep();
    notify(this.viewListeners);
  }

  /** Shows another layer, with points as large as suit their number. */
  showLayer(layer: number): void {
    const points = pointsOf(this.run?.layers[layer - 1]);
    this.hovered = null;
    this.pinned = null;
    this.setView({ layer, pointSize: defaultPointSize(points), opacity: defaultOpacity(points) });
    notify(this.highlightListeners);
  }

  point(highlight: Highlight | null): void {
    if (highlight === this.hovered) return;
    this.hovered = highlight;
    notify(this.highlightListeners);
  }

  pin(highlight: Highlight | null): void {
    this.pinned = highlight;
    notify(this.highlightListeners);
  }

  private keep(): void {
    if (this.view !== null) this.persist({ version: 1, runId: this.runId, view: this.view });
  }
}

function withPoints(training: TrainingView, name: string, points: readonly HistoryPoint[]): TrainingView {
  const networks = training.networks.map((network) =>
    network.name === name ? { ...network, points: [...network.points, ...points] } : network,
  );
  return { ...training, networks };
}

function pointsOf(layer: RunView['layers'][number] | undefined): number {
  return layer === undefined ? 0 : layer.inputs * layer.outputs;
}

function notify(listeners: readonly (() => void)[]): void {
  for (const listener of listeners) listener();
}
