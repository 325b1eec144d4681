import assert from 'node:assert/strict';
import type { LayerView } from '../../../src/model/runView';
import { toPixel } from '../../../webview/charts/geometry';
import { at, complete, frameOf, inBrowser, open, painted, pixelAt, squareOf } from '../browserSuite';
import { runningState } from '../runs';
import { THEMES, type ThemeName } from '../themes';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

inBrowser('the looks of the panel', () => {
  describe('looks', () => {
    it('follows a change of theme without being rebuilt', async () => {
      await open(complete(at.run), { theme: 'dark' });
      const layer = at.run.layers[0] as LayerView;
      const box = await frameOf('.weights-chart');
      const [x, y] = toPixel(squareOf('.weights-chart', box), layer.biasX[42] as number, layer.biasY[42] as number);
      await at.panel.page.evaluate('document.querySelector(".weights-chart canvas").dataset.same = "yes"');
      const brightness = new Map<ThemeName, number>();
      for (const theme of Object.keys(THEMES) as ThemeName[]) {
        await at.panel.setTheme(theme);
        brightness.set(theme, sum((await pixelAt('.weights-chart', x, y)).slice(0, 3)));
      }
      const of = (theme: ThemeName) => brightness.get(theme) as number;
      assert.ok(of('dark') > 450 && of('highContrast') > 700, 'light points on dark grounds');
      assert.ok(of('light') < 300 && of('highContrastLight') < 300, 'dark points on light grounds');
      assert.equal(await at.panel.page.evaluate('document.querySelector(".weights-chart canvas").dataset.same'), 'yes');
    });

    for (const width of [400, 599, 600, 819, 820, 1400, 3840]) {
      it(`fits ${width} pixels in every state, and nothing moves when results arrive`, async () => {
        await open(runningState(at.run), { width });
        const tops = () =>
          at.panel.page.evaluate(() =>
            ['.evidence', '.weights .chart', '.pixels .chart', '.neuron .chart', '.biases .chart', '.tabs'].map(
              (selector) => {
                const {
                  left,
                  top,
                  width: wide,
                  height,
                } = (document.querySelector(selector) as Element).getBoundingClientRect();
                return [selector, left, top, wide, height].join(' ');
              },
            ),
          );
        const overflow = () =>
          at.panel.page.evaluate(() => {
            const limit = document.documentElement.clientWidth;
            return [...document.querySelectorAll('#panel *')]
              .filter(
                (element) =>
                  element.getBoundingClientRect().right > limit + 0.5 &&
                  getComputedStyle(element).visibility !== 'hidden' &&
                  !element.closest('.unseen') &&
                  // What scrolls within itself is held to its frame.
                  !element.parentElement?.closest('.table-grid, .tab-list, .selection-words'),
              )
              .map((element) => `${element.tagName}.${element.className}`);
          });
        const before = await tops();
        assert.deepEqual(await overflow(), []);
        await at.panel.send({ type: 'state', state: complete(at.run) });
        assert.deepEqual(await overflow(), []);
        assert.deepEqual(await tops(), before);
        for (const state of [{ kind: 'empty' }, { kind: 'missing', runId: 'r', reason: 'Gone.' }] as const) {
          await at.panel.send({ type: 'state', state });
          assert.deepEqual(await overflow(), []);
        }
      });
    }

    it('has its largest plot painted anew when the window changes', async () => {
      await open(complete(at.run), { width: 1400 });
      await at.panel.page.setViewportSize({ width: 700, height: 900 });
      await at.panel.settle();
      const layer = at.run.layers[0] as LayerView;
      const box = await frameOf('.weights-chart');
      const square = squareOf('.weights-chart', box);
      const biases = Array.from(layer.biasX, (x, neuron) => toPixel(square, x, layer.biasY[neuron] as number));
      assert.ok((await painted('.weights-chart', biases)) > 0.95);
    });
  });
});
