/**
 * Which of some names was probably meant by one that is none of them: the one that is reached by the fewest changes of a
 * letter, as long as they are few for its length; null where there is none.
 */
export function mostAlike(written: string, names: readonly string[]): string | null {
  let likely: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const changes = distance(written.toLowerCase(), name.toLowerCase());
    if (changes < least && 3 * changes <= name.length) [likely, least] = [name, changes];
  }
  return likely;
}

/** Letters that are put in, left out, exchanged for another or for their neighbour (Damerau; optimal string alignment). */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const [before, above] = [rows[i - 2], rows[i - 1] as number[]];
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let least = Math.min(
        (above[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (above[j - 1] as number) + (same ? 0 : 1),
      );
      if (before !== undefined && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, (before[j - 2] as number) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[one.length]?.[other.length] ?? 0;
}
