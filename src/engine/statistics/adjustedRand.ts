import { runSync } from '../cancellation';

/**
 * The adjusted Rand index of two labellings of the same things (Hubert & Arabie 1985): 1 where they agree, 0 where they
 * agree as much as chance would make them: (Σᵢⱼ C(nᵢⱼ, 2) − E) / (½ (Σᵢ C(aᵢ, 2) + Σⱼ C(bⱼ, 2)) − E), with
 * E = Σᵢ C(aᵢ, 2) Σⱼ C(bⱼ, 2) / C(n, 2).
 * @param one, other same length, whole numbers from 0
 * @returns null for fewer than two things; 1 where both put all in one class, or each in its own
 */
export function adjustedRandIndex(one: Int32Array, other: Int32Array): number | null {
  return runSync(adjustedRandInChunks(one, other));
}

export function* adjustedRandInChunks(one: Int32Array, other: Int32Array): Generator<void, number | null> {
  const n = one.length;
  if (n < 2) return null;
  const ofOne = countsOf(one);
  yield;
  const ofOther = countsOf(other);
  yield;
  // The things class by class of the first labelling, so that those of both labels are counted a class at a time.
  const byOne = new Int32Array(n);
  const ends = startsOf(ofOne);
  for (let from = 0; from < n; from += CHUNK) {
    for (let thing = from; thing < Math.min(n, from + CHUNK); thing++) {
      const label = one[thing] as number;
      const end = ends[label] as number;
      byOne[end] = other[thing] as number;
      ends[label] = end + 1;
    }
    yield;
  }
  const together = new Float64Array(ofOther.length);
  let pairsTogether = 0;
  for (let label = 0, from = 0; label < ofOne.length; label++) {
    const end = ends[label] as number;
    for (let place = from; place < end; place++) {
      const count = together[byOne[place] as number] as number;
      // Each thing makes a pair with every one before it.
      pairsTogether += count;
      together[byOne[place] as number] = count + 1;
    }
    for (let place = from; place < end; place++) together[byOne[place] as number] = 0;
    from = end;
    if (label % STRIDE === 0) yield;
  }
  const [pairsOfOne, pairsOfOther] = [pairsWithin(ofOne), pairsWithin(ofOther)];
  const expected = (pairsOfOne * pairsOfOther) / pairs(n);
  const most = (pairsOfOne + pairsOfOther) / 2;
  return most === expected ? 1 : (pairsTogether - expected) / (most - expected);
}

/** Classes, and things, between two places where the work may be interrupted. */
const STRIDE = 64;
const CHUNK = 262_144;

/** Things of each label. */
function countsOf(labels: Int32Array): Uint32Array {
  let most = 0;
  for (let thing = 0; thing < labels.length; thing++) most = Math.max(most, labels[thing] as number);
  const counts = new Uint32Array(most + 1);
  for (let thing = 0; thing < labels.length; thing++) {
    const label = labels[thing] as number;
    counts[label] = (counts[label] as number) + 1;
  }
  return counts;
}

/** Things before those of each label. */
function startsOf(counts: Uint32Array): Uint32Array {
  let before = 0;
  return counts.map((count) => {
    before += count;
    return before - count;
  });
}

/** Pairs of things that have the same label. */
function pairsWithin(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + pairs(count), 0);
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2;
}
