import * as l10n from '@vscode/l10n';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { ParameterSet } from '../../../src/model/parameterSet';
import type { RunView } from '../../../src/model/runView';

/** What a person asks for, as it stands in the form; nothing written means no limit. */
export interface SelectionForm {
  readonly xFrom: string;
  readonly xTo: string;
  readonly yFrom: string;
  readonly yTo: string;
  /** "0-9, 42" */
  readonly neurons: string;
  /** "row 3-9, column 10-20", or inputs by number: "0-99" */
  readonly inputs: string;
  readonly tensors: TensorChoice;
}

export const TENSOR_CHOICES = ['weights', 'biases', 'layer', 'all'] as const;
/** Of the shown layer its weights, its biases, or both; all layers. */
export type TensorChoice = (typeof TENSOR_CHOICES)[number];

/** A field of the form that is not understood. */
export interface FormMistake {
  readonly field: keyof SelectionForm;
  /** What was found, and what is expected. */
  readonly message: string;
}

export type Span = readonly [low: number, high: number];

/** What is asked for, understood. Limits are met by what equals them. */
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

export type ParsedForm =
  | { readonly query: SelectionQuery; readonly mistakes: null }
  | { readonly query: null; readonly mistakes: readonly FormMistake[] };

export function parseSelectionForm(form: SelectionForm): ParsedForm {
  const mistakes: FormMistake[] = [];
  const attempt = <T>(field: keyof SelectionForm, parse: (text: string) => T): T | null => {
    try {
      return parse(form[field].trim());
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      mistakes.push({ field, message: error.message });
      return null;
    }
  };
  const limits = (from: 'xFrom' | 'yFrom', to: 'xTo' | 'yTo', name: string): Span | null => {
    const low = attempt(from, (text) => parseLimit(text, l10n.t('{0} from', name)));
    const high = attempt(to, (text) => parseLimit(text, l10n.t('{0} to', name)));
    if (low !== null && high !== null && low > high)
      mistakes.push({
        field: to,
        message: l10n.t('{0} to: found {1}; expected at least {2}, where it begins.', name, high, low),
      });
    return low === null && high === null ? null : [low ?? -Infinity, high ?? Infinity];
  };
  const query: SelectionQuery = {
    x: limits('xFrom', 'xTo', 'x'),
    y: limits('yFrom', 'yTo', 'y'),
    neurons: attempt('neurons', (text) => parseList(text, l10n.t('neurons'), '0-9, 42')),
    ...(attempt('inputs', parseInputs) ?? { inputs: null, rows: null, columns: null }),
    tensors: form.tensors,
  };
  return mistakes.length > 0 ? { query: null, mistakes } : { query, mistakes: null };
}

/** The parameters of a run that meet all that is asked for. A bias has no input: where inputs are named there is none. */
export function parametersMeeting(query: SelectionQuery, run: RunView, shownLayer: number): ParameterSet {
  const order = new ParameterOrder(run.layers);
  const chosen: number[] = [];
  const weightsToo = query.tensors !== 'biases';
  const biasesToo = query.tensors !== 'weights';
  const anyInput = query.inputs === null && query.rows === null && query.columns === null;
  for (const [index, view] of run.layers.entries()) {
    const layer = index + 1;
    if (query.tensors !== 'all' && layer !== shownLayer) continue;
    const isInput = flagsOf(view.inputs, (input) => meetsInput(query, input, layer, run.image));
    for (let neuron = 0; neuron < view.outputs; neuron++) {
      if (!within(query.neurons, neuron)) continue;
      for (let input = 0; weightsToo && input < view.inputs; input++) {
        const place = neuron * view.inputs + input;
        if (isInput[input] === 1 && meets(query, view.weightX[place], view.weightY[place]))
          chosen.push(order.numberOf({ layer, neuron, input }));
      }
      if (view.bias && biasesToo && anyInput && meets(query, view.biasX[neuron], view.biasY[neuron]))
        chosen.push(order.numberOf({ layer, neuron, input: null }));
    }
  }
  return ParameterSet.of(order.count, chosen);
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

/** Words for a person, about what stands in a field. */
class Mistake extends Error {}

function parseLimit(text: string, name: string): number | null {
  if (text === '') return null;
  const value = Number(text.replace('−', '-'));
  if (Number.isFinite(value)) return value;
  throw new Mistake(l10n.t('{0}: found “{1}”; expected a number such as 0.6.', name, text));
}

function parseList(text: string, name: string, example: string): Span[] | null {
  if (text === '') return null;
  return text.split(',').map((part) => parseSpan(part.trim(), name, example));
}

const KINDS = { '': 'inputs', row: 'rows', rows: 'rows', column: 'columns', columns: 'columns' } as const;

/** After "row" or "column", all numbers up to the next such word belong to it. */
function parseInputs(text: string): Pick<SelectionQuery, 'inputs' | 'rows' | 'columns'> {
  const found: Record<'inputs' | 'rows' | 'columns', Span[] | null> = { inputs: null, rows: null, columns: null };
  if (text === '') return found;
  let kind: keyof typeof found = 'inputs';
  for (const part of text.split(',')) {
    const match = /^\s*(rows?|columns?)?\s*(.*?)\s*$/i.exec(part);
    const word = (match?.[1] ?? '').toLowerCase() as keyof typeof KINDS;
    if (word !== '') kind = KINDS[word];
    const span = parseSpan(match?.[2] ?? '', l10n.t('inputs'), 'row 3-9, column 10-20');
    found[kind] = [...(found[kind] ?? []), span];
  }
  return found;
}

/** "42", "3-9", "3–9" */
function parseSpan(part: string, name: string, example: string): Span {
  const match = /^(\d+)(?:\s*[-–]\s*(\d+))?$/.exec(part);
  const found = part === '' ? l10n.t('nothing') : `“${part}”`;
  if (match === null) throw new Mistake(l10n.t('{0}: found {1}; expected numbers such as {2}.', name, found, example));
  const low = Number(match[1]);
  const high = Number(match[2] ?? match[1]);
  if (high < low) throw new Mistake(l10n.t('{0}: found “{1}”; expected the smaller number first.', name, part));
  return [low, high];
}
