import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { CLASSES, COUNT, type DrawnSplit, drawImage, labelOf, SIDE } from '../../../src/engine/data/drawn/index';

const PIXELS = SIDE * SIDE;

function image(seed: number, split: DrawnSplit, row: number): Uint8Array {
  const bytes = new Uint8Array(PIXELS);
  drawImage(seed, split, row, bytes, 0);
  return bytes;
}

function sha256(seed: number, split: DrawnSplit, rows: number): string {
  const hash = createHash('sha256');
  for (let row = 0; row < rows; row++)
    hash.update(image(seed, split, row)).update(Uint8Array.of(labelOf(seed, split, row)));
  return hash.digest('hex');
}

/** Runs `action` while every function of Math that IEEE 754 does not define to the bit throws. */
function withoutInexactMath(action: () => void): void {
  const exact = new Set([
    'abs',
    'ceil',
    'clz32',
    'floor',
    'fround',
    'imul',
    'max',
    'min',
    'round',
    'sign',
    'sqrt',
    'trunc',
  ]);
  const inexact = Object.getOwnPropertyNames(Math).filter(
    (name) => !exact.has(name) && typeof Reflect.get(Math, name) === 'function',
  );
  const kept = inexact.map((name) => [name, Reflect.get(Math, name)] as const);
  try {
    for (const name of inexact) {
      Reflect.set(Math, name, () => assert.fail(`Math.${name} differs between machines`));
    }
    action();
  } finally {
    for (const [name, original] of kept) Reflect.set(Math, name, original);
  }
}

describe('drawn digits', () => {
  describe('labels', () => {
    for (const split of ['training', 'test'] as const) {
      it(`of ${split}: every digit in a tenth of the rows`, () => {
        const counts = new Array<number>(CLASSES).fill(0);
        for (let row = 0; row < COUNT[split]; row++) {
          const label = labelOf(1, split, row);
          counts[label] = (counts[label] ?? 0) + 1;
        }
        assert.deepEqual(counts, new Array<number>(CLASSES).fill(COUNT[split] / CLASSES));
      });
    }

    it('come in mixed order: any stretch of 6,000 rows has 600 of each digit, give or take', () => {
      for (let from = 0; from < COUNT.training; from += 6000) {
        const counts = new Array<number>(CLASSES).fill(0);
        for (let row = from; row < from + 6000; row++) {
          const label = labelOf(1, 'training', row);
          counts[label] = (counts[label] ?? 0) + 1;
        }
        // Five standard deviations of a hypergeometric count are about 110.
        for (const count of counts)
          assert.ok(Math.abs(count - 600) < 110, `found ${counts.join(', ')} from row ${from}`);
      }
    });

    it('follow one another like independent draws: a row repeats the label before it about once in ten', () => {
      let repeats = 0;
      for (let row = 1; row < COUNT.training; row++) {
        if (labelOf(1, 'training', row) === labelOf(1, 'training', row - 1)) repeats++;
      }
      assert.ok(Math.abs(repeats - 6000) < 400, `found ${repeats} repeats`);
    });

    it('differ between seeds and splits, and do not depend on what was asked before', () => {
      const first = (seed: number, split: DrawnSplit) =>
        Array.from({ length: 50 }, (_, row) => labelOf(seed, split, row)).join('');
      const once = first(1, 'training');
      assert.notEqual(first(2, 'training'), once);
      assert.notEqual(first(1, 'test'), once);
      assert.equal(first(1, 'training'), once);
    });

    it('of rows that do not exist are refused', () => {
      for (const row of [-1, 0.5, COUNT.test])
        assert.throws(() => labelOf(1, 'test', row), /found row .* expected 0 to 9999/);
    });
  });

  describe('bytes', () => {
    // A change here is a change of the data: raise GENERATOR_VERSION with it.
    const pinned = [
      [1, 'training', '10abe3a1ffcd0cd6bfc4958670e8f206064c1b120aee18dda3e3076734e06130'],
      [1, 'test', 'e11b6ba9f8cac8fe3a635dafd597ad5eccff18f0b79757549b452d6b3625f2a9'],
      [2, 'training', '06edfad73539da27b350fab5662b348ceeb8fe498db587d714ebd5a48a0d6773'],
      [2, 'test', 'bc92366b0fa9ea06cf9ab17eed616965c8ee8d322bc04f81af0938edda000196'],
    ] as const;
    for (const [seed, split, expected] of pinned) {
      it(`of the first 200 images of ${split} with seed ${seed} are those of generator version 1`, () => {
        assert.equal(sha256(seed, split, 200), expected);
      });
    }

    it('do not depend on functions that differ between machines', () => {
      withoutInexactMath(() => sha256(3, 'test', 100));
    });

    it('of a row drawn alone are those of the row drawn among others', () => {
      const rows = [0, 7, 59999, 1234, 8];
      const alone = rows.map((row) => image(5, 'training', row));
      const together = new Uint8Array((rows.length + 1) * PIXELS).fill(77);
      for (const place of [3, 0, 4, 2, 1]) {
        drawImage(6, 'test', place, new Uint8Array(PIXELS), 0);
        drawImage(5, 'training', rows[place] as number, together, place * PIXELS);
      }
      alone.forEach((bytes, place) => {
        assert.deepEqual(together.subarray(place * PIXELS, (place + 1) * PIXELS), bytes);
      });
      assert.ok(
        together.subarray(rows.length * PIXELS).every((byte) => byte === 77),
        'bytes beyond the image were written',
      );
    });

    it('are refused a place that has no room for them', () => {
      for (const offset of [-1, 1]) {
        assert.throws(() => drawImage(1, 'training', 0, new Uint8Array(PIXELS), offset), /needs 784 bytes/);
      }
    });
  });

  describe('as images', () => {
    it('have their ink in a box of 20 × 20 that it fills one way, and their centre of mass in the middle', () => {
      for (let row = 0; row < 500; row++) {
        const bytes = image(1, 'training', row);
        const inked = [...bytes.keys()].filter((pixel) => (bytes[pixel] as number) > 0);
        const span = (places: readonly number[]) => Math.max(...places) - Math.min(...places) + 1;
        const width = span(inked.map((pixel) => pixel % SIDE));
        const height = span(inked.map((pixel) => Math.floor(pixel / SIDE)));
        assert.ok(Math.max(width, height) >= 19 && Math.max(width, height) <= 20, `row ${row}: ${width} × ${height}`);
        const ink = inked.reduce((sum, pixel) => sum + (bytes[pixel] as number), 0);
        const across = inked.reduce((sum, pixel) => sum + (bytes[pixel] as number) * (pixel % SIDE), 0) / ink;
        const down = inked.reduce((sum, pixel) => sum + (bytes[pixel] as number) * Math.floor(pixel / SIDE), 0) / ink;
        assert.ok(Math.abs(across - 14) <= 0.5 && Math.abs(down - 14) <= 0.5, `row ${row}: centre ${across}, ${down}`);
      }
    });

    it('of 1, 7, 6 and 8 have the ink and the constant pixels of handwritten ones, about', () => {
      const bytes = new Uint8Array(PIXELS);
      const union = new Uint8Array(PIXELS);
      let [images, inked] = [0, 0];
      for (let row = 0; row < COUNT.training; row++) {
        if (![1, 7, 6, 8].includes(labelOf(1, 'training', row))) continue;
        drawImage(1, 'training', row, bytes, 0);
        images++;
        for (let pixel = 0; pixel < PIXELS; pixel++) {
          if (bytes[pixel] === 0) continue;
          inked++;
          union[pixel] = 1;
        }
      }
      assert.equal(images, 24000);
      const share = inked / images / PIXELS;
      assert.ok(share > 0.15 && share < 0.2, `ink share ${share}`);
      // No pixel is inked in every image, so the constant ones are those that never are.
      const constant = union.filter((used) => used === 0).length;
      assert.ok(constant >= 50 && constant <= 150, `${constant} constant pixels`);
    }).timeout(20_000);

    // MNIST's own test images reach about 0.89 among as many of its training images.
    it('resemble their own digit: the nearest of 3,000 training images has the right label for four test images in five', () => {
      const known = Array.from({ length: 3000 }, (_, row) => image(1, 'training', row));
      const asked = 200;
      let right = 0;
      for (let row = 0; row < asked; row++) {
        const bytes = image(1, 'test', row);
        let [nearest, label] = [Infinity, -1];
        known.forEach((other, place) => {
          let distance = 0;
          for (let pixel = 0; pixel < PIXELS; pixel++) {
            const difference = (bytes[pixel] as number) - (other[pixel] as number);
            distance += difference * difference;
          }
          if (distance < nearest) [nearest, label] = [distance, labelOf(1, 'training', place)];
        });
        if (label === labelOf(1, 'test', row)) right++;
      }
      assert.ok(right >= 0.8 * asked, `found ${right} of ${asked} right`);
    }).timeout(20_000);
  });
});
