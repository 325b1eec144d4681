import leven from 'leven';

/** Names that a message suggests. */
export const MOST_SUGGESTED = 3;

/** The names that are nearest to what was written, by letters changed, of the whole or of the last part. */
export function suggestions(written: string, names: readonly string[]): string[] {
  const wanted = written.toLowerCase();
  // Two letters that have changed places count as two.
  const farthest = Math.ceil(wanted.length / 3);
  // Counted no further than is of interest: what was written may be of any length.
  const lettersChanged = (name: string) => leven(wanted, name, { maxDistance: farthest + 1 });
  return [...new Set(names)]
    .map((name) => {
      const whole = name.toLowerCase();
      const last = whole.slice(whole.lastIndexOf('.') + 1);
      const ofWhole = lettersChanged(whole);
      return { name, ofWhole, distance: Math.min(ofWhole, lettersChanged(last)) };
    })
    .filter(({ distance }) => distance <= farthest)
    .sort((one, other) => one.distance - other.distance || one.ofWhole - other.ofWhole)
    .slice(0, MOST_SUGGESTED)
    .map(({ name }) => name);
}
