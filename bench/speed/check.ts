import { readFileSync } from 'node:fs';

/** ‖found − expected‖ / ‖expected‖ of a candidate's parameters and of both tallies, each as a whole. */
export interface Deviation {
  readonly parameters: number;
  readonly tallyA: number;
  readonly tallyB: number;
}

/** @param found, expected files as a candidate writes them: parameters, tally of A, tally of B; all float64 */
export function deviation(found: string, expected: string): Deviation {
  const [of, from] = [numbers(found), numbers(expected)];
  if (of.length !== from.length) throw new Error(`${of.length} numbers where ${from.length} were expected`);
  const size = from.length / 3;
  const [parameters, tallyA, tallyB] = [0, 1, 2].map((set) =>
    relativeL2(of.subarray(set * size, (set + 1) * size), from.subarray(set * size, (set + 1) * size)),
  ) as [number, number, number];
  return { parameters, tallyA, tallyB };
}

export function worst({ parameters, tallyA, tallyB }: Deviation): number {
  // Not a number stays that way: it is no agreement.
  return [parameters, tallyA, tallyB].reduce((largest, one) => (one > largest || Number.isNaN(one) ? one : largest), 0);
}

function numbers(path: string): Float64Array {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

function relativeL2(found: Float64Array, expected: Float64Array): number {
  let difference = 0;
  let norm = 0;
  for (const [index, value] of expected.entries()) {
    difference += ((found[index] as number) - value) ** 2;
    norm += value ** 2;
  }
  return Math.sqrt(difference / norm);
}
