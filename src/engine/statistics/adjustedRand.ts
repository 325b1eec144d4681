/**
 * The adjusted Rand index of two labellings of the same things (Hubert & Arabie 1985): 1 where they agree, 0 where they
 * agree as much as chance would make them: (Σᵢⱼ C(nᵢⱼ, 2) − E) / (½ (Σᵢ C(aᵢ, 2) + Σⱼ C(bⱼ, 2)) − E), with
 * E = Σᵢ C(aᵢ, 2) Σⱼ C(bⱼ, 2) / C(n, 2).
 * @param one, other same length, whole numbers from 0
 * @returns null for fewer than two things; 1 where both put all in one class, or each in its own
 */
export function adjustedRandIndex(one: Int32Array, other: Int32Array): number | null {
  const n = one.length;
  if (n < 2) return null;
  const width = other.reduce((most, label) => Math.max(most, label), 0) + 1;
  const together = pairsWithin(Float64Array.from(one, (label, index) => label * width + (other[index] as number)));
  const [ofOne, ofOther] = [pairsWithin(Float64Array.from(one)), pairsWithin(Float64Array.from(other))];
  const expected = (ofOne * ofOther) / pairs(n);
  const most = (ofOne + ofOther) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

/** Pairs of things that have the same label. */
function pairsWithin(labels: Float64Array): number {
  const sorted = labels.sort();
  let sum = 0;
  for (let from = 0, until = 0; from < sorted.length; from = until) {
    while (until < sorted.length && sorted[until] === sorted[from]) until++;
    sum += pairs(until - from);
  }
  return sum;
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2;
}
