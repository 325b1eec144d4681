/** Browsers lay out nothing taller than about 33 million pixels; tables that would be are scrolled in proportion. */
export const TALLEST = 30_000_000;

export interface Scrolled {
  /** Pixels: how far it is scrolled, how much of it is seen, and how high a row is. */
  readonly scrollTop: number;
  readonly viewport: number;
  readonly rowHeight: number;
  readonly rows: number;
}

/** The rows that are to exist while a table is scrolled so far. */
export interface TableWindow {
  /** First row, and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Pixels from the top of what is scrolled to the first row. */
  readonly top: number;
}

/** Rows beyond either edge that exist as well, so that a fast scroll shows no gap. */
const SPARE = 6;

/** How high what is scrolled is, in pixels. */
export function scrollHeight({ rows, rowHeight }: Pick<Scrolled, 'rows' | 'rowHeight'>): number {
  return Math.min(rows * rowHeight, TALLEST);
}

export function tableWindow(scrolled: Scrolled): TableWindow {
  const { scrollTop, viewport, rowHeight, rows } = scrolled;
  const topRow = (scrollTop * stretch(scrolled)) / rowHeight;
  const first = Math.max(0, Math.min(rows, Math.floor(topRow) - SPARE));
  const end = Math.max(first, Math.min(rows, Math.ceil(topRow + viewport / rowHeight) + SPARE));
  return { first, end, top: scrollTop + (first - topRow) * rowHeight };
}

/** How far to scroll, as little as can be, so that a row is seen whole. */
export function scrollTo(row: number, scrolled: Scrolled): number {
  const { scrollTop, viewport, rowHeight } = scrolled;
  const ratio = stretch(scrolled);
  const above = scrollTop * ratio;
  if (row * rowHeight < above) return (row * rowHeight) / ratio;
  if ((row + 1) * rowHeight > above + viewport) return Math.max(0, ((row + 1) * rowHeight - viewport) / ratio);
  return scrollTop;
}

/** Pixels of rows to a pixel of scrolling. */
function stretch({ viewport, rowHeight, rows }: Scrolled): number {
  const whole = rows * rowHeight;
  return whole <= TALLEST ? 1 : (whole - viewport) / (TALLEST - viewport);
}
