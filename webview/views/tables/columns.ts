import * as l10n from '@vscode/l10n';
import { count, decimal, scientific } from '../../../src/shared/format';
import type { Column } from '../../ui/dataTable';

/** The columns that tables of parameters have in common. Each takes what it shows by row. */

type Values = (row: number) => number;

/** A whole number that says which thing a row is: found by what is written as well. */
export function numberColumn(key: string, title: string, value: Values, hint?: string): Column {
  const format = (row: number) => String(value(row));
  return {
    key,
    title,
    ...(hint === undefined ? {} : { hint }),
    align: 'end',
    width: title.length,
    value,
    format,
    filter: 'words',
  };
}

/** A share, a mean, an r: three places. */
export function decimalColumn(key: string, title: string, value: Values, hint?: string, places = 3): Column {
  const format = (row: number) => decimal(value(row), places);
  const width = Math.max(title.length, places + 3);
  return { key, title, ...(hint === undefined ? {} : { hint }), align: 'end', width, value, format, filter: 'number' };
}

/** A sum of updates, whose size nobody knows beforehand: two digits and a power of ten. */
export function sizeColumn(key: string, title: string, value: Values, hint?: string): Column {
  const format = (row: number) => scientific(value(row));
  return {
    key,
    title,
    ...(hint === undefined ? {} : { hint }),
    align: 'end',
    width: 9,
    value,
    format,
    filter: 'number',
  };
}

/** How many of something. */
export function countColumn(key: string, title: string, value: Values, hint?: string): Column {
  const format = (row: number) => count(value(row));
  return {
    key,
    title,
    ...(hint === undefined ? {} : { hint }),
    align: 'end',
    width: title.length,
    value,
    format,
    filter: 'number',
  };
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
