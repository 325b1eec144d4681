import assert from 'node:assert/strict';
import { decimal } from '../../../../src/text/format';
import { plotAxes } from '../../../../webview/charts/axes';
import { viewportOf } from '../../../../webview/charts/viewport';
import type { Theme } from '../../../../webview/theme';
import { at, complete, frameOf, inBrowser, open } from '../../browserSuite';

inBrowser('the weights plot', () => {
  it('has its tools in one row above it, in narrow panels too', async () => {
    for (const width of [460, 700, 1400]) {
      await open(complete(at.run), { width });
      const section = at.panel.page.locator('.weights');
      const head = (await section.locator('.section-head').boundingBox()) ?? assert.fail('no head');
      assert.ok(head.height <= 30, `${head.height} at ${width}`);
      // Where they take the row, the figure gives way.
      const boxes = await section.locator('.section-tools > *').evaluateAll((elements) =>
        elements
          .filter((element) => element.checkVisibility())
          .map((element) => {
            const { left, right, top, bottom } = element.getBoundingClientRect();
            return { left, right, top, bottom };
          }),
      );
      assert.ok(boxes.length >= 7);
      for (const [index, { left, right, top, bottom }] of boxes.entries()) {
        const inRow = top >= head.y - 0.5 && bottom <= head.y + head.height + 0.5 && right <= head.x + head.width + 0.5;
        assert.ok(inRow, `tool ${index} at ${width}: ${JSON.stringify([head, boxes[index]])}`);
        assert.ok(left >= (boxes[index - 1]?.right ?? 0) - 0.5, `tool ${index} lies on the one before`);
      }
      const chart = (await section.locator('.weights-chart').boundingBox()) ?? assert.fail('no chart');
      for (const name of ['Box', 'Lasso', 'Reset Zoom', 'Clusters', 'How it is drawn', 'Table']) {
        const tool = (await section.getByLabel(name, { exact: true }).first().boundingBox()) ?? assert.fail(name);
        assert.ok(tool.y + tool.height <= chart.y, name);
      }
      if (width !== 1400) await at.panel.close();
    }
  });

  it('reads out a point in one line above it; nothing moves, and the whole is in the tip', async () => {
    await open(complete(at.run), { width: 460 });
    const box = await frameOf('.weights-chart');
    const places = () =>
      at.panel.page.evaluate(() =>
        [...document.querySelectorAll('.section, .section-head, .plot-line, .chart, .section-notes')].map((element) => {
          const { left, top, width, height } = element.getBoundingClientRect();
          return [left, top, width, height].join(' ');
        }),
      );
    const before = await places();
    const chart = at.panel.page.locator('.weights-chart');
    assert.match((await chart.getAttribute('title')) ?? '', /^Point at a weight to read it/);
    await at.panel.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await at.panel.settle();
    const readout = at.panel.page.locator('.weights .readout');
    const line = (await readout.boundingBox()) ?? assert.fail('no readout');
    assert.ok(line.height <= 20 && line.y + line.height <= box.y + 1 && line.width <= box.width);
    const words = (await readout.textContent()) ?? '';
    assert.match(words, /^neuron \d+ · pixel row \d+, column \d+ · x .* · d /);
    assert.equal((await chart.getAttribute('title'))?.replaceAll('\n', ' · '), words);
    assert.deepEqual(await places(), before);
  });

  it('says the R² of its own axes, that of the findings on log-ratios', async () => {
    await open(complete(at.run));
    const figure = at.panel.page.locator('.weights .section-figure');
    assert.equal(await figure.textContent(), `R² ${decimal(at.run.layers[0]?.weights.r2)}`);
    await at.panel.page.getByRole('button', { name: 'How it is drawn' }).click();
    await at.panel.page.getByLabel('Axes', { exact: true }).click();
    await at.panel.page.getByRole('option', { name: 'log-ratios' }).click();
    await at.panel.settle();
    const { r2 } = at.run.metrics.controls.logRatios ?? assert.fail('no log-ratios');
    assert.ok((await figure.textContent())?.startsWith(`R² ${decimal(r2)} · `));
  });
});

describe('the ticks of an upright axis', () => {
  const theme = { fontSize: 13, fontFamily: 'sans-serif' } as Theme;
  const rectangle = { left: 30, top: 12, width: 300, height: 300 };
  const inside = (y0: number, y1: number) => {
    const { yAxis } = plotAxes(viewportOf(rectangle, { x0: 0, x1: 1, y0, y1 }), theme);
    return (yAxis as { axisLabel: { inside?: boolean } }).axisLabel.inside ?? false;
  };

  it('stand beside the plot while there is room for them, and else inside it', () => {
    assert.equal(inside(0, 1), false);
    assert.equal(inside(-12, 12), false);
    assert.equal(inside(0.48, 0.54), false);
    assert.equal(inside(0.48123, 0.48129), true);
  });
});
