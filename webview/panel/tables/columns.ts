import * as l10n from '@vscode/l10n';
import { isShare, type MeasureName } from '../../../src/model/measures';
import { count, decimal, scientific } from '../../../src/text/format';
import { measureFormula, measureTitle } from '../../../src/text/measures';
import type { Column } from '../../ui/dataTable';

/** The columns that tables of parameters have in common. Each takes what it shows by row. */

type Values = (row: number) => number;

/** A whole number that says which thing a row is: found by what is written as well. */
export function numberColumn(key: string, title: string, value: Values, hint?: string): Column {
  return column({ key, title, width: title.length, value, format: String, filter: 'words' }, hint);
}

/** A name or the like: found by what is written, never by a number. @param of by what it is sorted, and what is written */
export function textColumn(
  key: string,
  title: string,
  width: number,
  of: Pick<Column, 'value' | 'format' | 'hint'>,
): Column {
  return { key, title, width, align: 'start', filter: 'text', ...of };
}

/** A share, a mean, an r: three places. */
export function decimalColumn(key: string, title: string, value: Values, hint?: string, places = 3): Column {
  const format = (shown: number) => decimal(shown, places);
  return column({ key, title, width: Math.max(title.length, places + 3), value, format, filter: 'number' }, hint);
}

/** A sum of updates, whose size is not known beforehand: two digits and a power of ten. */
export function sizeColumn(key: string, title: string, value: Values, hint?: string): Column {
  return column({ key, title, width: 9, value, format: scientific, filter: 'number' }, hint);
}

/** What a measure in x's place says of each parameter. */
export function measureColumn(name: MeasureName, values: Float64Array): Column {
  const [title, formula] = [measureTitle(name), measureFormula(name)];
  const value = (row: number) => values[row] as number;
  if (!isShare(name)) return sizeColumn('measure', title, value, formula);
  return decimalColumn('measure', title, value, l10n.t('The share of A, m of A / (m of A + m of B), m = {0}', formula));
}

/** The same of a set of parameters that the run may not have. */
export function sizeColumns(key: string, title: string, values: Float64Array | undefined, hint: string): Column[] {
  return values === undefined ? [] : [sizeColumn(key, title, (row) => values[row] as number, hint)];
}

/** How many of something. */
export function countColumn(key: string, title: string, value: Values, hint?: string): Column {
  return column({ key, title, width: title.length, value, format: count, filter: 'number' }, hint);
}

interface NumberColumn extends Pick<Column, 'key' | 'title' | 'width' | 'filter'> {
  readonly value: Values;
  readonly format: (shown: number) => string;
}

function column({ value, format, ...rest }: NumberColumn, hint: string | undefined): Column {
  return { ...rest, ...(hint === undefined ? {} : { hint }), align: 'end', value, format: (row) => format(value(row)) };
}

/** Whether a row is selected: 1 or 0 to a filter. */
export function selectedColumn(isSelected: (row: number) => boolean): Column {
  return {
    key: 'selected',
    title: l10n.t('selected'),
    align: 'start',
    width: 8,
    value: (row) => (isSelected(row) ? 1 : 0),
    format: (row) => (isSelected(row) ? l10n.t('yes') : ''),
    filter: 'number',
  };
}

export const X_HINT = l10n.t('x = a / (a + b), the share of its updating that is due to A.');
export const Y_HINT = l10n.t('y = c / (c + d), the share of the difference that is made by leaving out classes of A.');
export const A_HINT = l10n.t('Sum of |Δ| over the tallied examples of A.');
export const B_HINT = l10n.t('Sum of |Δ| over the tallied examples of B.');
export const C_HINT = l10n.t('How far the copies trained without one class of A lie apart.');
export const D_HINT = l10n.t('How far the copies trained without one class of B lie apart.');
