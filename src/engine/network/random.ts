import cosine from '@stdlib/math-base-special-cos';
import naturalLogarithm from '@stdlib/math-base-special-ln';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * A reproducible stream of random numbers, named by a seed and a path: `new RandomStream(1, 'order', 'phase1')`.
 *
 * Streams with different paths are independent for every practical purpose, so adding a use of randomness in one
 * place never shifts the numbers drawn in another. The generator is xoroshiro128+ (pure-rand); logarithm and cosine
 * are stdlib's ports of FreeBSD's msun, so the bits do not depend on the JavaScript engine's own `Math`.
 */
export class RandomStream {
  private readonly generator: RandomGenerator;
  private spare: number | undefined;

  constructor(seed: number, ...path: readonly (string | number)[]) {
    const state = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x452821e6].map((salt) => hash(salt, [seed, ...path]));
    this.generator = xoroshiro128plusFromState(state);
  }

  /** Uniform on [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number {
    return uniformFloat64(this.generator);
  }

  /** Uniform on the integers 0 … `count` − 1. */
  integer(count: number): number {
    return uniformInt(this.generator, 0, count - 1);
  }

  /** Standard normal, N(0, 1), by Box and Muller (1958): √(−2 ln u) · cos(2πv), and its sine twin on the next call. */
  normal(): number {
    if (this.spare !== undefined) {
      const spare = this.spare;
      this.spare = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * naturalLogarithm(1 - this.uniform()));
    const turn = this.uniform();
    this.spare = radius * cosine(2 * Math.PI * (turn - 0.25));
    return radius * cosine(2 * Math.PI * turn);
  }

  /** A uniformly random order of 0 … `count` − 1 (Fisher and Yates). */
  permutation(count: number): Uint32Array {
    const order = new Uint32Array(count);
    for (let index = 0; index < count; index++) order[index] = index;
    for (let last = count - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const kept = order[last] as number;
      order[last] = order[other] as number;
      order[other] = kept;
    }
    return order;
  }
}

/** 32-bit hash of a path: MurmurHash3's mixing (Appleby, public domain) over the 32-bit words of numbers and strings. */
function hash(salt: number, path: readonly (string | number)[]): number {
  let state = salt;
  const mix = (word: number) => {
    let k = Math.imul(word, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    state ^= Math.imul(k, 0x1b873593);
    state = (state << 13) | (state >>> 19);
    state = (Math.imul(state, 5) + 0xe6546b64) | 0;
  };
  for (const part of path) {
    if (typeof part === 'number') {
      mix(part | 0);
      mix(Math.floor(part / 0x100000000) | 0);
    } else {
      mix(part.length);
      for (const character of part) mix(character.codePointAt(0) as number);
    }
  }
  state ^= state >>> 16;
  state = Math.imul(state, 0x85ebca6b);
  state ^= state >>> 13;
  state = Math.imul(state, 0xc2b2ae35);
  return state ^ (state >>> 16);
}
