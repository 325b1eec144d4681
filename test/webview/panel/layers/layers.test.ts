import assert from 'node:assert/strict';
import { correlate } from '../../../../src/engine/statistics/correlation';
import type { CompleteRun, LayerView } from '../../../../src/model/runView';
import { decimal } from '../../../../src/text/format';
import { testLimit } from '../../../harness/limits.cjs';
import { violations } from '../../axe';
import { at, complete, inBrowser, open, openTab } from '../../browserSuite';
import { DEEP_LAYERS, foreignRun } from '../../foreignRuns';
import { runningEarly } from '../../runs';
import { THEMES, type ThemeName } from '../../themes';

inBrowser('the table of layers', () => {
  let deep: CompleteRun;
  let shares: CompleteRun;

  before(async () => {
    [deep, shares] = [await foreignRun('least', DEEP_LAYERS), await foreignRun('shares', DEEP_LAYERS)];
  });

  const layers = () => at.panel.page.getByRole('tabpanel', { name: 'Layers' });
  const grid = () => layers().getByRole('grid', { name: 'Layers' });
  const titles = async () => await grid().getByRole('columnheader').allInnerTexts();
  const column = async (title: string): Promise<string[]> => {
    const place = (await titles()).indexOf(title) + 1;
    assert.ok(place > 0, title);
    return await grid().locator(`.table-row .table-cell:nth-child(${place})`).allTextContents();
  };
  const marked = async () => await grid().locator('.table-row[aria-selected=true]').allInnerTexts();
  const shownLayer = async () => (await at.panel.kept())?.view.layer;
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await at.panel.page.keyboard.press(key);
    await at.panel.settle();
  };
  const show = async (run: CompleteRun) => {
    await open(complete(run), { height: 1300 });
    await openTab('Layers');
  };
  const filter = async (text: string) => {
    await layers().getByRole('textbox', { name: 'Filter' }).fill(text);
    await at.panel.settle();
  };

  it('has of each layer what can be counted out of its numbers', async () => {
    await show(deep);
    assert.deepEqual(
      await column('layer'),
      DEEP_LAYERS.map(({ name }) => name),
    );
    assert.deepEqual(
      await column('shape'),
      DEEP_LAYERS.map(({ weight }) => weight.join(' × ')),
    );
    const sizes = DEEP_LAYERS.map(({ weight, bias }) => {
      const weights = weight.reduce((product, axis) => product * axis, 1);
      return [weights, bias ? (weight[0] as number) : 0] as const;
    });
    assert.deepEqual(
      await column('parameters'),
      sizes.map(([weights, biases]) => String(weights + biases).replace(/\B(?=(\d{3})+$)/g, ',')),
    );
    const r = deep.layers.map(({ weightX, weightY }) => correlate(weightX, weightY).r ?? Number.NaN);
    assert.deepEqual(
      await column('r'),
      r.map((value) => decimal(value)),
    );
    assert.deepEqual(
      await column('R²'),
      r.map((value) => decimal(value ** 2)),
    );
    const ofBiases = deep.layers.map(({ biasX, biasY }) => correlate(biasX, biasY).r2);
    assert.deepEqual(
      await column('biases’ R²'),
      DEEP_LAYERS.map(({ bias }, index) => (bias ? decimal(ofBiases[index]) : '–')),
    );
    const sums = deep.layers.map(({ sets: { a, b } }) => sumOf(a) + sumOf(b));
    const all = sums.reduce((sum, value) => sum + value);
    assert.deepEqual(
      await column('share of the tally'),
      sums.map((sum) => decimal(sum / all)),
    );
    const centred = deep.layers.map((layer) => centredR(layer));
    // One number a neuron is its own mean: nothing is left.
    assert.equal(centred[1], null);
    assert.deepEqual(
      await column('residual r'),
      centred.map((r) => (r === null ? '–' : decimal(r))),
    );
    assert.deepEqual(
      await column('number'),
      DEEP_LAYERS.map((_layer, index) => String(index + 1)),
    );
  });

  it('of a run of this engine says of layer 1 what its findings say', async () => {
    await show(at.deep);
    assert.deepEqual(await column('layer'), ['layer1', 'layer2', 'layer3']);
    assert.equal((await column('residual r'))[0], decimal(at.deep.metrics.controls.residual.r));
    assert.equal((await column('R²'))[0], decimal(at.deep.layers[0]?.weights.r2));
    const early = runningEarly(at.run);
    await at.panel.send({ type: 'state', state: early });
    assert.deepEqual(await column('layer'), ['layer1', 'layer2']);
  });

  it('has no column for what no layer has, and is not there for one layer', async () => {
    await show(shares);
    assert.ok(!(await titles()).includes('share of the tally'));
    const [first, last] = [DEEP_LAYERS[0], DEEP_LAYERS[8]];
    assert.ok(first !== undefined && last !== undefined);
    const tab = at.panel.page.getByRole('tab', { name: 'Layers' });
    await at.panel.send({
      type: 'state',
      state: complete(await foreignRun('least', [first, { ...last, bias: false }])),
    });
    assert.ok(!(await titles()).includes('biases’ R²'));
    assert.equal(await tab.isVisible(), true);
    await at.panel.send({ type: 'state', state: complete(await foreignRun('least', [first])) });
    assert.equal(await tab.isVisible(), false);
    assert.equal(await at.panel.page.getByRole('tab', { selected: true }).innerText(), 'Neurons');
  });

  it('shows the layer of a row that is pressed, and marks that of the shown one wherever it was chosen', async () => {
    await show(deep);
    assert.match((await marked()).join(), /^conv1\s/);
    await grid().locator('.table-row').nth(4).click();
    await at.panel.settle();
    assert.equal(await shownLayer(), 5);
    assert.match((await marked()).join(), /^block\.conv10\s/);
    assert.equal((await marked()).length, 1);
    assert.equal(await at.panel.page.getByRole('status').textContent(), 'Shown: layer 5: block.conv10.');
    await at.panel.page.locator('.weights .select[aria-label="Layer"]').click();
    await at.panel.page.getByRole('option', { name: 'layer 9: 3', exact: true }).click();
    await at.panel.settle();
    assert.match((await marked()).join(), /^3\s/);
    // Nothing of it is a selection of parameters.
    assert.equal((await at.panel.kept())?.selection, null);
    assert.equal(await layers().getByRole('button', { name: 'Select These' }).count(), 0);
  });

  it('is walked by keys: Enter and Space show a layer', async () => {
    await show(deep);
    await grid().focus();
    await press('ArrowDown', 'ArrowDown');
    assert.equal(await shownLayer(), 1);
    await press('Enter');
    assert.equal(await shownLayer(), 3);
    await press('End', ' ');
    assert.equal(await shownLayer(), 9);
    assert.equal(await grid().evaluate((element) => element === document.activeElement), true);
    await press('Home', 'ArrowUp', 'ArrowRight', 'ArrowRight', 'Enter', 'Enter');
    assert.deepEqual((await column('layer')).slice(0, 2), ['block.conv10', '3']);
  });

  it('is sorted and filtered by names and figures', async () => {
    await show(deep);
    await grid().getByRole('columnheader', { name: 'layer', exact: true }).click();
    const byName = [
      '3',
      'along',
      'block.conv2',
      'block.conv10',
      'block.norm2',
      'conv1',
      'norm1',
      'pointwise',
      'volume',
    ];
    assert.deepEqual(await column('layer'), byName);
    await filter('conv');
    assert.deepEqual(await column('layer'), ['block.conv2', 'block.conv10', 'conv1']);
    // A name in digits is a name.
    await filter('name=3');
    assert.deepEqual(await column('layer'), ['3']);
    await filter('name!=3 parameters>900');
    assert.deepEqual(await column('layer'), ['block.conv10']);
    await filter('name>3');
    assert.deepEqual(await column('layer'), []);
    assert.match(await layers().innerText(), /“name>3”: name is no number; expected name=, name!= or name~/);
    await filter('shape~5');
    assert.deepEqual(await column('layer'), ['conv1']);
    await grid().locator('.table-row').first().click();
    await at.panel.settle();
    assert.equal(await shownLayer(), 1);
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`has no fault that axe knows of, in ${THEMES[theme].name}`, async function () {
      this.timeout(testLimit);
      for (const width of [1440, 500]) {
        await at.panel?.close();
        await open(complete(deep), { theme, width, height: 900 });
        await openTab('Layers');
        await at.panel.settle();
        assert.deepEqual(await violations(at.panel), [], `${width} px`);
      }
    });
  }
});

function sumOf(set: { readonly weight: Float64Array; readonly bias: Float64Array } | undefined): number {
  return [...(set?.weight ?? []), ...(set?.bias ?? [])].reduce((sum, value) => sum + value, 0);
}

/** r after double centring, which is least squares where nothing is undefined. */
function centredR({ weightX, weightY, inputs, outputs }: LayerView): number | null {
  if (inputs === 1 || outputs === 1) return null;
  const centred = (values: Float64Array) => {
    const rows = new Float64Array(outputs);
    const columns = new Float64Array(inputs);
    let all = 0;
    for (const [weight, value] of values.entries()) {
      const [row, column] = [Math.floor(weight / inputs), weight % inputs];
      rows[row] = (rows[row] as number) + value / inputs;
      columns[column] = (columns[column] as number) + value / outputs;
      all += value / values.length;
    }
    return values.map(
      (value, weight) =>
        value - (rows[Math.floor(weight / inputs)] as number) - (columns[weight % inputs] as number) + all,
    );
  };
  return correlate(centred(weightX), centred(weightY)).r;
}
