import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/engine/config';
import { withLabelNoise } from '../../../src/engine/data/labelNoise';
import { ConfigError } from '../../../src/engine/errors';
import { RandomStream } from '../../../src/engine/network/random';
import { at, storeOf } from '../support';

describe('label noise', () => {
  const ROWS = 400;
  const EARLY = 150;
  const random = new RandomStream(1, 'label noise test');
  /** Classes 1 and 7 are of A, 6 and 8 of B; 8 is rare. */
  const store = storeOf(
    1,
    Array.from({ length: 300 }, (_, index) => {
      const label = at([1, 7, 6, 1, 7, 6, 8], random.integer(7));
      return { row: Math.floor((index * ROWS) / 300), label, target: label === 1 || label === 7 ? 0 : 1, pixels: [0] };
    }),
  );
  const noisy = (labelNoise: number, seed = 1) =>
    withLabelNoise({ labelNoise, seed, phase1: { ...parseConfig({}).phase1, rows: EARLY } }, store);
  const replaced = (labelNoise: number, seed?: number) => {
    const { told = assert.fail() } = noisy(labelNoise, seed);
    return [...told.keys()].filter((example) => told[example] !== store.targets[example]);
  };

  it('replaces exactly its share of each class, in the rows of phase 1 and in those of the forks', () => {
    for (const labelNoise of [0.03, 0.25, 0.5, 1]) {
      const found = new Set(replaced(labelNoise));
      for (const label of [1, 7, 6, 8])
        for (const early of [true, false]) {
          const isOf = (example: number) =>
            store.classes[example] === label && at(store.rows, example) < EARLY === early;
          const part = [...store.classes.keys()].filter(isOf);
          assert.equal(part.filter((example) => found.has(example)).length, Math.round(labelNoise * part.length));
        }
    }
  });

  it('replaces by more what is replaced by less, and others by another seed', () => {
    const [less, more] = [replaced(0.1), replaced(0.3)];
    assert.ok(less.every((example) => more.includes(example)));
    assert.ok(less.length < more.length);
    assert.deepEqual(replaced(0.3), more);
    assert.notDeepEqual(replaced(0.3, 2), more);
  });

  it('changes nothing but what is told', () => {
    const { told, ...rest } = noisy(0.5);
    assert.deepEqual(rest, store);
    assert.ok(told?.every((one) => one === 0 || one === 1));
    const shown = Uint8Array.from(store.targets);
    assert.deepEqual(
      Uint8Array.from(noisy(1).told ?? []),
      shown.map((target) => 1 - target),
    );
  });

  it('is none without the key, and is not made twice', () => {
    const { phase1 } = parseConfig({});
    assert.equal(withLabelNoise({ seed: 1, phase1 }, store), store);
    const once = noisy(0.2);
    assert.equal(withLabelNoise({ labelNoise: 0.2, seed: 1, phase1 }, once), once);
  });

  it('is refused where it would replace nothing', () => {
    assert.throws(
      () => noisy(0.001),
      (error) =>
        error instanceof ConfigError &&
        error.message === 'labelNoise: found 0.001, less than half an example of each class; expected 0, or more',
    );
  });
});
