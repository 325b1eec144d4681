import * as l10n from '@vscode/l10n';
import { type FilterTerm, inOrder, isOrder, type Operator, parseFilter } from '../../../src/model/filterText';
import { mostAlike } from '../../../src/model/mostAlike';
import type { Column } from './column';

/** Which rows a text asks for, and what of it was not understood. */
export interface TableFilter {
  /** Null where all rows are asked for. What is not understood asks for none. */
  readonly test: ((row: number) => boolean) | null;
  readonly mistakes: readonly string[];
}

type Filtered = Pick<Column, 'key' | 'title' | 'value' | 'format' | 'filter'>;
type Comparison = Extract<FilterTerm, { kind: 'comparison' }>;
type Test = (row: number) => boolean;

/**
 * Understands what stands in a table's filter: comparisons (`x>0.6`, `neuron=42`, `y=undefined`, `class~seven`), of which a
 * column's key or its title is the name, and words that are looked for in what is written. `=` means equal as far as it is
 * written: `x=0.61` holds of all that rounds to 0.61; `~` means a part of what is written.
 */
export function parseTableFilter(text: string, columns: readonly Filtered[]): TableFilter {
  const titles = columns.map(({ title }) => title).filter((title) => /\s/.test(title));
  const understood = parseFilter(text, titles).map((term) =>
    term.kind === 'text' ? wordTest(term.text, columns) : comparisonTest(term, columns),
  );
  const tests = understood.flatMap((part) => (typeof part === 'string' ? [] : [part]));
  const mistakes = understood.filter((part) => typeof part === 'string');
  if (mistakes.length > 0) return { test: () => false, mistakes };
  return { test: tests.length === 0 ? null : (row) => tests.every((test) => test(row)), mistakes };
}

/** @returns a test, or in words why there is none */
function comparisonTest({ key, operator, value, written }: Comparison, columns: readonly Filtered[]): Test | string {
  const part = `${key}${written}${value}`;
  const column = columnNamed(key, columns);
  if (column === undefined) return unknownColumn(part, key, written, columns);
  const wanted = value.toLowerCase();
  if (operator === '~' && value !== '') return (row) => column.format(row).toLowerCase().includes(wanted);
  if (column.filter === 'text') return textTest(column, part, operator, value);
  if (wanted === 'undefined' && (operator === '=' || operator === '!='))
    return (row) => Number.isNaN(column.value(row)) === (operator === '=');
  const digits = value.replace('−', '-');
  if (operator === '~' || !/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) {
    if (column.filter === 'words' && value !== '' && (operator === '=' || operator === '!='))
      return sameWords(column, operator, value);
    return l10n.t(
      '“{0}”: found {1} after {2}; expected a number.',
      part,
      value === '' ? l10n.t('nothing') : `“${value}”`,
      written,
    );
  }
  return numberTest(column.value, operator, Number(digits), halfUnit(digits));
}

/** Of what is no number even where it is written in digits: a layer called 3. @returns a test, or in words why there is none */
function textTest(column: Filtered, part: string, operator: Operator, value: string): Test | string {
  if (value !== '' && (operator === '=' || operator === '!=')) return sameWords(column, operator, value);
  return l10n.t('“{0}”: {1} is no number; expected {1}=, {1}!= or {1}~ and what is written there.', part, column.key);
}

function sameWords({ format }: Filtered, operator: '=' | '!=', value: string): Test {
  const plain = (text: string) => text.toLowerCase().replaceAll(' ', '-');
  const wanted = plain(value);
  return (row) => (plain(format(row)) === wanted) === (operator === '=');
}

/** By its key, or as its head says. */
function columnNamed(name: string, columns: readonly Filtered[]): Filtered | undefined {
  const wanted = name.toLowerCase().replaceAll(/\s+/g, ' ');
  return columns.find(({ key }) => key === wanted) ?? columns.find(({ title }) => title.toLowerCase() === wanted);
}

function unknownColumn(part: string, key: string, written: string, columns: readonly Filtered[]): string {
  const keys = columns.map((one) => one.key);
  const found = key === '' ? l10n.t('nothing') : `“${key}”`;
  const likely = mostAlike(key, [...keys, ...columns.map(({ title }) => title)]);
  const mistake = l10n.t('“{0}”: found {1} before {2}; expected one of {3}.', part, found, written, keys.join(', '));
  return likely === null ? mistake : `${mistake} ${l10n.t('Did you mean “{0}”?', likely)}`;
}

function wordTest(word: string, columns: readonly Filtered[]): Test | string {
  const searched = columns.filter(({ filter }) => filter !== 'number');
  if (searched.length === 0)
    return l10n.t('“{0}”: found a word; expected a comparison such as {1}>0.', word, columns[0]?.key ?? '');
  const wanted = word.toLowerCase();
  return (row) => searched.some(({ format }) => format(row).toLowerCase().includes(wanted));
}

/** Nothing undefined meets a comparison with a number. */
function numberTest(
  value: (row: number) => number,
  operator: Exclude<Operator, '~'>,
  number: number,
  half: number,
): Test {
  if (isOrder(operator)) return (row) => inOrder(value(row), operator, number);
  if (operator === '=') return (row) => isSame(value(row), number, half);
  return (row) => !Number.isNaN(value(row)) && !isSame(value(row), number, half);
}

function isSame(value: number, number: number, half: number): boolean {
  return value === number || (value >= number - half && value < number + half);
}

/** Half of the last place of a number as it is written; 0 for whole numbers, which are exact. */
function halfUnit(digits: string): number {
  const match = /^-?\d*(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(digits);
  const places = (match?.[1]?.length ?? 0) - Number(match?.[2] ?? 0);
  return match?.[1] === undefined && match?.[2] === undefined ? 0 : 0.5 * 10 ** -places;
}
