import assert from 'node:assert/strict';
import { ParameterOrder } from '../../../../src/model/parameterOrder';
import type { LayerView } from '../../../../src/model/runView';
import { unpackedSet } from '../../../../webview/panel/persisted';
import { neuronMetrics } from '../../../../webview/panel/tables/neuronMetrics';
import { meansByInput } from '../../../../webview/panel/tables/pixelColumns';
import { violations } from '../../axe';
import { at, complete, inBrowser, open, openTab } from '../../browserSuite';
import { runningState, tinyRun } from '../../runs';

inBrowser('the tables of the panel', () => {
  const layer1 = () => at.run.layers[0] as LayerView;
  const order = () => new ParameterOrder(at.run.layers);
  const neurons = () => at.panel.page.locator('.neurons');
  const rowOf = (neuron: number) =>
    neurons()
      .locator('.table-row')
      .filter({ has: at.panel.page.locator(`.table-cell:first-child:text-is("${neuron}")`) });
  const columnOf = async (column: number) =>
    await neurons().locator(`.table-row .table-cell:nth-child(${column})`).allTextContents();
  const selected = async () => {
    const kept = (await at.panel.kept())?.selection ?? null;
    return kept === null ? [] : [...unpackedSet(order().count, kept.bits)];
  };
  const parametersOf = (neuron: number) => {
    const numbers = Array.from({ length: 784 }, (_, input) => order().numberOf({ layer: 1, neuron, input }));
    return [...numbers, order().numberOf({ layer: 1, neuron, input: null })];
  };
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await at.panel.page.keyboard.press(key);
    await at.panel.settle();
  };

  it('sorts by a header, ascending, descending, and as the neurons come', async () => {
    await open(complete(at.run));
    await openTab('Neurons');
    const header = neurons().getByRole('columnheader', { name: 'bias x' });
    const byX = [...layer1().biasX.keys()].sort((one, other) => {
      const [u, v] = [layer1().biasX[one] as number, layer1().biasX[other] as number];
      return u - v || one - other;
    });
    await header.click();
    assert.equal(await header.getAttribute('aria-sort'), 'ascending');
    assert.deepEqual((await columnOf(1)).slice(0, 8), byX.slice(0, 8).map(String));
    await header.click();
    assert.equal(await header.getAttribute('aria-sort'), 'descending');
    assert.deepEqual((await columnOf(1)).slice(0, 8), byX.toReversed().slice(0, 8).map(String));
    await header.click();
    assert.equal(await header.getAttribute('aria-sort'), 'none');
    assert.deepEqual((await columnOf(1)).slice(0, 3), ['0', '1', '2']);
  });

  it('filters, says how many are left, and selects these', async () => {
    await open(complete(at.run));
    await openTab('Neurons');
    await neurons().getByRole('textbox', { name: 'Filter' }).fill('neuron>=97 x>0');
    await at.panel.settle();
    assert.deepEqual(await columnOf(1), ['97', '98', '99']);
    assert.match((await neurons().textContent()) ?? '', /3 of 100 neurons/);
    assert.equal(await at.panel.page.getByRole('status').textContent(), '3 of 100 neurons.');
    assert.equal(await neurons().getByRole('grid').getAttribute('aria-rowcount'), '4');
    await neurons().getByText('Select These').click();
    assert.deepEqual(
      await selected(),
      [97, 98, 99].flatMap(parametersOf).sort((one, other) => one - other),
    );
    await neurons().getByRole('textbox', { name: 'Filter' }).fill('bias x>0 neuron<2');
    await at.panel.settle();
    assert.deepEqual(await columnOf(1), ['0', '1']);
  });

  it('lists and selects nothing by a filter with a mistake, and says at the field what it is', async () => {
    await open(complete(at.run));
    await openTab('Neurons');
    await rowOf(3).click();
    const before = await selected();
    const filter = neurons().getByRole('textbox', { name: 'Filter' });
    const these = neurons().getByRole('button', { name: 'Select These' });
    await filter.fill('selektivity>0');
    await at.panel.settle();
    assert.deepEqual(await columnOf(1), []);
    assert.match((await neurons().textContent()) ?? '', /0 of 100 neurons/);
    const said = 'found “selektivity” before >; expected one of neuron, x, y, ';
    const mistake = neurons().locator('.field-mistake');
    assert.ok((await mistake.innerText()).includes(said));
    assert.match(await mistake.innerText(), /Did you mean “selectivity”\?$/);
    assert.equal(await filter.getAttribute('aria-describedby'), await mistake.getAttribute('id'));
    assert.equal(await at.panel.page.getByRole('status').textContent(), await mistake.innerText());
    const [field, words] = [await filter.boundingBox(), await mistake.boundingBox()];
    assert.ok(field !== null && words !== null && words.y - field.y - field.height < 20, 'it is not at the field');
    assert.equal(await these.getAttribute('aria-disabled'), 'true');
    await these.click({ force: true });
    assert.deepEqual(await selected(), before);
    assert.deepEqual(await violations(at.panel), []);
    await filter.fill('selectivity>-1');
    await at.panel.settle();
    assert.equal(await mistake.isVisible(), false);
    assert.equal(await filter.getAttribute('aria-invalid'), null);
    await these.click();
    assert.equal((await selected()).length, order().layers[0]?.end);
  });

  it('points at, selects and opens neurons with the pointer', async () => {
    await open(complete(at.run));
    await openTab('Neurons');
    await rowOf(4).hover();
    const parameter = order().numberOf({ layer: 1, neuron: 4, input: null });
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'point', runId: 'tiny-run', parameter });
    await rowOf(4).click();
    assert.deepEqual((await at.panel.kept())?.selection?.primary, { layer: 1, neuron: 4 });
    assert.deepEqual(await selected(), parametersOf(4));
    await rowOf(2).click({ modifiers: ['Shift'] });
    assert.equal((await selected()).length, 2 * 785);
    await rowOf(4).click({ modifiers: ['Alt'] });
    assert.deepEqual(await selected(), parametersOf(2));
    assert.deepEqual(await neurons().locator('.table-row.selected .table-cell:first-child').allTextContents(), ['2']);
    assert.equal(await rowOf(2).getAttribute('aria-selected'), 'true');
    assert.equal(await rowOf(2).locator('.table-cell').last().textContent(), '785');
    await rowOf(2).click({ modifiers: ['Shift', 'Alt'] });
    assert.deepEqual(await selected(), parametersOf(2));
    await rowOf(6).dblclick();
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'openBias', layer: 1, neuron: 6 });
  });

  it('has only the rows in view in the page, and brings the neuron that is meant into view', async () => {
    await open(complete(at.run));
    await openTab('Neurons');
    assert.ok((await neurons().locator('.table-row').count()) < 40);
    assert.equal(await rowOf(88).count(), 0);
    const bits = new Uint8Array(Math.ceil(order().count / 8));
    bits[0] = 1;
    const selection = { runId: 'tiny-run', bits, primary: { layer: 1, neuron: 88 } };
    await at.panel.send({ type: 'select', selection, from: 'link' });
    assert.ok(await rowOf(88).isVisible());
    await neurons()
      .getByRole('grid')
      .evaluate((grid) => grid.scrollTo(0, 0));
    await at.panel.settle();
    assert.equal(await rowOf(0).evaluate((row) => row.classList.contains('partly')), true);
  });

  it('is walked by keys alone', async () => {
    await open(complete(at.run));
    await openTab('Neurons');
    const grid = neurons().getByRole('grid');
    await grid.focus();
    const active = async () =>
      await grid.evaluate((element) => {
        const id = element.getAttribute('aria-activedescendant');
        return id === null ? null : (document.getElementById(id)?.firstElementChild?.textContent ?? null);
      });
    await press('ArrowDown', 'ArrowDown');
    assert.equal(await active(), '1');
    await press('End');
    assert.equal(await active(), '99');
    await press('Home', 'PageDown');
    assert.ok(Number(await active()) > 3);
    await press('Home', 'ArrowDown', 'Enter');
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'openBias', layer: 1, neuron: 1 });
    await press(' ');
    assert.deepEqual(await selected(), parametersOf(1));
    await press('Shift+ArrowDown', 'Shift+ArrowDown');
    assert.deepEqual(
      await selected(),
      [1, 2, 3].flatMap(parametersOf).sort((one, other) => one - other),
    );
    await press('Shift+ArrowUp');
    assert.equal((await selected()).length, 2 * 785);
    await press('Escape');
    assert.deepEqual(await selected(), []);
    await press('Home', 'ArrowUp', 'ArrowRight', 'Enter');
    const header = neurons().getByRole('columnheader', { name: 'bias x' });
    assert.equal(await header.getAttribute('aria-sort'), 'ascending');
    assert.equal(await at.panel.page.getByRole('status').textContent(), 'Sorted by bias x, ascending.');
    await press('ArrowDown');
    assert.equal(await active(), String(layer1().biasX.indexOf(Math.min(...layer1().biasX))));
  });

  it('shows the layer that the panel shows', async () => {
    await open(complete(at.deep), {
      state: {
        version: 2,
        runId: 'tiny-run',
        view: {
          layer: 2,
          pointSize: 2,
          opacity: 0.5,
          drawing: 'auto',
          axes: 'shares',
          map: 'r',
          picture: 'phase1',
          tab: 'neurons',
        },
        selection: null,
      },
    });
    await openTab('Neurons');
    assert.equal(await neurons().getByRole('grid').getAttribute('aria-label'), 'Neurons of layer 2');
    assert.match((await neurons().textContent()) ?? '', /8 neurons/);
  });

  it('keeps the tab, and shows the training while there is no result', async () => {
    await open(runningState(at.run));
    const tab = (name: string) => at.panel.page.getByRole('tab', { name });
    assert.equal(await tab('Training').getAttribute('aria-selected'), 'true');
    await tab('Findings').click({ force: true });
    assert.equal(await tab('Training').getAttribute('aria-selected'), 'true');
    await at.panel.send({ type: 'state', state: complete(at.run) });
    assert.equal(await tab('Neurons').getAttribute('aria-selected'), 'true');
    await tab('Neurons').focus();
    await press('ArrowLeft');
    assert.equal(await tab('Causal test').getAttribute('aria-selected'), 'true');
    await press('Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter');
    assert.equal(await tab('Findings').getAttribute('aria-selected'), 'true');
    assert.equal((await at.panel.kept())?.view.tab, 'findings');
    assert.match(await at.panel.text(), /layer2\.bias/);
    assert.equal(await neurons().isVisible(), false);
  });

  it('shows the numbers behind the curves in the same place', async () => {
    await open(complete(at.run));
    await at.panel.page.getByRole('tab', { name: 'Training' }).click();
    const plot = at.panel.page.locator('.training .section-plot');
    const before = await plot.boundingBox();
    await at.panel.page.locator('.training').getByRole('button', { name: 'Table' }).click();
    await at.panel.settle();
    assert.deepEqual(await plot.boundingBox(), before);
    const values = at.run.training.networks.reduce((sum, { points }) => sum + points.length, 0);
    assert.match((await plot.textContent()) ?? '', new RegExp(`${values} values`));
    await plot.getByRole('textbox').fill('network=without-7');
    await at.panel.settle();
    const names = await plot.locator('.table-row .table-cell:first-child').allTextContents();
    assert.ok(names.length > 0 && names.every((name) => name === 'without 7'));
  });
});

describe('what tables count and average', () => {
  it('is what their hints say', async () => {
    const run = await tinyRun();
    const layer1 = run.layers[0] as LayerView;
    const { inputs, outputs, weightX, weightY, clusterOf } = layer1;
    const { largestCluster, selectivity, r } = neuronMetrics(layer1);
    for (const neuron of [0, 42, outputs - 1]) {
      const weights = Array.from({ length: inputs }, (_, input) => neuron * inputs + input);
      const clusters = weights.map((weight) => clusterOf[weight] as number).filter((cluster) => cluster >= 0);
      const most = Math.max(...clusters.map((one) => clusters.filter((other) => other === one).length));
      assert.equal(largestCluster[neuron], most);
      const xs = weights.map((weight) => weightX[weight] as number).filter((x) => !Number.isNaN(x));
      const mean = xs.reduce((sum, x) => sum + x, 0) / xs.length;
      assert.ok(Math.abs((selectivity[neuron] as number) - (mean - 0.5)) < 1e-12);
      assert.ok(Math.abs(r[neuron] as number) <= 1);
    }
    const { meanX, meanY, defined } = meansByInput(run);
    for (const input of [0, 350, inputs - 1]) {
      const weights = Array.from({ length: outputs }, (_, neuron) => neuron * inputs + input).filter(
        (weight) => !Number.isNaN((weightX[weight] as number) + (weightY[weight] as number)),
      );
      const mean = (values: Float64Array) =>
        weights.reduce((sum, weight) => sum + (values[weight] as number), 0) / weights.length;
      assert.equal(defined[input], weights.length);
      assert.ok(Math.abs((meanX[input] as number) - mean(weightX)) < 1e-12);
      assert.ok(Math.abs((meanY[input] as number) - mean(weightY)) < 1e-12);
    }
  });
});
