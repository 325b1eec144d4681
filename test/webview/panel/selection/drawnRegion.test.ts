import assert from 'node:assert/strict';
import { contains } from '../../../../src/model/region';
import { cellGrid, toData, unitSquare } from '../../../../webview/charts/geometry';
import { at, complete, frameOf, inBrowser, open, placeOf } from '../../browserSuite';
import { draw, layer, selected } from '../../drawing';

inBrowser('a lasso on the biases and on the map of the pixels', () => {
  const words = () => at.panel.page.locator('.selection-words').innerText();

  /** A star around the middle of a plot: five corners that a lasso goes through twice, so that its middle is outside. */
  const star = (middleX: number, middleY: number, radius: number) =>
    [0, 2, 4, 1, 3].map((corner): [number, number] => {
      const angle = (2 * Math.PI * corner) / 5;
      return [middleX + radius * Math.sin(angle), middleY - radius * Math.cos(angle)];
    });

  it('a lasso on the biases takes exactly what it goes round, with the keys that add and take away', async () => {
    await open(complete(at.run));
    // Chosen at one plot, it is what dragging draws on all.
    await at.panel.page.locator('.biases').getByLabel('Lasso').check();
    assert.ok(await at.panel.page.locator('.weights').getByLabel('Lasso').isChecked());
    await at.panel.page.locator('.biases-chart').scrollIntoViewIfNeeded();
    const box = await frameOf('.biases-chart');
    const square = unitSquare(box.width, box.height);
    const { biasX, biasY, inputs, outputs } = layer();
    const biasesIn = (places: readonly (readonly [number, number])[]) => {
      const corners = Float64Array.from(places.flatMap(([x, y]) => toData(square, x - box.x, y - box.y)));
      return [...biasX.keys()]
        .filter((neuron) => contains({ kind: 'lasso', corners }, biasX[neuron] as number, biasY[neuron] as number))
        .map((neuron) => inputs * outputs + neuron);
    };
    const on = (x: number, y: number): [number, number] => [
      box.x + square.left + x * square.side,
      box.y + square.top + (1 - y) * square.side,
    ];
    const around = [on(0.15, 0.1), on(0.85, 0.2), on(0.8, 0.9), on(0.5, 0.45), on(0.2, 0.85)];
    const crossed = star(...on(0.5, 0.5), 0.45 * square.side);
    const [inAround, inCrossed] = [biasesIn(around), biasesIn(crossed)];
    assert.ok(inAround.length > 5 && inAround.length < outputs, String(inAround.length));
    assert.ok(inCrossed.length > 0 && inCrossed.some((bias) => inAround.includes(bias)));
    await draw(around);
    assert.deepEqual(await selected(), inAround);
    assert.match(await words(), /by a lasso in the biases plot/);
    await draw(crossed, ['Alt']);
    const without = inAround.filter((bias) => !inCrossed.includes(bias));
    assert.deepEqual(await selected(), without);
    await draw(crossed, ['Shift']);
    assert.deepEqual(
      await selected(),
      [...new Set([...without, ...inCrossed])].sort((a, b) => a - b),
    );
  });

  it('a lasso on the map takes exactly the pixels whose centres it goes round', async () => {
    await open(complete(at.run));
    await at.panel.page.locator('.pixels').getByLabel('Lasso').check();
    await at.panel.page.locator('.pixels-chart').scrollIntoViewIfNeeded();
    const box = await frameOf('.pixels-chart');
    const { cellWidth, cellHeight } = cellGrid(box.width - 1, box.height - 1, 28, 28);
    const on = (column: number, row: number): [number, number] => [
      box.x + column * cellWidth,
      box.y + row * cellHeight,
    ];
    const weightsOf = (places: readonly (readonly [number, number])[]) => {
      // In cells, down from the top: the other way round than the plot, so that both are judged on their own.
      const inCells = places.flatMap(([x, y]) => [(x - box.x) / cellWidth, (y - box.y) / cellHeight]);
      const lasso = { kind: 'lasso', corners: Float64Array.from(inCells) } as const;
      return [...layer().weightX.keys()].filter((weight) => {
        const pixel = weight % 784;
        return contains(lasso, (pixel % 28) + 0.5, Math.floor(pixel / 28) + 0.5);
      });
    };
    const around = [on(3.2, 4.1), on(22.7, 6.3), on(25.1, 23.8), on(13.9, 12.2), on(5.3, 20.6)];
    const crossed = star(...on(14.1, 14.3), 11 * cellWidth);
    const [inAround, inCrossed] = [weightsOf(around), weightsOf(crossed)];
    assert.ok(inAround.length > 100 && inCrossed.length > 100);
    await draw(around);
    assert.deepEqual(await selected(), inAround);
    await draw(crossed, ['Shift', 'Alt']);
    assert.deepEqual(
      await selected(),
      inAround.filter((weight) => inCrossed.includes(weight)),
    );
  });

  it('Escape gives up a lasso on biases and pixels alike', async () => {
    await open(complete(at.run));
    await draw([await placeOf('.weights-chart', 0.3, 0.8), await placeOf('.weights-chart', 0.6, 0.2)]);
    const before = await selected();
    const { mouse, keyboard } = at.panel.page;
    for (const view of ['biases', 'pixels']) {
      await at.panel.page.locator(`.${view}`).getByLabel('Lasso').check();
      await at.panel.page.locator(`.${view}-chart`).scrollIntoViewIfNeeded();
      const { x, y, width } = await frameOf(`.${view}-chart`);
      await mouse.move(x + 0.2 * width, y + 0.2 * width);
      await mouse.down();
      await mouse.move(x + 0.8 * width, y + 0.3 * width);
      await mouse.move(x + 0.5 * width, y + 0.8 * width);
      await keyboard.press('Escape');
      await mouse.up();
      assert.deepEqual(await selected(), before, view);
    }
  });
});
