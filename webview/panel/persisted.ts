import { isRecord } from '../../src/model/guards';
import { isMeasureName, UPDATE_SIZE } from '../../src/model/measures';
import {
  AXES,
  BIAS_AXES,
  DRAWINGS,
  MAPS,
  type PanelViewState,
  type PersistedPanel,
  PICTURES,
  PLOT_VIEWS,
  type ScrollPlace,
  type ScrollState,
  TABS,
} from '../../src/model/panelProtocol';
import type { NeuronPlace } from '../../src/model/parameterOrder';
import { ParameterSet } from '../../src/model/parameterSet';

/** Largest diameter of a point in the weights plot, in CSS pixels. */
export const LARGEST_POINT = 8;

/** Height of the dock in CSS pixels; never more than a third of the window, whatever was chosen. */
export const DOCK = { least: 120, usual: 260, most: 2000 } as const;

/** Small enough that clusters show, large enough that single points do. */
export function defaultPointSize(points: number): number {
  if (points > 20_000) return 1.5;
  return points > 2000 ? 2.5 : 5;
}

export function defaultOpacity(points: number): number {
  return points > 20_000 ? 0.5 : 0.8;
}

/** How a layer of so many weights is looked at first. */
export function defaultView(layer: number, points: number): PanelViewState {
  return {
    layer,
    pointSize: defaultPointSize(points),
    opacity: defaultOpacity(points),
    drawing: 'auto',
    clusters: false,
    axes: 'shares',
    measure: UPDATE_SIZE,
    map: 'r',
    picture: 'change',
    biasAxes: 'whole',
    tab: 'neurons',
    dock: false,
    dockHeight: DOCK.usual,
    plot: 'weights',
  };
}

/** What the editor kept of a panel, or null where it is of no known shape. */
export function parsePersisted(value: unknown): PersistedPanel | null {
  if (!isRecord(value)) return null;
  const { version, runId, view, selection, scroll } = value;
  if (version !== 2 || !isRecord(view) || !(runId === null || isRunId(runId))) return null;
  const { layer, pointSize, opacity, drawing, axes, map, picture, tab } = view;
  // Absent from what was kept before there was a choice.
  const { measure = UPDATE_SIZE, clusters = false, biasAxes = 'whole' } = view;
  const { dock = false, dockHeight = DOCK.usual, plot = 'weights' } = view;
  if (!within(layer, 1, 1000) || !within(pointSize, 1, LARGEST_POINT) || !within(opacity, 0, 1)) return null;
  const known =
    isOne(DRAWINGS, drawing) && isOne(AXES, axes) && isOne(MAPS, map) && isOne(PICTURES, picture) && isOne(TABS, tab);
  if (!known || !isMeasureName(measure) || typeof clusters !== 'boolean' || !isOne(BIAS_AXES, biasAxes)) return null;
  if (typeof dock !== 'boolean' || !within(dockHeight, DOCK.least, DOCK.most) || !isOne(PLOT_VIEWS, plot)) return null;
  return {
    version,
    runId,
    view: {
      layer: Math.floor(layer),
      pointSize,
      opacity,
      drawing,
      clusters,
      axes,
      measure,
      map,
      picture,
      biasAxes,
      tab,
      dock,
      dockHeight,
      plot,
    },
    selection: parseSelection(selection),
    scroll: parseScroll(scroll),
  };
}

/** Farther than anything is scrolled, in CSS pixels. */
const FARTHEST = 1e8;

function parseScroll(value: unknown): ScrollState {
  if (!isRecord(value)) return {};
  const scroll: Partial<Record<ScrollPlace, number>> = {};
  for (const place of ['page', ...TABS] as const) {
    const top = Object.hasOwn(value, place) ? value[place] : undefined;
    if (within(top, 0, FARTHEST)) scroll[place] = top;
  }
  return scroll;
}

function parseSelection(value: unknown): PersistedPanel['selection'] {
  if (!isRecord(value) || typeof value['bits'] !== 'string') return null;
  const { bits, primary } = value;
  return { bits, primary: isNeuron(primary) ? { layer: primary.layer, neuron: primary.neuron } : null };
}

/** A set of parameters as text. */
export function packedSet({ bits }: ParameterSet): string {
  let text = '';
  // In pieces: a call takes only so many arguments.
  for (let from = 0; from < bits.length; from += 10_000)
    text += String.fromCharCode(...bits.subarray(from, from + 10_000));
  return btoa(text);
}

/** The set again; an empty one where the text is not one of this network. */
export function unpackedSet(count: number, text: string): ParameterSet {
  // Four characters for three bytes: what is of another length is not even read.
  if (text.length !== 4 * Math.ceil(Math.ceil(count / 8) / 3)) return ParameterSet.empty(count);
  try {
    return ParameterSet.fromBits(
      count,
      Uint8Array.from(atob(text), (character) => character.charCodeAt(0)),
    );
  } catch {
    // Kept by another version, or for another run: nothing is selected then.
    return ParameterSet.empty(count);
  }
}

function isRunId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,100}$/.test(value);
}

function isNeuron(value: unknown): value is NeuronPlace {
  const { layer, neuron } = isRecord(value) ? value : {};
  return Number.isInteger(layer) && within(layer, 1, 1000) && Number.isInteger(neuron) && within(neuron, 0, 1e9);
}

function isOne<const T extends string>(list: readonly T[], value: unknown): value is T {
  return list.some((one) => one === value);
}

function within(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && value >= low && value <= high;
}
