import assert from 'node:assert/strict';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { ParameterSet } from '../../../src/model/parameterSet';
import { type CompleteRun, type LayerView, NO_METRICS, NO_NUMBERS } from '../../../src/model/runView';
import { testLimit } from '../../harness/limits.cjs';
import { violations } from '../axe';
import { at, complete, inBrowser, open, openMore, openTab } from '../browserSuite';
import { foreignRun } from '../foreignRuns';
import { THEMES, type ThemeName } from '../themes';

inBrowser('the panel of a run that another system recorded', () => {
  let least: CompleteRun;
  let shares: CompleteRun;

  before(async () => {
    [least, shares] = [await foreignRun('least'), await foreignRun('shares')];
  });

  const choose = async (select: string, option: string) => {
    await at.panel.page.locator(select).first().click();
    await at.panel.page.getByRole('option', { name: option, exact: true }).click();
    await at.panel.settle();
  };
  const options = async (select: string) => {
    await at.panel.page.locator(select).click();
    await at.panel.page.getByRole('option').first().waitFor();
    const found = await at.panel.page.getByRole('option').allTextContents();
    await at.panel.page.keyboard.press('Escape');
    await at.panel.settle();
    return found;
  };

  it('says what recorded it, and shows nothing that it does not hold', async () => {
    await open(complete(least));
    const text = await at.panel.text();
    assert.match(text, /conv1 8 × 3 × 5 × 5, classes 10 × 32/);
    assert.match(text, /recorded by PyTorch 2\.6\.0/);
    assert.match(text, /difference made by leaving out cat or dog/);
    assert.match(text, /Layer 1 reads no picture/);
    for (const absent of [/ink alone/, /identity check/, /Run with Seed|Replicate/, /seed/i, /η/, /NaN|undefined|null/])
      assert.doesNotMatch(text, absent);
    assert.deepEqual(await at.panel.page.getByRole('tab').filter({ visible: true }).allTextContents(), [
      'Neurons',
      'Layers',
      'Findings',
    ]);
    assert.equal(await at.panel.page.locator('.pixels-chart').isVisible(), false);
  });

  it('asks for the numbers and figures of a layer that are not here, and shows them when they come', async () => {
    const { layers, runId } = least;
    const [first, second] = layers as [LayerView, LayerView];
    const unread = { ...second, ...NO_NUMBERS, ...NO_METRICS, here: false, known: false };
    await open(complete({ ...least, layers: [first, unread] }));
    await at.panel.settle();
    assert.deepEqual(
      (await at.panel.posted()).filter(({ type }) => type === 'figures' || type === 'layer'),
      [{ type: 'figures', runId }],
    );
    const summary = at.panel.page.locator('.weights .section-figure');
    const caption = at.panel.page.locator('.weights .caption');
    const before = await summary.textContent();
    await choose('.weights .select[aria-label="Layer"]', 'layer 2: classes');
    assert.equal(await caption.textContent(), 'Reading the weights of layer 2 …');
    assert.equal(await summary.textContent(), '');
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'layer', runId, layer: 2 });
    // Nothing of what is not here can be pointed at, selected or drawn.
    await at.panel.page.locator('.weights-chart').focus();
    await at.panel.page.keyboard.press('ArrowRight');
    await at.panel.send({ type: 'layer', runId, layer: 2, read: second });
    await at.panel.settle();
    assert.match((await summary.textContent()) ?? '', /^R² 0\.\d{3}$/);
    assert.notEqual(await summary.textContent(), before);
    assert.doesNotMatch((await caption.textContent()) ?? '', /Reading/);
    // Once is enough.
    await choose('.weights .select[aria-label="Layer"]', 'layer 1: conv1');
    await choose('.weights .select[aria-label="Layer"]', 'layer 2: classes');
    assert.equal((await at.panel.posted()).filter(({ type }) => type === 'layer').length, 1);
  });

  it('has the host look through layers that are not here, when the form asks for what is in them', async () => {
    const { layers, runId } = least;
    const [first, second] = layers as [LayerView, LayerView];
    const unread = { ...second, ...NO_NUMBERS, ...NO_METRICS, here: false, known: false };
    await open(complete({ ...least, layers: [first, unread] }));
    const form = at.panel.page.locator('.selection-form');
    await openMore('weights');
    await at.panel.page.getByText('Select by Values…').click();
    await form.getByRole('textbox', { name: 'x from', exact: true }).fill('0.6');
    await choose('.selection-form .select[aria-label="Of which parameters"]', 'all layers');
    await form.getByRole('button', { name: 'Apply' }).click();
    await at.panel.settle();
    const query = {
      x: [0.6, Number.MAX_VALUE],
      y: null,
      neurons: null,
      inputs: null,
      rows: null,
      columns: null,
      tensors: 'all',
    };
    const asked = (await at.panel.posted()).find(({ type }) => type === 'meeting');
    assert.ok(asked?.type === 'meeting' && asked.layer === 1);
    assert.deepEqual(asked.query, query);
    assert.match(await form.locator('.form-outcome').innerText(), /Looking for them/);
    const { count } = new ParameterOrder(layers);
    const found = ParameterSet.of(count, [1, 3, count - 1]).bits;
    await at.panel.send({ type: 'meeting', runId, request: asked.request, found });
    await at.panel.settle();
    assert.match(await form.locator('.form-outcome').innerText(), /3 weights selected/);
  });

  it('says why a layer cannot be read, and leaves the others as they are', async () => {
    const { layers, runId } = least;
    const [first, second] = layers as [LayerView, LayerView];
    const unread = { ...second, ...NO_NUMBERS, ...NO_METRICS, here: false, known: false };
    await open(complete({ ...least, layers: [first, unread] }));
    const summary = at.panel.page.locator('.weights .section-figure');
    const before = await summary.textContent();
    await choose('.weights .select[aria-label="Layer"]', 'layer 2: classes');
    const fault = 'tensors.safetensors: found -1 at 7 of "tally/a/classes.weight"';
    await at.panel.send({ type: 'layer', runId, layer: 2, read: { fault } });
    await at.panel.settle();
    assert.equal(await at.panel.page.locator('.weights .caption').textContent(), fault);
    await choose('.weights .select[aria-label="Layer"]', 'layer 1: conv1');
    assert.equal(await summary.textContent(), before);
  });

  it('finds only what can be found, and says so in every sentence', async () => {
    await open(complete(least));
    await at.panel.page.getByRole('tab', { name: 'Findings' }).click();
    const text = await at.panel.page.locator('.findings').innerText();
    assert.match(text, /neurons shuffled[\s\S]*pixels shuffled[\s\S]*log-ratio axes[\s\S]*density clusters/);
    assert.match(text, /a pixel, below, is any one input/);
    assert.match(text, /conv1\.weight[\s\S]*conv1\.bias[\s\S]*classes\.weight/);
    for (const absent of [
      /classes\.bias/,
      /ink alone/,
      /identity/i,
      /never change/,
      /Edge and centre/,
      /without constant/,
    ])
      assert.doesNotMatch(text.replace(/On pixels that never change each neuron is one cluster[^.]*\./, ''), absent);
    await at.panel.send({ type: 'state', state: complete(shares) });
    assert.doesNotMatch(await at.panel.page.locator('.findings').innerText(), /log-ratio/);
  });

  it('names its layers, and has no biases where a layer has none', async () => {
    await open(complete(least));
    await choose('.weights .select[aria-label="Layer"]', 'layer 2: classes');
    assert.match(await at.panel.page.locator('.biases').innerText(), /This layer has no biases\./);
    await openTab('Neurons');
    const table = await at.panel.page.locator('.neurons').innerText();
    assert.match(table, /10 neurons/);
    assert.doesNotMatch(table, /bias/);
    await at.panel.page.locator('.neurons .table-row').nth(3).click();
    const order = new ParameterOrder(least.layers);
    const kept = await at.panel.answer('select');
    assert.equal(Object.values(kept.selection.bits).length, Math.ceil(order.count / 8));
    assert.match(await at.panel.page.locator('.selection-words').innerText(), /32 weights/);
    assert.doesNotMatch(await at.panel.page.locator('.selection-words').innerText(), /bias/);
  });

  it('offers the axes and the numbers of neurons that there are', async () => {
    await open(complete(least));
    await at.panel.page.getByRole('button', { name: 'How it is drawn' }).click();
    assert.deepEqual(await options('.weights .select[aria-label="Axes"]'), ['shares', 'log-ratios']);
    assert.deepEqual(await options('.neuron .select'), [
      'tally a',
      'tally b',
      'difference c',
      'difference d',
      'x',
      'y',
    ]);
    await at.panel.send({ type: 'state', state: complete(shares) });
    await at.panel.page.getByRole('button', { name: 'How it is drawn' }).click();
    assert.deepEqual(await options('.weights .select[aria-label="Axes"]'), ['shares']);
    assert.deepEqual(await options('.neuron .select'), ['x', 'y']);
  });

  it('lists the inputs of layer 1, each by its number', async () => {
    await open(complete(least));
    await at.panel.page.locator('.pixels').getByRole('button', { name: 'Table' }).click();
    await at.panel.settle();
    const table = await at.panel.page.locator('.pixels .plot-table').innerText();
    assert.match(table, /75 inputs/);
    assert.match(table, /^input$/m);
    await at.panel.page.locator('.pixels .table-row').nth(4).dblclick();
    assert.deepEqual(await at.panel.answer('openInput'), { type: 'openInput', input: 4 });
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`has no fault that axe knows of, in ${THEMES[theme].name}`, async function () {
      this.timeout(testLimit);
      await open(complete(least), { theme });
      assert.deepEqual(await violations(at.panel), [], 'the first layer');
      await choose('.weights .select[aria-label="Layer"]', 'layer 2: classes');
      assert.deepEqual(await violations(at.panel), [], 'a layer without biases');
      await at.panel.page.getByRole('tab', { name: 'Findings' }).click();
      assert.deepEqual(await violations(at.panel), [], 'findings');
    });
  }
});
