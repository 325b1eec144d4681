import assert from 'node:assert/strict';
import { ParameterOrder } from '../../../../src/model/parameterOrder';
import type { LayerView } from '../../../../src/model/runView';
import { unpackedSet } from '../../../../webview/panel/persisted';
import { violations } from '../../axe';
import { at, complete, inBrowser, open, openMore } from '../../browserSuite';

inBrowser('the form and the tables of the plots', () => {
  const selected = async () => {
    const kept = (await at.panel.kept())?.selection ?? null;
    return kept === null ? [] : [...unpackedSet(new ParameterOrder(at.run.layers).count, kept.bits)];
  };

  it('selects by values at Enter, says how many, and says what is not understood', async () => {
    await open(complete(at.run));
    await openMore('weights');
    await at.panel.page.getByText('Select by Values…').click();
    const form = at.panel.page.locator('.selection-form');
    const field = (name: string) => form.getByRole('textbox', { name, exact: true });
    await field('x from').fill('0.5');
    await field('Neurons').fill('0-9, 42');
    await field('Inputs').fill('row 12');
    await field('Inputs').press('Enter');
    const { inputs, weightX } = at.run.layers[0] as LayerView;
    const expected = [...weightX.keys()].filter((weight) => {
      const neuron = Math.floor(weight / inputs);
      return (
        (neuron < 10 || neuron === 42) &&
        Math.floor((weight % inputs) / 28) === 12 &&
        (weightX[weight] as number) >= 0.5
      );
    });
    assert.ok(expected.length > 0);
    assert.deepEqual(await selected(), expected);
    assert.equal(await form.locator('.form-outcome').textContent(), `${expected.length} weights selected.`);
    const said = (await at.panel.page.getByRole('status').textContent()) ?? '';
    assert.ok(said.startsWith(`${expected.length} weights selected.`), said);
    await field('y to').fill('much');
    await field('y to').press('Enter');
    const mistake = form.locator('.form-line:nth-child(2) .field-mistake:visible');
    assert.match(await mistake.innerText(), /y to: found “much”; expected a number/);
    assert.equal(await field('y to').getAttribute('aria-describedby'), await mistake.getAttribute('id'));
    assert.deepEqual(await selected(), expected);
    await field('y to').fill('');
    assert.equal(await mistake.count(), 0);
    for (const [name, asked, said] of [
      ['Neurons', '100', 'neurons: found 100; expected 0 to 99.'],
      ['Inputs', 'row 30', 'row: found 30; expected 0 to 27.'],
    ] as const) {
      await field(name).fill(asked);
      await field(name).press('Enter');
      assert.equal(await field(name).getAttribute('aria-invalid'), 'true');
      assert.equal(await form.locator('.field-mistake:visible').innerText(), said);
      assert.equal(await at.panel.page.getByRole('status').textContent(), said);
      assert.deepEqual(await selected(), expected);
      await field(name).fill('');
    }
    assert.deepEqual(await violations(at.panel), []);
  });

  for (const [name, noun] of [
    ['weights', '78,400 weights'],
    ['biases', '100 neurons'],
    ['pixels', '784 pixels'],
  ] as const) {
    it(`lists what the plot of ${name} shows, in its place`, async () => {
      await open(complete(at.run));
      const section = at.panel.page.locator(`.section.${name}`);
      const before = await section.boundingBox();
      await section.locator('.toggle').click();
      await at.panel.settle();
      assert.ok(
        await section.getByRole('button', { name: 'Table', pressed: true }).isVisible(),
        'it is not read as pressed',
      );
      assert.deepEqual(await section.boundingBox(), before);
      assert.match((await section.textContent()) ?? '', new RegExp(noun));
      const grid = section.getByRole('grid');
      await grid.focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'Enter', ' ']) await at.panel.page.keyboard.press(key);
      const order = new ParameterOrder(at.run.layers);
      const opened = (await at.panel.posted()).findLast(({ type }) => type.startsWith('open'));
      if (name === 'weights') {
        assert.deepEqual(opened, { type: 'openWeight', layer: 1, neuron: 0, input: 1 });
        assert.deepEqual(await selected(), [1]);
      } else if (name === 'biases') {
        assert.deepEqual(opened, { type: 'openBias', layer: 1, neuron: 1 });
        assert.deepEqual(await selected(), [order.numberOf({ layer: 1, neuron: 1, input: null })]);
      } else {
        assert.deepEqual(opened, { type: 'openInput', input: 1 });
        assert.deepEqual(
          await selected(),
          Array.from({ length: 100 }, (_, neuron) => order.numberOf({ layer: 1, neuron, input: 1 })),
        );
      }
      await section.locator('.toggle').click();
      assert.equal(await grid.isVisible(), false);
    });
  }

  it('are tables from the start where a screen reader is used', async () => {
    await open(null);
    await at.panel.page.evaluate("document.body.classList.add('vscode-using-screen-reader')");
    await at.panel.send({ type: 'state', state: complete(at.run) });
    for (const name of ['weights', 'biases', 'pixels'])
      assert.ok(await at.panel.page.locator(`.section.${name}`).getByRole('grid').isVisible(), name);
  });
});
