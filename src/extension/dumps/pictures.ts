import * as l10n from '@vscode/l10n';
import { rounded } from '../../text/format';

/** Two characters a pixel, by size and sign of its value; the largest absolute value sets the scale. */
export function picture(title: string, rows: number, columns: number, value: (input: number) => number): string[] {
  const values = Array.from({ length: rows * columns }, (_, input) => value(input));
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const mark = (value: number) => {
    const size = largest === 0 ? 0 : Math.abs(value) / largest;
    if (size < 1 / 3) return '  ';
    if (size < 2 / 3) return value > 0 ? '++' : '--';
    return value > 0 ? '##' : '==';
  };
  const [third, twoThirds] = [largest / 3, (largest * 2) / 3].map((size) => rounded(size, 2));
  const lines = Array.from(
    { length: rows },
    (_, row) =>
      `|${values
        .slice(row * columns, (row + 1) * columns)
        .map(mark)
        .join('')}|`,
  );
  return [
    title,
    l10n.t('above {0} ++, {1} ##; below −{0} --, −{1} ==', third as string, twoThirds as string),
    ...lines,
  ];
}
