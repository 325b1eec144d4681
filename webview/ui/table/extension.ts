type Span = readonly [from: number, until: number];

/**
 * What changes when a range of rows that began at `anchor` is drawn on from one place to another: which rows come in,
 * which are let go. Spans hold both their ends.
 */
export function extension(
  anchor: number,
  from: number,
  to: number,
): { readonly add: Span | null; readonly subtract: Span | null } {
  const [before, after] = [from - anchor, to - anchor];
  const turned = before * after < 0;
  const inwards = turned || Math.abs(after) < Math.abs(before);
  const direction = Math.sign(before);
  return {
    subtract: inwards ? [from, (turned ? anchor : to) + direction] : null,
    add: inwards && !turned ? null : [turned ? anchor : from, to],
  };
}
