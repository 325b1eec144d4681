import { eight, five, nine, seven, six } from './fiveToNine';
import type { Glyph } from './form';
import { four, one, three, two, zero } from './zeroToFour';

/** The glyphs of the digits 0 … 9, by digit. Designed by hand for this project; no data set was copied. */
export const glyphs: readonly Glyph[] = [zero, one, two, three, four, five, six, seven, eight, nine];

/** The largest number of control points in any form, and so the size of the buffers that hold them. */
export const MOST_POINTS = Math.max(
  ...glyphs.flatMap((glyph) => glyph.forms.map((form) => form.strokes.reduce((total, count) => total + count))),
);
