import { ParameterOrder } from './parameterOrder';
import { ParameterSet } from './parameterSet';
import type { LayerHead, LayerNumbers, RunView } from './runView';

export const TENSOR_CHOICES = ['weights', 'biases', 'layer', 'all'] as const;
/** Of the shown layer its weights, its biases, or both; all layers. */
export type TensorChoice = (typeof TENSOR_CHOICES)[number];

export type Span = readonly [low: number, high: number];

/** What of a run's parameters is asked for. Limits are met by what equals them. */
export interface SelectionQuery {
  readonly x: Span | null;
  readonly y: Span | null;
  /** Null: any. */
  readonly neurons: readonly Span[] | null;
  readonly inputs: readonly Span[] | null;
  readonly rows: readonly Span[] | null;
  readonly columns: readonly Span[] | null;
  readonly tensors: TensorChoice;
}

/** What of a layer a query is about. */
export type QueriedLayer = Pick<LayerHead, 'inputs' | 'outputs' | 'bias'> &
  Pick<LayerNumbers, 'weightX' | 'weightY' | 'biasX' | 'biasY'>;

/** Whether a query is about a layer, counted from 1. */
export function isAbout({ tensors }: SelectionQuery, layer: number, shownLayer: number): boolean {
  return tensors === 'all' || layer === shownLayer;
}

/** The parameters of a run that meet all that is asked for. A bias has no input: where inputs are named there is none. */
export function parametersMeeting(
  query: SelectionQuery,
  { layers, image }: Pick<RunView, 'image'> & { readonly layers: readonly QueriedLayer[] },
  shownLayer: number,
): ParameterSet {
  const order = new ParameterOrder(layers);
  const all = function* () {
    for (const [index, view] of layers.entries())
      if (isAbout(query, index + 1, shownLayer)) yield* meetingIn(query, view, index + 1, order, image);
  };
  return ParameterSet.of(order.count, all());
}

/** The numbers of those in one layer. */
export function* meetingIn(
  query: SelectionQuery,
  view: QueriedLayer,
  layer: number,
  order: ParameterOrder,
  image: RunView['image'],
): Generator<number> {
  const weightsToo = query.tensors !== 'biases';
  const biasesToo = query.tensors !== 'weights';
  const anyInput = query.inputs === null && query.rows === null && query.columns === null;
  const isInput = flagsOf(view.inputs, (input) => meetsInput(query, input, layer, image));
  for (let neuron = 0; neuron < view.outputs; neuron++) {
    if (!within(query.neurons, neuron)) continue;
    const first = order.numberOf({ layer, neuron, input: 0 });
    for (let input = 0; weightsToo && input < view.inputs; input++) {
      const place = neuron * view.inputs + input;
      if (isInput[input] === 1 && meets(query, view.weightX[place], view.weightY[place])) yield first + input;
    }
    if (view.bias && biasesToo && anyInput && meets(query, view.biasX[neuron], view.biasY[neuron]))
      yield order.numberOf({ layer, neuron, input: null });
  }
}

function meets({ x, y }: SelectionQuery, atX: number | undefined, atY: number | undefined): boolean {
  return between(x, atX ?? Number.NaN) && between(y, atY ?? Number.NaN);
}

/** Nothing undefined lies between limits. */
function between(span: Span | null, value: number): boolean {
  return span === null || (value >= span[0] && value <= span[1]);
}

/** Rows and columns are those of the image, which layer 1 alone reads. */
function meetsInput(
  { inputs, rows, columns }: SelectionQuery,
  input: number,
  layer: number,
  image: RunView['image'],
): boolean {
  if (!within(inputs, input)) return false;
  if (rows === null && columns === null) return true;
  if (layer > 1 || image === null) return false;
  return within(rows, Math.floor(input / image.columns)) && within(columns, input % image.columns);
}

function within(spans: readonly Span[] | null, value: number): boolean {
  return spans === null || spans.some((span) => between(span, value));
}

function flagsOf(length: number, of: (index: number) => boolean): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Number(of(index)));
}
