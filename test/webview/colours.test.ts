import assert from 'node:assert/strict';
import { diverging, paletteOf, symmetricLimit } from '../../webview/colours';

/** Lightness as the eye has it, near enough: luma of the sRGB values. */
function luma(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('the diverging scale', () => {
  it('is neutral at 0 and the same beyond its ends', () => {
    for (const ground of ['light', 'dark'] as const) {
      assert.match(diverging(0, paletteOf(ground)), /^#(..)\1\1$/);
      assert.equal(diverging(3, paletteOf(ground)), diverging(1, paletteOf(ground)));
      assert.equal(diverging(-3, paletteOf(ground)), diverging(-1, paletteOf(ground)));
    }
  });

  it('grows away from the ground on both sides, blue below and orange above', () => {
    for (const [ground, direction] of [
      ['light', -1],
      ['dark', 1],
    ] as const) {
      for (const side of [-1, 1]) {
        for (let step = 0; step < 10; step++) {
          const [near, far] = [
            luma(diverging((side * step) / 10, paletteOf(ground))),
            luma(diverging((side * (step + 1)) / 10, paletteOf(ground))),
          ];
          assert.ok((far - near) * direction > 0, `${ground} ${side * step}`);
        }
      }
      const [red, blue] = [1, 5];
      const part = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
      assert.ok(part(diverging(1, paletteOf(ground)), red) > part(diverging(1, paletteOf(ground)), blue));
      assert.ok(part(diverging(-1, paletteOf(ground)), blue) > part(diverging(-1, paletteOf(ground)), red));
    }
  });

  it('takes its ends from the theme, and its own where the theme has none that can be read', () => {
    const own = paletteOf('dark');
    assert.equal(diverging(1, paletteOf('dark', '#ff00ff', 'rgb(0, 255, 0)')), '#ff00ff');
    assert.equal(diverging(-1, paletteOf('dark', '#ff00ff', 'rgb(0, 255, 0)')), '#00ff00');
    assert.deepEqual(paletteOf('dark', '', 'color(display-p3 0 1 0)'), own);
    assert.equal(diverging(1, own), own.above);
  });

  it('has limits that are symmetric, round and wide enough', () => {
    assert.equal(symmetricLimit(Float64Array.of(0.31, -0.62, Number.NaN)), 0.7);
    assert.equal(symmetricLimit(Float64Array.of(0.7)), 0.7);
    assert.equal(symmetricLimit(Float64Array.of(0, Number.NaN)), 0.1);
    assert.equal(symmetricLimit(Float64Array.of(-1)), 1);
  });
});
