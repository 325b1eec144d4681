import * as l10n from '@vscode/l10n';
import type { CausalView } from '../../src/model/causal';
import type { Progress } from '../../src/model/job';
import { type MeasureName, UPDATE_SIZE } from '../../src/model/measures';
import type { Controls } from '../../src/model/metrics';
import type {
  PanelState,
  PanelViewState,
  PersistedPanel,
  ScrollPlace,
  ScrollState,
  SelectionMessage,
  ToPanel,
} from '../../src/model/panelProtocol';
import { ParameterSet } from '../../src/model/parameterSet';
import {
  type CompleteRun,
  type HistoryPoint,
  type LayerView,
  type MeasureLayer,
  type RunView,
  withControls,
} from '../../src/model/runView';
import type { SurgeryMessage } from '../../src/model/surgeryProtocol';
import type { Tool } from '../charts/gestures/gestures';
import { Emitter } from '../emitter';
import { underMeasure, withLayer, withMeasure } from './layers';
import { defaultOpacity, defaultPointSize, defaultView, packedSet, unpackedSet } from './persisted';
import { Choices } from './selection/choices';
import { SelectionStore } from './selection/selectionStore';
import { pointsOf, withPoints, withSameNumbers } from './states';

/** What is pointed at, for every view to mark. */
export interface Highlight {
  /** Layer of the weights and biases, from 1. */
  readonly layer: number;
  /** Null for an input, with all weights that leave it. */
  readonly neuron: number | null;
  /** Inputs of the layer: several for a whole cluster, none for a bias. */
  readonly inputs: readonly number[];
}

/** A measure in x's place. */
export interface MeasureAxis {
  readonly name: MeasureName;
  readonly layers: readonly LayerView[];
}

/** What is known of the causal test of a run. */
export interface CausalState {
  readonly result: CausalView | null;
  /** Why the last one has no result to show for it. */
  readonly fault: string | null;
  /** Null while none is running. */
  readonly progress: Progress | null;
}

const NO_CAUSAL_TEST: CausalState = { result: null, fault: null, progress: null };

type SelectionSource = Extract<ToPanel, { type: 'select' }>['from'];

/** Where a selection comes from, in words; what was selected before this page was made says it no more. */
function originOf(from: SelectionSource): string {
  switch (from) {
    case 'panel':
      return '';
    case 'editor':
      return l10n.t('lines in the editor');
    case 'link':
      return l10n.t('a link');
  }
}

/** Of the default network: how a run is looked at that has no points yet. */
const USUAL_POINTS = 78_400;

/** What the panel shows: the host's state, how it is looked at, what is selected, and what is pointed at. */
export class Store {
  state: PanelState | null = null;
  view: PanelViewState | null;
  readonly selection = new SelectionStore();
  /** The sets of parameters that can be chosen of the run that is shown. */
  choices = new Choices({ layers: [] });
  /** The measure that stands in x's place, with the layers as they are with it; null where that is x itself. */
  axis: MeasureAxis | null = null;
  /** What dragging draws, on every plot alike. */
  tool: Tool = 'box';
  /** How far what is shown is scrolled. */
  scroll: ScrollState;
  /** The causal test of the run that is shown. */
  causal: CausalState = NO_CAUSAL_TEST;
  /** Under the pointer or the keys; and on the line of the cursor in an editor. */
  private hovered: Highlight | null = null;
  private inEditor: Highlight | null = null;
  /** Why layers of the run cannot be read, by their number. */
  private readonly faults = new Map<number, string>();
  private restored: PersistedPanel | null;
  private runId: string | null;
  private readonly stateChanged = new Emitter();
  private readonly progressed = new Emitter();
  private readonly controlsChanged = new Emitter();
  private readonly viewChanged = new Emitter();
  private readonly highlightChanged = new Emitter();
  private readonly toolChanged = new Emitter();
  private readonly surgeryReceived = new Emitter<SurgeryMessage>();
  private readonly found = new Emitter<Extract<ToPanel, { type: 'meeting' }>>();
  private readonly causalChanged = new Emitter();
  readonly onState = this.stateChanged.on;
  readonly onProgress = this.progressed.on;
  /** Controls of a run that is not complete yet have been made. */
  readonly onControls = this.controlsChanged.on;
  readonly onView = this.viewChanged.on;
  readonly onHighlight = this.highlightChanged.on;
  readonly onTool = this.toolChanged.on;
  readonly onSurgery = this.surgeryReceived.on;
  readonly onFound = this.found.on;
  readonly onCausal = this.causalChanged.on;

  /** @param persist keeps the view in the editor's state */
  constructor(
    restored: PersistedPanel | null,
    private readonly persist: (state: PersistedPanel) => void,
  ) {
    this.restored = restored;
    this.view = restored?.view ?? null;
    this.runId = restored?.runId ?? null;
    this.scroll = restored?.scroll ?? {};
    this.selection.onCommit(() => this.keep());
  }

  /** The run that is shown, as far as it can be looked at: while it runs too, when its networks are trained and compared. */
  get run(): RunView | null {
    return this.state?.kind === 'running' || this.state?.kind === 'complete' ? this.state.run : null;
  }

  /** The same, where it is complete: what is asked of the host is about such a one. */
  get complete(): CompleteRun | null {
    return this.state?.kind === 'complete' ? this.state.run : null;
  }

  /** The run's layers with what stands in x's place. */
  get layers(): readonly LayerView[] {
    return this.axis?.layers ?? this.run?.layers ?? [];
  }

  /** The measure that was chosen and has not come yet; null where there is none. Until it comes the last one stands there. */
  get awaited(): MeasureName | null {
    const { run, view, axis } = this;
    if (run === null || view === null || view.measure === UPDATE_SIZE) return null;
    return view.measure === axis?.name && axis.layers[view.layer - 1]?.here === true ? null : view.measure;
  }

  /** The layer that is shown and whose numbers are not here yet; null where there is none, or they cannot be read. */
  get missing(): number | null {
    const { run, view } = this;
    const layer = view === null ? undefined : run?.layers[view.layer - 1];
    if (view === null || layer === undefined || layer.here || this.faults.has(view.layer)) return null;
    return view.layer;
  }

  /** Why the numbers of a layer cannot be read; undefined where nothing is known to be wrong. */
  faultOf(layer: number): string | undefined {
    return this.faults.get(layer);
  }

  get highlight(): Highlight | null {
    return this.hovered ?? this.inEditor;
  }

  /** The number of what is pointed at in the panel: of a cluster its first weight; null where it is no one parameter. */
  get pointedParameter(): number | null {
    if (this.hovered === null || this.hovered.neuron === null) return null;
    const { layer, neuron, inputs } = this.hovered;
    const { order } = this.choices;
    const [input = null] = inputs;
    if (input === null && order.layers[layer - 1]?.bias !== true) return null;
    return order.numberOf({ layer, neuron, input });
  }

  receive(message: ToPanel): void {
    switch (message.type) {
      case 'state':
        this.receiveState(message.state);
        break;
      case 'progress':
        this.receiveProgress(message.progress);
        break;
      case 'controls':
        this.receiveControls(message.runId, message.made);
        break;
      case 'points':
        this.receivePoints(message.network, message.points);
        break;
      case 'select':
        this.receiveSelection(message.selection, message.from);
        break;
      case 'point':
        if (message.runId === this.run?.runId) this.receivePoint(message.parameter);
        break;
      case 'causal':
        if (message.runId === this.run?.runId) this.setCausal({ result: message.result, fault: message.fault });
        break;
      case 'causalProgress':
        // A new test begins: what was said of the last one is over.
        if (message.runId === this.run?.runId)
          this.setCausal(message.progress === null ? { progress: null } : { progress: message.progress, fault: null });
        break;
      case 'measure':
        if (message.runId === this.run?.runId) this.receiveMeasure(message.name, message.layers);
        break;
      case 'layer':
        if (message.runId === this.run?.runId) this.receiveLayer(message.layer, message.read);
        break;
      case 'meeting':
        if (message.runId === this.run?.runId) this.found.fire(message);
        break;
      case 'figures':
        if (message.runId === this.run?.runId)
          this.changeLayers((layers) =>
            layers.map((layer, index) =>
              index === message.layer - 1 ? { ...layer, ...message.figures, known: true } : layer,
            ),
          );
        break;
      case 'named':
        if (message.runId === this.run?.runId) this.selection.setNamed(message.selections);
        break;
      case 'surgery':
        this.surgeryReceived.fire(message);
        break;
    }
  }

  private receiveState(state: PanelState): void {
    const before = this.run;
    this.state = withSameNumbers(state, this.state);
    this.hovered = null;
    this.inEditor = null;
    // A panel that comes back after a reload shows the run again, however far it had come.
    if (state.kind !== 'complete' && 'runId' in state && state.runId !== null && state.runId !== this.runId) {
      this.runId = state.runId;
      this.scroll = {};
      this.persist({
        version: 2,
        runId: state.runId,
        view: this.view ?? defaultView(1, USUAL_POINTS),
        selection: null,
        scroll: {},
      });
    }
    const { run } = this;
    if (run === null) this.selection.reset(0);
    else this.adopt(run, run.runId === before?.runId);
    this.stateChanged.fire();
  }

  /** Fits what is kept of the view to a run, and keeps the run's id. */
  private adopt({ runId, layers, measures }: RunView, same: boolean): void {
    const chosen = this.view?.measure ?? UPDATE_SIZE;
    const measure = measures.includes(chosen) ? chosen : UPDATE_SIZE;
    if (!same) {
      this.faults.clear();
      this.axis = null;
      this.causal = NO_CAUSAL_TEST;
    }
    const layer = Math.min(this.view?.layer ?? 1, layers.length);
    const points = pointsOf(layers[layer - 1]);
    if (runId !== this.runId) this.scroll = {};
    this.runId = runId;
    this.view = { ...(this.view ?? defaultView(layer, points)), layer, measure };
    this.choices = new Choices({ layers });
    const { count } = this.choices.order;
    if (!same) this.selection.reset(count);
    const { restored } = this;
    this.restored = null;
    if (restored?.runId === runId && restored.selection !== null) {
      const { bits, primary } = restored.selection;
      this.selection.apply(unpackedSet(count, bits), 'replace', '', primary);
    }
    this.keep();
  }

  private setCausal(change: Partial<CausalState>): void {
    this.causal = { ...this.causal, ...change };
    this.causalChanged.fire();
  }

  private receiveLayer(number: number, read: LayerView | { readonly fault: string }): void {
    if ('fault' in read) this.faults.set(number, read.fault);
    this.changeLayers((layers) => ('fault' in read ? layers : withLayer(layers, number, read)));
  }

  /** Shows other layers in the place of the run's: their numbers or figures have come. */
  private changeLayers(change: (layers: readonly LayerView[]) => readonly LayerView[]): void {
    const { state, axis } = this;
    if (state?.kind !== 'complete') return;
    const layers = change(state.run.layers);
    this.state = { ...state, run: { ...state.run, layers } };
    this.choices = new Choices({ layers });
    if (axis !== null) this.axis = { ...axis, layers: underMeasure(axis.layers, layers) };
    this.viewChanged.fire();
  }

  private receiveMeasure(name: MeasureName, layers: readonly (MeasureLayer | null)[]): void {
    const { run, view } = this;
    if (run === null || view?.measure !== name || layers.length !== run.layers.length) return;
    this.hovered = null;
    this.axis = { name, layers: withMeasure(run.layers, layers) };
    this.viewChanged.fire();
  }

  private receiveSelection({ runId, bits, primary }: SelectionMessage, from: SelectionSource): void {
    if (runId !== this.run?.runId) return;
    const set = ParameterSet.fromBits(this.choices.order.count, bits);
    if (set.equals(this.selection.current.set)) return;
    this.selection.apply(set, 'replace', originOf(from), primary);
  }

  private receivePoint(parameter: number | null): void {
    const place = parameter === null ? null : this.choices.order.placeOf(parameter);
    this.inEditor =
      place === null
        ? null
        : { ...place, inputs: place.input === null ? [] : this.clusterOf(place.layer, place.neuron, place.input) };
    this.highlightChanged.fire();
  }

  /** The inputs of all weights of a neuron that lie on one point with the given one, that one first. */
  private clusterOf(layer: number, neuron: number, input: number): number[] {
    const view = this.layers[layer - 1];
    const start = neuron * (view?.inputs ?? 0);
    const cluster = view?.clusterOf[start + input] ?? -1;
    if (view === undefined || cluster < 0) return [input];
    const others: number[] = [];
    for (let other = 0; other < view.inputs; other++) {
      if (other !== input && view.clusterOf[start + other] === cluster) others.push(other);
    }
    return [input, ...others];
  }

  private receiveProgress(progress: Progress): void {
    if (this.state?.kind !== 'running') return;
    this.state = { ...this.state, progress };
    this.progressed.fire();
  }

  private receiveControls(runId: string, made: Partial<Controls>): void {
    const { state } = this;
    if (state?.kind !== 'running' || state.run?.runId !== runId) return;
    this.state = { ...state, run: withControls(state.run, made) };
    this.controlsChanged.fire();
  }

  private receivePoints(network: string, points: readonly HistoryPoint[]): void {
    if (this.state?.kind !== 'running') return;
    this.state = { ...this.state, training: withPoints(this.state.training, network, points) };
    this.progressed.fire();
  }

  setView(change: Partial<PanelViewState>): void {
    if (this.view === null) return;
    this.view = { ...this.view, ...change };
    if (this.view.measure === UPDATE_SIZE) this.axis = null;
    this.keep();
    this.viewChanged.fire();
  }

  setScroll(place: ScrollPlace, top: number): void {
    this.scroll = { ...this.scroll, [place]: top };
    this.keep();
  }

  setTool(tool: Tool): void {
    this.tool = tool;
    this.toolChanged.fire();
  }

  /** Shows another layer, with points as large as suit their number. */
  showLayer(layer: number): void {
    const points = pointsOf(this.run?.layers[layer - 1]);
    this.hovered = null;
    this.setView({ layer, pointSize: defaultPointSize(points), opacity: defaultOpacity(points) });
    this.highlightChanged.fire();
  }

  point(highlight: Highlight | null): void {
    if (highlight === this.hovered) return;
    this.hovered = highlight;
    this.highlightChanged.fire();
  }

  private keep(): void {
    if (this.view === null) return;
    const { set, primary } = this.selection.current;
    const selection = set.isEmpty ? null : { bits: packedSet(set), primary };
    this.persist({ version: 2, runId: this.runId, view: this.view, selection, scroll: this.scroll });
  }
}
