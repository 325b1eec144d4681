import * as l10n from '@vscode/l10n';
import type { Column } from './column';

/** Which rows a text asks for, and what of it was not understood. */
export interface TableFilter {
  /** Null where all rows are asked for. */
  readonly test: ((row: number) => boolean) | null;
  readonly mistakes: readonly string[];
}

type Filtered = Pick<Column, 'key' | 'value' | 'format' | 'filter'>;
type Test = (row: number) => boolean;

const COMPARISON = /^([^<>=≤≥≠!]*)(<=|>=|!=|<|>|=|≤|≥|≠)(.*)$/;
const SPACED_OPERATOR = /\s*(<=|>=|!=|<|>|=|≤|≥|≠)\s*/g;

/**
 * Understands what stands in a table's filter: parts with spaces between, all of which a row must meet. A part is a
 * comparison (`x>0.6`, `neuron=42`, `y=undefined`) or a word that is looked for in what is written.
 * `=` means equal as far as it is written: `x=0.61` holds of all that rounds to 0.61.
 */
export function parseTableFilter(text: string, columns: readonly Filtered[]): TableFilter {
  const parts = text
    .replace(SPACED_OPERATOR, '$1')
    .split(/\s+/)
    .filter((part) => part !== '');
  const understood = parts.map((part) => parsePart(part, columns));
  const tests = understood.flatMap((part) => (typeof part === 'string' ? [] : [part]));
  const mistakes = understood.filter((part) => typeof part === 'string');
  return { test: tests.length === 0 ? null : (row) => tests.every((test) => test(row)), mistakes };
}

/** @returns a test, or in words why there is none */
function parsePart(part: string, columns: readonly Filtered[]): Test | string {
  const match = COMPARISON.exec(part);
  if (match === null) return wordTest(part, columns);
  const [, key, written, operand] = match as unknown as [string, string, string, string];
  const column = columns.find((one) => one.key === key.toLowerCase());
  if (column === undefined) {
    return l10n.t(
      '“{0}”: found {1} before {2}; expected one of {3}.',
      part,
      key === '' ? l10n.t('nothing') : `“${key}”`,
      written,
      columns.map((one) => one.key).join(', '),
    );
  }
  const operator = operatorOf(written);
  const { value } = column;
  if (operand.toLowerCase() === 'undefined' && (operator === '=' || operator === '≠'))
    return (row) => Number.isNaN(value(row)) === (operator === '=');
  const digits = operand.replace('−', '-');
  if (!/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) {
    if (column.filter === 'words' && operand !== '' && (operator === '=' || operator === '≠')) {
      const wanted = operand.toLowerCase();
      return (row) => (column.format(row).toLowerCase().replaceAll(' ', '-') === wanted) === (operator === '=');
    }
    return l10n.t(
      '“{0}”: found {1} after {2}; expected a number.',
      part,
      operand === '' ? l10n.t('nothing') : `“${operand}”`,
      written,
    );
  }
  return comparison(value, operator, Number(digits), halfUnit(digits));
}

function wordTest(word: string, columns: readonly Filtered[]): Test | string {
  const searched = columns.filter(({ filter }) => filter === 'words');
  if (searched.length === 0)
    return l10n.t('“{0}”: found a word; expected a comparison such as {1}>0.', word, columns[0]?.key ?? '');
  const wanted = word.toLowerCase();
  return (row) => searched.some(({ format }) => format(row).toLowerCase().includes(wanted));
}

type Operator = '<' | '≤' | '>' | '≥' | '=' | '≠';

function operatorOf(written: string): Operator {
  return ({ '<=': '≤', '>=': '≥', '!=': '≠' }[written] ?? written) as Operator;
}

/** Nothing undefined meets a comparison with a number. */
function comparison(value: (row: number) => number, operator: Operator, number: number, half: number): Test {
  switch (operator) {
    case '<':
      return (row) => value(row) < number;
    case '≤':
      return (row) => value(row) <= number;
    case '>':
      return (row) => value(row) > number;
    case '≥':
      return (row) => value(row) >= number;
    case '=':
      return (row) => isSame(value(row), number, half);
    case '≠':
      return (row) => !Number.isNaN(value(row)) && !isSame(value(row), number, half);
  }
}

function isSame(value: number, number: number, half: number): boolean {
  return value === number || (value >= number - half && value < number + half);
}

/** Half of the last place of a number as it is written; 0 for whole numbers, which are meant exactly. */
function halfUnit(digits: string): number {
  const match = /^-?\d*(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(digits);
  const places = (match?.[1]?.length ?? 0) - Number(match?.[2] ?? 0);
  return match?.[1] === undefined && match?.[2] === undefined ? 0 : 0.5 * 10 ** -places;
}
