import * as l10n from '@vscode/l10n';
import type { SelectionQuery, Span, TensorChoice } from '../../../src/model/selectionQuery';

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

/** A field of the form that is not understood. */
export interface FormMistake {
  readonly field: keyof SelectionForm;
  /** What was found, and what is expected. */
  readonly message: string;
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
    // Finite, so that a message can hold them.
    return low === null && high === null ? null : [low ?? -Number.MAX_VALUE, high ?? Number.MAX_VALUE];
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
