import { escaped } from '../markup';
import type { Strip } from './blocks';

/** Room for a dot at either end, in per cent of the width. */
const MARGIN = 3;

/**
 * A strip as SVG, as wide as its place: every length along the axis is a share. Colours and sizes are those of the
 * classes in the page's style.
 */
export function stripSvg({ text, values, interval, mark, axis }: Strip): string {
  const at = (value: number) => {
    const share = axis[1] > axis[0] ? (value - axis[0]) / (axis[1] - axis[0]) : 0.5;
    return `${(MARGIN + (100 - 2 * MARGIN) * share).toFixed(2)}%`;
  };
  const line = (kind: string, from: number, to: number, y: readonly [number, number]) =>
    `<line class="${kind}" x1="${at(from)}" x2="${at(to)}" y1="${y[0]}" y2="${y[1]}"/>`;
  const parts = [
    line('base', axis[0], axis[1], [14, 14]),
    ...(interval === null ? [] : [line('interval', interval.low, interval.high, [14, 14])]),
    ...(mark === null ? [] : [line('mark', mark, mark, [2, 26])]),
    ...values.map((value) => (value === null ? '' : `<circle class="seed" cx="${at(value)}" cy="14" r="3.5"/>`)),
  ];
  return `<svg class="strip" role="img" aria-label="${escaped(text)}" width="100%" height="28">${parts.join('')}</svg>`;
}
