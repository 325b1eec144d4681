import assert from 'node:assert/strict';
import type { CompleteRun, LayerView } from '../../../src/model/runView';
import { decimal } from '../../../src/text/format';
import { cellGrid, toPixel } from '../../../webview/charts/geometry';
import {
  at,
  complete,
  dataAt,
  expectedWeight,
  frameOf,
  inBrowser,
  open,
  painted,
  pixelAt,
  placeOf,
  squareOf,
} from '../browserSuite';

inBrowser('the plots of the panel', () => {
  describe('the weights plot', () => {
    it('draws every point, none sampled away', async () => {
      await open(complete(at.run));
      const layer = at.run.layers[0] as LayerView;
      const box = await frameOf('.weights-chart');
      const square = squareOf('.weights-chart', box);
      const places = Array.from(layer.weightX, (x, weight) => toPixel(square, x, layer.weightY[weight] as number));
      const defined = places.filter(([x, y]) => !Number.isNaN(x + y));
      // A square of 1.5 pixels covers its own middle's pixel in nearly all positions.
      const share = await painted('.weights-chart', defined);
      assert.ok(share > 0.97, `only ${share} of all points are painted`);
      // And where there is no point, there is no paint but that of the line and the axes.
      const near = new Set(
        defined.flatMap(([x, y]) =>
          [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => `${Math.floor(x + dx)},${Math.floor(y + dy)}`)),
        ),
      );
      const free: [number, number][] = [];
      for (let x = square.left + 2; x < square.left + square.side; x += 3) {
        for (let y = square.top + 2; y < square.top + square.side; y += 3)
          if (!near.has(`${x},${y}`)) free.push([x, y]);
      }
      const stray = free.length < 50 ? 0 : await painted('.weights-chart', free);
      assert.ok(stray < 0.05, `${stray} of the empty places are painted`);
    });

    it('reads out a cluster under the pointer, and opens its first weight on a click', async () => {
      await open(complete(at.run));
      const layer = at.run.layers[0] as LayerView;
      let clusters = 0;
      for (let neuron = 0; neuron < 100; neuron += 9) {
        const [biasX, biasY] = [layer.biasX[neuron] as number, layer.biasY[neuron] as number];
        const [x, y] = await placeOf('.weights-chart', biasX, biasY);
        const [dataX, dataY, side] = await dataAt('.weights-chart', [x, y]);
        const expected = expectedWeight(layer, dataX, dataY, 6 / side);
        await at.panel.page.mouse.move(x, y);
        await at.panel.settle();
        const readout = (await at.panel.page.locator('.weights .readout').textContent()) ?? '';
        const others = (layer.multiplicity[layer.clusterOf[expected] as number] as number) - 1;
        assert.match(
          readout,
          new RegExp(`^neuron ${Math.floor(expected / layer.inputs)} · pixel row \\d+, column \\d+ · x 0\\.`),
        );
        if (others > 1) {
          clusters++;
          assert.ok(readout.includes(`+${others} identical points · `), readout);
        }
        await at.panel.page.mouse.click(x, y);
        assert.deepEqual((await at.panel.posted()).at(-1), {
          type: 'openWeight',
          layer: 1,
          neuron: Math.floor(expected / layer.inputs),
          input: expected % layer.inputs,
        });
      }
      assert.ok(clusters >= 6, 'most biases have their cluster under them');
    });

    it('marks the neuron in the biases and the cluster’s pixels in the map', async () => {
      await open(complete(at.run));
      const overlay = (chart: string) =>
        at.panel.page.evaluate((selector) => {
          const canvas = document.querySelector<HTMLCanvasElement>(`${selector} .chart-over`);
          return canvas?.toDataURL() ?? '';
        }, chart);
      const before = [await overlay('.biases-chart'), await overlay('.pixels-chart'), await overlay('.weights-chart')];
      const layer = at.run.layers[0] as LayerView;
      await at.panel.page.mouse.move(
        ...(await placeOf('.weights-chart', layer.biasX[42] as number, layer.biasY[42] as number)),
      );
      await at.panel.settle();
      const during = [await overlay('.biases-chart'), await overlay('.pixels-chart'), await overlay('.weights-chart')];
      for (const [index, picture] of during.entries()) assert.notEqual(picture, before[index]);
      await at.panel.page.mouse.move(2, 2);
      await at.panel.settle();
      assert.deepEqual(
        [await overlay('.biases-chart'), await overlay('.pixels-chart'), await overlay('.weights-chart')],
        before,
      );
    });

    it('shows other layers: inputs are neurons of the layer before, output biases are no finding', async () => {
      await open(complete(at.deep));
      const choose = async (name: string) => {
        await at.panel.page.locator('.weights .select[aria-label="Layer"]').click();
        await at.panel.page.getByRole('option', { name }).click();
        await at.panel.settle();
      };
      await choose('layer 2');
      const layer = at.deep.layers[1] as LayerView;
      const weight = 5;
      const [weightX, weightY] = [layer.weightX[weight] as number, layer.weightY[weight] as number];
      const place = await placeOf('.weights-chart', weightX, weightY);
      const [dataX, dataY, side] = await dataAt('.weights-chart', place);
      const expected = expectedWeight(layer, dataX, dataY, 6 / side);
      await at.panel.page.mouse.click(...place);
      const [neuron, input] = [Math.floor(expected / layer.inputs), expected % layer.inputs];
      assert.deepEqual((await at.panel.posted()).at(-1), { type: 'openWeight', layer: 2, neuron, input });
      const readout = (await at.panel.page.locator('.weights .readout').textContent()) ?? '';
      assert.match(readout, new RegExp(`^neuron ${neuron} · from neuron ${input} of layer 1 · `));

      await choose('layer 3');
      assert.match(await at.panel.text(), /output 0, on for 1s and 7s\s*x 0\.\d{3} · y [01]\.\d{3}/);
      assert.match(await at.panel.text(), /two points are no finding/);
      assert.equal(await at.panel.page.locator('.biases-chart').isVisible(), false);
      assert.equal((await at.panel.kept())?.view.layer, 3);
    });
  });

  it('biases: a click opens the nearest one', async () => {
    await open(complete(at.run));
    const layer = at.run.layers[0] as LayerView;
    for (const neuron of [0, 17]) {
      const place = await placeOf('.biases-chart', layer.biasX[neuron] as number, layer.biasY[neuron] as number);
      const [x, y] = await dataAt('.biases-chart', place);
      const distances = Array.from(layer.biasX, (other, index) =>
        Math.hypot(other - x, (layer.biasY[index] as number) - y),
      );
      await at.panel.page.mouse.click(...place);
      const nearest = distances.indexOf(Math.min(...distances));
      assert.deepEqual((await at.panel.posted()).at(-1), { type: 'openBias', layer: 1, neuron: nearest });
    }
  });

  describe('the pixel map', () => {
    it('draws each pixel in its colour, and opens the one that is clicked', async () => {
      await open(complete(at.run));
      const box = await frameOf('.pixels-chart');
      const grid = cellGrid(box.width - 1, box.height - 1, 28, 28);
      const input = 14 * 28 + 7;
      const [x, y] = [(7 + 0.5) * grid.cellWidth, (14 + 0.5) * grid.cellHeight];
      await at.panel.page.mouse.click(box.x + x, box.y + y);
      assert.deepEqual((await at.panel.posted()).at(-1), { type: 'openInput', input });
      assert.equal(
        await at.panel.page.locator('.pixels .readout').textContent(),
        `pixel row 14, column 7 · r ${decimal(at.run.pixels.r[input] as number)}`,
      );
      const indices = [...at.run.pixels.r.keys()].filter((pixel) => at.run.constantInput[pixel] === 0);
      const lowest = indices.reduce((a, b) =>
        (at.run.pixels.r[a] as number) <= (at.run.pixels.r[b] as number) ? a : b,
      );
      const highest = indices.reduce((a, b) =>
        (at.run.pixels.r[a] as number) >= (at.run.pixels.r[b] as number) ? a : b,
      );
      const colourOf = (pixel: number) =>
        pixelAt(
          '.pixels-chart',
          ((pixel % 28) + 0.5) * grid.cellWidth,
          (Math.floor(pixel / 28) + 0.5) * grid.cellHeight,
        );
      const [low, high] = [await colourOf(lowest), await colourOf(highest)];
      assert.ok((low[2] as number) > (low[0] as number), 'the lowest is blue');
      assert.ok((high[0] as number) > (high[2] as number), 'the highest is orange');
    });

    it('is a bar for each input where the data has a single row', async () => {
      const flat: CompleteRun = { ...at.run, image: { rows: 1, columns: 784 } };
      await open(complete(flat), { width: 1400 });
      const box = await frameOf('.pixels-chart');
      assert.ok(box.height < 150);
      // Its bars begin at the right of their axis.
      await at.panel.page.mouse.click(box.x + 38 + (400.5 * (box.width - 39)) / 784, box.y + box.height / 2);
      const last = (await at.panel.posted()).at(-1);
      assert.ok(last?.type === 'openInput' && Math.abs(last.input - 400) <= 2);
    });
  });

  describe('keys', () => {
    it('reach every action', async () => {
      await open(complete(at.run));
      const reached = new Set<string>();
      for (let presses = 0; presses < 40; presses++) {
        await at.panel.page.keyboard.press('Tab');
        reached.add(
          await at.panel.page.evaluate(() => {
            const { activeElement: element } = document;
            return element === null
              ? ''
              : `${element.tagName.toLowerCase()} ${element.className} ${element.textContent?.trim()}`;
          }),
        );
      }
      const all = [...reached].join('\n');
      for (const wanted of [
        'drop-down-button Run',
        'drop-down-button Export',
        'drop-down-button Details',
        'select',
        'weights-chart',
        'biases-chart',
        'pixels-chart',
        'input',
      ]) {
        assert.ok(all.includes(wanted), `${wanted} is not reached:\n${all}`);
      }
      await at.panel.page.getByText('Run', { exact: true }).focus();
      for (const key of ['Enter', 'Tab', 'Enter']) await at.panel.page.keyboard.press(key);
      assert.deepEqual((await at.panel.posted()).at(-1), { type: 'runNextSeed' });
    });

    it('walk through plots and open what they point at', async () => {
      await open(complete(at.run));
      const { page } = at.panel;
      const press = async (...keys: string[]) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      await page.locator('.pixels-chart').focus();
      await press('ArrowRight', 'ArrowDown', 'ArrowRight');
      assert.match((await page.getByRole('status').textContent()) ?? '', /^pixel row 1, column 1 · r/);
      await press('Enter');
      assert.deepEqual((await at.panel.posted()).at(-1), { type: 'openInput', input: 29 });
      await at.panel.settle();
      assert.match((await page.getByRole('status').textContent()) ?? '', /^100 weights selected\./);
      await page.locator('.biases-chart').focus();
      await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'Enter');
      assert.deepEqual((await at.panel.posted()).at(-1), { type: 'openBias', layer: 1, neuron: 1 });
      await page.locator('.weights-chart').focus();
      await press('ArrowDown', 'ArrowDown', 'Enter');
      const opened = (await at.panel.posted()).at(-1);
      assert.ok(opened?.type === 'openWeight' && opened.layer === 1);
      const words = `neuron ${opened.neuron} · pixel row ${Math.floor(opened.input / 28)}, column ${opened.input % 28} · `;
      assert.ok((await page.locator('.weights .readout').textContent())?.startsWith(words));
    });
  });
});
