import assert from 'node:assert/strict';
import type { FromPanel, SelectionMessage } from '../../../src/model/panelProtocol';
import { ParameterSet } from '../../../src/model/parameterSet';
import { contains, type Region } from '../../../src/model/region';
import { cellGrid, scatterSquare, toData } from '../../../webview/charts/geometry';
import { at, complete, frameOf, inBrowser, open, placeOf, pressInMenu, selectionWords as words } from '../browserSuite';
import { draw, layer, order, selected } from '../drawing';

inBrowser('one selection in every view', () => {
  async function primary(): Promise<SelectionMessage['primary']> {
    const last = (await at.panel.posted()).findLast((message) => message.type === 'select');
    return last?.type === 'select' ? last.selection.primary : null;
  }

  const bar = () => at.panel.page.getByRole('region', { name: 'Selection' });
  const click = (label: string) => bar().getByRole('button', { name: label, exact: true }).click();

  /** The weights that a search through all of them finds in what was drawn. */
  async function expected(places: readonly (readonly [number, number])[], tool: 'box' | 'lasso'): Promise<number[]> {
    const box = await frameOf('.weights-chart');
    const square = scatterSquare(box.width, box.height);
    const inData = places.map(([x, y]) => toData(square, x - box.x, y - box.y));
    const region: Region =
      tool === 'lasso'
        ? { kind: 'lasso', corners: Float64Array.from(inData.flat()) }
        : {
            kind: 'box',
            limits: {
              x0: Math.min(...inData.map(([x]) => x)),
              x1: Math.max(...inData.map(([x]) => x)),
              y0: Math.min(...inData.map(([, y]) => y)),
              y1: Math.max(...inData.map(([, y]) => y)),
            },
          };
    const { weightX, weightY } = layer();
    return [...weightX.keys()].filter((weight) =>
      contains(region, weightX[weight] as number, weightY[weight] as number),
    );
  }

  const corner = async (x: number, y: number) => await placeOf('.weights-chart', x, y);

  it('a box takes exactly what lies in it; Shift adds, Alt takes away, both keep what is in both', async () => {
    await open(complete(at.run));
    const one = [await corner(0.3, 0.8), await corner(0.6, 0.2)];
    const other = [await corner(0.5, 0.5), await corner(0.9, 0.05)];
    const [inOne, inOther] = [await expected(one, 'box'), await expected(other, 'box')];
    assert.ok(inOne.length > 100 && inOther.length > 100);
    assert.ok(inOne.some((weight) => inOther.includes(weight)));
    const union = [...new Set([...inOne, ...inOther])].sort((a, b) => a - b);
    await draw(one);
    assert.deepEqual(await selected(), inOne);
    await draw(other, ['Shift']);
    assert.deepEqual(await selected(), union);
    await draw(other, ['Alt']);
    const without = union.filter((weight) => !inOther.includes(weight));
    assert.deepEqual(await selected(), without);
    await draw(one, ['Shift', 'Alt']);
    assert.deepEqual(
      await selected(),
      without.filter((weight) => inOne.includes(weight)),
    );
  });

  it('a lasso takes exactly what it goes round, in every way of drawing', async () => {
    await open(complete(at.run));
    await at.panel.page.locator('.weights').getByLabel('Lasso').check();
    for (const drawing of ['automatic', 'density', 'collapsed']) {
      await at.panel.page.getByRole('button', { name: 'How it is drawn' }).click();
      await at.panel.page.getByLabel('How the weights are drawn').click();
      await at.panel.page.getByRole('option', { name: drawing, exact: true }).click();
      await at.panel.page.keyboard.press('Escape');
      // The click may have scrolled the page.
      const places = [
        await corner(0.2, 0.2),
        await corner(0.8, 0.3),
        await corner(0.6, 0.9),
        await corner(0.45, 0.4),
        await corner(0.3, 0.85),
      ];
      const inside = await expected(places, 'lasso');
      assert.ok(inside.length > 100);
      await draw(places);
      assert.deepEqual(await selected(), inside, drawing);
      assert.match(await words(), /by lasso in the weights plot/);
      await click('Clear');
    }
  });

  it('what is selected is described, neuron by neuron, without interval or p', async () => {
    await open(complete(at.run));
    await draw([await corner(0.3, 0.8), await corner(0.6, 0.2)]);
    const { length } = await selected();
    const said = await words();
    assert.ok(said.startsWith(`${length.toLocaleString('en')} weights`), said);
    assert.match(said, /neurons? \d+/);
    assert.match(said, /R² \d\.\d{3} · r −?\d\.\d{3} · ρ −?\d\.\d{3} · [\d,]+ weights on [\d,]+ points/);
    assert.doesNotMatch(said, /\bp\b|%|interval/);
    assert.equal(
      await at.panel.page
        .getByRole('status')
        .textContent()
        .then((text) => text?.split('.')[0]),
      `${length.toLocaleString('en')} weights selected`,
    );
  });

  it('undo and redo go through what was selected; Escape clears; invert takes the rest of the layer', async () => {
    await open(complete(at.run));
    const places = [await corner(0.3, 0.8), await corner(0.6, 0.2)];
    const inside = await expected(places, 'box');
    await draw(places);
    await pressInMenu('Invert');
    const rest = [...layer().weightX.keys()].filter((weight) => !inside.includes(weight));
    assert.deepEqual(await selected(), rest);
    await pressInMenu('Undo');
    assert.deepEqual(await selected(), inside);
    await at.panel.page.locator('.weights-chart').focus();
    await at.panel.page.keyboard.press('Escape');
    assert.deepEqual(await selected(), []);
    await pressInMenu('Undo');
    await pressInMenu('Undo');
    assert.deepEqual(await selected(), []);
    await pressInMenu('Redo');
    assert.deepEqual(await selected(), inside);
  });

  it('Escape in the midst of a drag gives it up and leaves the selection as it was', async () => {
    await open(complete(at.run));
    const places = [await corner(0.3, 0.8), await corner(0.6, 0.2)];
    await draw(places);
    const before = await selected();
    const { mouse, keyboard } = at.panel.page;
    await mouse.move(...(await corner(0.1, 0.1)));
    await mouse.down();
    await mouse.move(...(await corner(0.9, 0.9)));
    await keyboard.press('Escape');
    await mouse.up();
    assert.deepEqual(await selected(), before);
  });

  it('pixels of the map are weights of the plot: a click one, a drag a box of them', async () => {
    await open(complete(at.run));
    const box = await frameOf('.pixels-chart');
    const { cellWidth, cellHeight } = cellGrid(box.width - 1, box.height - 1, 28, 28);
    const middle = (row: number, column: number): [number, number] => [
      box.x + (column + 0.5) * cellWidth,
      box.y + (row + 0.5) * cellHeight,
    ];
    const ofInputs = (inputs: number[]) =>
      [...layer().weightX.keys()].filter((weight) => inputs.includes(weight % 784));
    await at.panel.page.mouse.click(...middle(14, 7));
    assert.deepEqual(await selected(), ofInputs([14 * 28 + 7]));
    await draw([middle(10, 10), middle(12, 13)]);
    const inputs = [10, 11, 12].flatMap((row) => [10, 11, 12, 13].map((column) => 28 * row + column));
    assert.deepEqual(await selected(), ofInputs(inputs));
    assert.match(await words(), /^1,200 weights/);
  });

  it('a cluster that is clicked is selected whole, and its neuron is meant', async () => {
    await open(complete(at.run));
    const { biasX, biasY, clusterOf, inputs } = layer();
    await at.panel.page.mouse.click(...(await corner(biasX[42] as number, biasY[42] as number)));
    const opened = (await at.panel.posted()).findLast(({ type }) => type === 'openWeight') as Extract<
      FromPanel,
      { type: 'openWeight' }
    >;
    const cluster = clusterOf[opened.neuron * inputs + opened.input];
    assert.deepEqual(
      await selected(),
      [...clusterOf.keys()].filter((weight) => clusterOf[weight] === cluster),
    );
    assert.deepEqual(await primary(), { layer: 1, neuron: opened.neuron });
    assert.equal(await at.panel.page.locator('.neuron h2').textContent(), `Neuron ${opened.neuron}`);
  });

  it('lines selected in an editor show everywhere, and are not told back', async () => {
    await open(complete(at.run));
    const set = ParameterSet.of(order().count, [5, 6, 7, 784 * 3 + 400]);
    const told = async () => (await at.panel.posted()).filter(({ type }) => type === 'select').length;
    await at.panel.send({
      type: 'select',
      selection: { runId: at.run.runId, bits: set.bits, primary: { layer: 1, neuron: 3 } },
      from: 'editor',
    });
    assert.match(await words(), /^4 weights neurons 0, 3 R² .* by lines in the editor$/);
    assert.equal(await at.panel.page.locator('.neuron h2').textContent(), 'Neuron 3');
    const once = await told();
    // The same again, as it would come round: nothing happens.
    await at.panel.send({
      type: 'select',
      selection: { runId: at.run.runId, bits: set.bits, primary: { layer: 1, neuron: 3 } },
      from: 'editor',
    });
    assert.equal(await told(), once);
    // Of another run: nothing either.
    await at.panel.send({
      type: 'select',
      selection: { runId: 'another', bits: ParameterSet.empty(order().count).bits, primary: null },
      from: 'link',
    });
    assert.match(await words(), /^4 weights/);
  });

  it('the parameter on the cursor’s line is marked in the plots; what is pointed at here is told to the editor', async () => {
    await open(complete(at.run));
    const overlay = (chart: string) =>
      at.panel.page.evaluate(
        (selector) => document.querySelector<HTMLCanvasElement>(`${selector} .chart-over`)?.toDataURL() ?? '',
        chart,
      );
    const charts = ['.weights-chart', '.pixels-chart', '.biases-chart', '.neuron-chart'];
    const before = await Promise.all(charts.map(overlay));
    const { weightX, weightY } = layer();
    const weight = 784 * 12 + 14 * 28 + 14;
    await at.panel.send({ type: 'point', runId: at.run.runId, parameter: weight });
    const during = await Promise.all(charts.map(overlay));
    for (const [index, picture] of during.entries()) assert.notEqual(picture, before[index], charts[index]);
    assert.ok((await at.panel.posted()).every(({ type }) => type !== 'point'));
    await at.panel.send({ type: 'point', runId: at.run.runId, parameter: null });
    assert.deepEqual((await overlay('.weights-chart')) === before[0], true);
    await at.panel.page.mouse.move(...(await corner(weightX[weight] as number, weightY[weight] as number)));
    await at.panel.settle();
    const told = (await at.panel.posted()).findLast(({ type }) => type === 'point');
    assert.ok(told?.type === 'point' && told.runId === at.run.runId && told.parameter !== null);
    const readout = (await at.panel.page.locator('.weights .readout').textContent()) ?? '';
    assert.ok(readout.startsWith(`neuron ${Math.floor(told.parameter / 784)} · `), readout);
    assert.match(readout, / · w₀ .+ · w .+ · a .+ · b .+ · c .+ · d /);
  });

  it('what is pointed at is read out in every view at once', async () => {
    await open(complete(at.run));
    const { weightX, weightY } = layer();
    const weight = 784 * 12 + 14 * 28 + 14;
    await at.panel.page.mouse.move(...(await corner(weightX[weight] as number, weightY[weight] as number)));
    await at.panel.settle();
    const read = async (section: string) => (await at.panel.page.locator(`.${section} .readout`).textContent()) ?? '';
    const [, neuron, row, column] = /^neuron (\d+) · pixel row (\d+), column (\d+)/.exec(await read('weights')) ?? [];
    assert.ok(neuron !== undefined);
    assert.ok((await read('biases')).startsWith(`neuron ${neuron} · x `));
    assert.ok((await read('pixels')).startsWith(`pixel row ${row}, column ${column} · r `));
    await at.panel.page.mouse.move(2, 2);
    await at.panel.settle();
    for (const section of ['weights', 'biases', 'pixels']) assert.equal(await read(section), '');
  });

  it('is kept with the panel, and named ones with the run', async () => {
    await open(complete(at.run));
    await draw([await corner(0.3, 0.8), await corner(0.6, 0.2)]);
    const before = await selected();
    await pressInMenu('Keep…');
    await at.panel.page.getByLabel('Name of the selection').fill('the middle');
    await at.panel.page.keyboard.press('Enter');
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'keepSelection', name: 'the middle' });
    const kept = await at.panel.kept();
    await at.panel.close();
    await open(complete(at.run), { state: kept });
    assert.deepEqual(await selected(), before);
    await click('Clear');
    const { bits } = ParameterSet.of(order().count, before);
    await at.panel.send({ type: 'named', runId: at.run.runId, selections: [{ name: 'the middle', bits }] });
    await pressInMenu('the middle');
    assert.deepEqual(await selected(), before);
    await pressInMenu('Forget “the middle”');
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'forgetSelection', name: 'the middle' });
  });

  it('what can be done with it is asked of the host', async () => {
    await open(complete(at.run));
    await draw([await corner(0.3, 0.8), await corner(0.6, 0.2)]);
    await click('Open');
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'openSelection' });
    for (const [label, type] of [
      ['Export…', 'saveSelection'],
      ['Copy Link', 'copyLink'],
    ] as const) {
      await pressInMenu(label);
      assert.deepEqual((await at.panel.posted()).at(-1), { type });
    }
  });

  it('zoomed in, a box takes what is seen in it, and Reset Zoom shows all again', async () => {
    await open(complete(at.run));
    const { keyboard, mouse } = at.panel.page;
    await mouse.move(...(await corner(0.5, 0.5)));
    await keyboard.down('Control');
    for (let notch = 0; notch < 4; notch++) await mouse.wheel(0, -100);
    await keyboard.up('Control');
    await at.panel.settle();
    const box = await frameOf('.weights-chart');
    const { left, top, side } = scatterSquare(box.width, box.height);
    // Four half doublings about the middle: a quarter of each axis.
    const inWindow = (x: number, y: number): [number, number] => [
      box.x + left + x * side,
      box.y + top + (1 - y) * side,
    ];
    await draw([inWindow(0.001, 0.999), inWindow(0.999, 0.001)]);
    const { weightX, weightY } = layer();
    const near = (value: number, slack: number) => Math.abs(value - 0.5) <= 0.125 + slack;
    const found = new Set(await selected());
    assert.ok(found.size > 50);
    for (const [weight, x] of weightX.entries()) {
      const y = weightY[weight] as number;
      if (near(x, -0.004) && near(y, -0.004)) assert.ok(found.has(weight));
      if (!near(x, 0.004) || !near(y, 0.004)) assert.ok(!found.has(weight));
    }
    const reset = at.panel.page.getByRole('button', { name: 'Reset Zoom' });
    assert.match((await reset.getAttribute('title')) ?? '', /Ctrl\+wheel zooms/);
    assert.equal(await reset.getAttribute('aria-disabled'), 'false');
    await reset.click();
    await at.panel.settle();
    assert.equal(await reset.getAttribute('aria-disabled'), 'true');
    await draw([inWindow(0.001, 0.999), inWindow(0.999, 0.001)]);
    assert.ok((await selected()).length > found.size);
  });
});
