/**
 * How the plots are arranged: the weights with the others beside them (in a row; map and picture above the biases; one below
 * another), or one plot at a time.
 */
export const ARRANGEMENTS = ['row', 'pair', 'column', 'alone'] as const;
export type Arrangement = (typeof ARRANGEMENTS)[number];

/** Sides of the squares in whole CSS pixels. */
export interface PlotSizes {
  readonly arrangement: Arrangement;
  readonly weights: number;
  /** The map of the inputs, and the neuron's picture. */
  readonly cells: number;
  readonly biases: number;
}

/** What stands above and below a plot in CSS pixels; the style sheet gives these rows just these heights. */
export const ROOM = {
  head: 30,
  /** The line above a plot: the title of its upright axis, or what is pointed at. */
  line: 20,
  axisTitle: 18,
  legend: 36,
  /** The row of the others' names where one plot is shown at a time. */
  choice: 30,
  gap: 16,
} as const;

/** Width of a panel from which on the weights plot takes at most half of it. */
const WIDE = 820;
/** Below this there is room for one plot alone. */
const MEDIUM = 600;
/** What the panel leaves free at its left and right, both together. */
const MARGINS = 24;
/** Width of the others: their heads need it. */
const LEAST = 176;

const CHROME = ROOM.head + ROOM.line + ROOM.axisTitle;
const PICTURE = ROOM.head + ROOM.line + ROOM.legend;

/**
 * As large as the room allows in both directions. The weights plot takes at most half of a wide panel: when an editor opens
 * beside it and takes half of its room, the plot keeps its size and its place.
 * @param width of the plots' area in CSS pixels, without the panel's margins
 * @param height of the plots' area
 * @param kept side that the weights plot had when it was clicked, and keeps where it can; null where nothing is to be kept
 */
export function plotSizes(
  { width, height }: { readonly width: number; readonly height: number },
  kept: number | null,
): PlotSizes {
  const panel = width + MARGINS;
  const tall = height - CHROME;
  const held = kept === null ? null : whole(Math.min(kept, width, tall));
  const most = panel >= WIDE ? Math.floor(panel / 2) - MARGINS : width - ROOM.gap - LEAST;
  if (panel >= MEDIUM && (held ?? 0) <= most) {
    const weights = held ?? whole(Math.min(tall, most));
    return { weights, ...beside(width - weights - ROOM.gap, height) };
  }
  const weights = held ?? whole(Math.min(tall - ROOM.choice, width));
  const cells = whole(Math.min(width, height - PICTURE - ROOM.choice));
  return { arrangement: 'alone', weights, cells, biases: weights };
}

/** The arrangement in which the smallest of the three is largest. */
function beside(width: number, height: number): Omit<PlotSizes, 'weights'> {
  const third = (width - 2 * ROOM.gap) / 3;
  const both = height - PICTURE - ROOM.gap - CHROME;
  const half = Math.min((width - ROOM.gap) / 2, 0.54 * both);
  const each = (height - 2 * PICTURE - CHROME) / 3;
  const choices: Omit<PlotSizes, 'weights'>[] = [
    { arrangement: 'row', cells: Math.min(third, height - PICTURE), biases: Math.min(third, height - CHROME) },
    { arrangement: 'pair', cells: half, biases: Math.min(both - half, width) },
    { arrangement: 'column', cells: Math.min(width, each), biases: Math.min(width, each) },
  ];
  const [best] = choices.toSorted((one, other) => smallest(other) - smallest(one)) as [Omit<PlotSizes, 'weights'>];
  return { arrangement: best.arrangement, cells: whole(best.cells), biases: whole(best.biases) };
}

function smallest({ cells, biases }: Pick<PlotSizes, 'cells' | 'biases'>): number {
  return Math.min(cells, biases);
}

/** What is drawn on a fraction of a pixel is blurred. */
function whole(side: number): number {
  return Math.max(1, Math.floor(side));
}
