import assert from 'node:assert/strict';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import type { CompleteRun, LayerView } from '../../../src/model/runView';
import { compact } from '../../../src/text/format';
import { cellGrid } from '../../../webview/charts/geometry';
import { inputLayout } from '../../../webview/panel/pixels/inputLayout';
import { testLimit } from '../../harness/limits.cjs';
import { violations } from '../axe';
import { at, complete, frameOf, inBrowser, open, openTab } from '../browserSuite';
import { DEEP_LAYERS, foreignRun } from '../foreignRuns';
import { THEMES, type ThemeName } from '../themes';

inBrowser('the kernels of a neuron', () => {
  let deep: CompleteRun;

  before(async () => {
    deep = await foreignRun('least', DEEP_LAYERS);
  });

  const words = async () => (await at.panel.page.locator('.neuron-chart').getAttribute('aria-label')) ?? '';
  const readout = async () => await at.panel.page.locator('.neuron .readout').textContent();
  const view = (layer: number) => deep.layers[layer - 1] as LayerView;
  const show = async (layer: number, opening = {}) => {
    await open(complete(deep), opening);
    await openTab('Layers');
    await at.panel.page
      .getByRole('tabpanel', { name: 'Layers' })
      .locator('.table-row')
      .nth(layer - 1)
      .click();
    await at.panel.settle();
  };
  /** Goes with the pointer to a cell of the picture. */
  const over = async (layer: number, number: number) => {
    const { rows, columns, cells } = inputLayout(deep, layer, view(layer));
    const box = await frameOf('.neuron-chart');
    const { cellWidth, cellHeight } = cellGrid(box.width - 1, box.height - 1, rows, columns);
    const cell = cells[number] as number;
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    await at.panel.page.mouse.move(box.x + (column + 0.5) * cellWidth, box.y + (row + 0.5) * cellHeight);
    await at.panel.settle();
  };

  it('are a picture each, read out by channel, row and column, and a press opens the weight', async () => {
    await show(3);
    assert.match(await words(), /^Neuron 0: x of its 8 kernels of 3 by 3/);
    const input = 5 * 9 + 2 * 3 + 1;
    await over(3, input);
    const value = compact(view(3).weightX[input] as number);
    assert.equal(await readout(), `channel 5, row 2, column 1 · x ${value}`);
    const parameter = new ParameterOrder(deep.layers).numberOf({ layer: 3, neuron: 0, input });
    const told = (await at.panel.posted()).findLast(({ type }) => type === 'point');
    assert.deepEqual(told, { type: 'point', runId: deep.runId, parameter });
    await at.panel.page.mouse.down();
    await at.panel.page.mouse.up();
    assert.deepEqual(await at.panel.answer('openWeight'), { type: 'openWeight', layer: 3, neuron: 0, input });
    assert.match(await at.panel.page.locator('.selection-words').innerText(), /1 weight/);
  });

  it('are walked by the keys', async () => {
    await show(3);
    await at.panel.page.locator('.neuron-chart').focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await at.panel.page.keyboard.press(key);
    await at.panel.settle();
    // Over the gap to the next channel.
    assert.match((await readout()) ?? '', /^channel 1, row 0, column 0 · x/);
    await at.panel.page.keyboard.press('Enter');
    assert.deepEqual(await at.panel.answer('openWeight'), { type: 'openWeight', layer: 3, neuron: 0, input: 9 });
  });

  it('along one axis are a picture of channels and places, along three one a slice', async () => {
    await show(7);
    await over(7, 3 * 4 + 2);
    assert.match((await readout()) ?? '', /^channel 3, place 2 · x/);
    await openTab('Layers');
    await at.panel.page.getByRole('tabpanel', { name: 'Layers' }).locator('.table-row').nth(7).click();
    await at.panel.settle();
    assert.match(await words(), /of its 6 kernels of 3 by 3/);
    await over(8, 27 + 9 + 3 + 2);
    assert.match((await readout()) ?? '', /^channel 1, slice 1, row 1, column 2 · x/);
  });

  it('of a layer with one weight a neuron are all neurons side by side', async () => {
    await show(2);
    assert.match(await words(), /^x of all 8 neurons/);
    await at.panel.page.locator('.weights').getByRole('button', { name: 'Table' }).click();
    await at.panel.settle();
    const table = at.panel.page.locator('.weights .plot-table');
    assert.ok(!(await table.getByRole('columnheader').allInnerTexts()).includes('input'));
    await table.locator('.table-row').nth(3).hover();
    await at.panel.settle();
    assert.equal(await readout(), `Neuron 3 · x ${compact(view(2).weightX[3] as number)}`);
    assert.doesNotMatch(await at.panel.page.locator('.weights').innerText(), /input 0/);
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`have no fault that axe knows of, in ${THEMES[theme].name}`, async function () {
      this.timeout(testLimit);
      await show(3, { theme });
      await over(3, 4);
      assert.deepEqual(await violations(at.panel), []);
    });
  }
});
